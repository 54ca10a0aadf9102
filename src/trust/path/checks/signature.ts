import type { SignatureRules } from '../../../clients/knobs/strength-rules.ts';
import type { PublicKey } from '../../../x509/certificate.ts';
import { verifySignature } from '../signature.ts';
import { hypotheticalAlgorithm, kindOf } from '../signature-scheme.ts';
import { breach, type Check, quoted } from './check.ts';

/** RFC 5280 §6.1.3 (a)(1): the certificate is signed by the key of the next one; an anchor's own signature is looked at by nobody. */
export const checkSignature: Check = (path, index) => {
  const certificate = path.certificates[index];
  const issuer = path.certificates[index + 1];
  if (certificate === undefined || issuer === undefined) return undefined;
  const cannot = whyNotVerified(issuer.publicKey, path.knobs.strength.signatures);
  if (cannot !== undefined && certificate.signature.algorithm !== hypotheticalAlgorithm) {
    return breach('bad-signature', `the client cannot verify signatures of ${quoted(issuer)}: ${cannot}`);
  }
  switch (verifySignature(certificate, issuer.publicKey)) {
    case 'valid':
      return undefined;
    case 'invalid':
      return breach('bad-signature', `${quoted(certificate)} is not signed by the key of ${quoted(issuer)}`);
    case 'not-verifiable':
      return { kind: 'unsupported', reason: `whether the key of ${quoted(issuer)} signed ${quoted(certificate)} cannot be told here` };
  }
};

// Keys that the library reads and does no arithmetic with: no answer of ours is needed then
function whyNotVerified(key: PublicKey, rules: SignatureRules): string | undefined {
  const kind = kindOf(key);
  if (kind !== undefined && rules.cannotVerify.has(kind)) return `its key is of the kind ${kind}`;
  if (rules.curves === 'any' || key.curve === undefined || key.curve === 'explicit') return undefined;
  return rules.curves.has(key.curve) ? undefined : `its key is on the curve ${key.curve}`;
}
