import type { KeyRules } from '../../../clients/knobs/strength-rules.ts';
import type { Certificate, PublicKey } from '../../../x509/certificate.ts';
import { curveOrderBits } from '../curve-order.ts';
import { dsaNumbers } from '../key-numbers.ts';
import { kindOf, mayBeKnownElsewhere } from '../signature-scheme.ts';
import { type Breach, breach, type Check, type NotModelled, quoted } from './check.ts';

/** The key is of a kind and a length that the client accepts. */
export const checkKeyStrength: Check = (path, index) => {
  const certificate = path.certificates[index];
  if (certificate === undefined) return undefined;
  const rules = path.knobs.strength.keys;
  if (path.complete && path.certificates.length === 1 && rules.pinnedEndEntity === 'ignored') return undefined;
  return weaknessOf(certificate, rules);
};

/** What is wrong with the certificate's key by these rules. */
export function weaknessOf(certificate: Certificate, rules: KeyRules): Breach | NotModelled | undefined {
  const { publicKey: key } = certificate;
  const kind = kindOf(key);
  const unusable = whyUnusable(certificate);
  if (unusable !== undefined || kind === undefined) {
    if (rules.unusable === 'accepted') return undefined;
    if (kind === undefined && mayBeKnownElsewhere(key.oid)) return notModelled(certificate, `a key of the kind ${key.oid}`);
    return breach('weak-key', `${quoted(certificate)} has a key that the client cannot use: ${unusable ?? `kind ${key.oid}`}`);
  }
  if (rules.refused.has(kind)) return breach('weak-key', `${quoted(certificate)} has a key of the kind ${kind}, which the client refuses`);
  if (rules.curves !== 'any' && key.curve !== undefined && !rules.curves.has(key.curve) && key.curve !== 'explicit') {
    return breach('weak-key', `${quoted(certificate)} has a key on the curve ${key.curve}, over which the client crashes`);
  }
  if (key.curve !== undefined && key.curve !== 'explicit' && rules.curvesOfEveryBuild?.has(key.curve) === false) {
    return notModelled(certificate, `a key on the curve ${key.curve}`);
  }
  if (key.curve === 'explicit') {
    return rules.curveOrderBits === 0 ? undefined : notModelled(certificate, 'an elliptic curve that is spelled out');
  }
  const short = shortfall(key, rules);
  return short && breach('weak-key', `${quoted(certificate)} has ${short.what} of ${short.bits} bits, the client wants ${short.wanted}`);
}

interface Shortfall {
  readonly what: string;
  readonly bits: number;
  readonly wanted: number;
}

function shortfall(key: PublicKey, rules: KeyRules): Shortfall | undefined {
  switch (kindOf(key)) {
    case 'rsa':
      return below('an RSA key', key.bits, rules.rsaBits);
    case 'rsa-pss':
      return below('an RSASSA-PSS key', key.bits, rules.rsaPssBits);
    case 'ec':
      return below('an elliptic curve with an order', curveOrderBits(key.curve ?? ''), rules.curveOrderBits);
    case 'dsa': {
      const numbers = dsaNumbers(key);
      return below('a DSA key', numbers?.pBits, rules.dsa.pBits) ?? below('a DSA subgroup', numbers?.qBits, rules.dsa.qBits);
    }
    case 'ed25519':
    case 'ed448':
    case undefined:
      // the shortest of them has 128 bits of security
      return undefined;
  }
}

function below(what: string, bits: number | undefined, wanted: number): Shortfall | undefined {
  // a length that is unknown is that of inherited DSA parameters, which nobody measures (KeyUtil.getKeySize gives -1 in Java, and others do not read the key)
  return bits !== undefined && bits < wanted ? { what, bits, wanted } : undefined;
}

// What OpenSSL's EVP_PKEY would not be made of
function whyUnusable({ publicKey: key, defects }: Certificate): string | undefined {
  const found = defects.find(({ kind }) => kind === 'malformed-key' || kind === 'dsa-parameters-missing');
  if (found !== undefined) return found.kind.replaceAll('-', ' ');
  const unknownCurve = key.algorithm === 'ec' && key.curve !== 'explicit' && curveOrderBits(key.curve ?? '') === undefined;
  return unknownCurve ? `curve ${key.curve ?? ''}` : undefined;
}

function notModelled(certificate: Certificate, what: string): NotModelled {
  return { kind: 'unsupported', reason: `${quoted(certificate)} has ${what}, over which builds of the client differ` };
}
