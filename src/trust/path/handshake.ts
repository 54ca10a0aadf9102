import type { HandshakeRules } from '../../clients/knobs/strength-rules.ts';
import type { Certificate, PublicKey } from '../../x509/certificate.ts';
import { restrictionsOf } from './signature-pss.ts';
import { digestNamed, digestOctets, kindOf } from './signature-scheme.ts';

/**
 * Why a client with these rules and a server with this end-entity cannot come to terms at all, whatever certificates are trusted; undefined where they can. The
 * server then has no signature scheme to answer with and says handshake_failure (RFC 8446 §4.4.2.2), in TLS 1.2 as in 1.3: seen with Node.js 20 and 24, Python,
 * curl, Java 17 and Go against `openssl s_server` of 3.0.
 *
 * Left out: key usage without digitalSignature, which only a server of TLS 1.2 minds.
 */
export function whyNoHandshake(endEntity: Certificate, rules: HandshakeRules): string | undefined {
  const { publicKey: key } = endEntity;
  const kind = kindOf(key);
  if (kind === undefined) return `the client knows no keys of the kind ${key.oid}`;
  if (!rules.keys.has(kind)) return `the client offers no signature scheme for keys of the kind ${kind}`;
  switch (kind) {
    case 'ec':
      // spelled out: the path is refused, or not known (key-strength.ts)
      return key.curve === undefined || key.curve === 'explicit' || rules.curves.has(key.curve)
        ? undefined
        : `the client offers no group for the curve ${key.curve}`;
    case 'rsa':
      return whyNoRsa(key, rules);
    case 'rsa-pss':
      return whyNoRsa(key, rules) ?? whyNoPss(key, rules);
    case 'dsa':
    case 'ed25519':
    case 'ed448':
      return undefined;
  }
}

function whyNoRsa({ bits }: PublicKey, { rsaBits }: HandshakeRules): string | undefined {
  if (bits === undefined || (bits >= rsaBits.from && bits <= rsaBits.to)) return undefined;
  return `an RSA key of ${bits} bits cannot be used in a handshake with the client`;
}

// RFC 8446 §4.2.3, rsa_pss_pss_*: the mask has the same digest, and the salt is as long as the digest
function whyNoPss(key: PublicKey, { pssDigests }: HandshakeRules): string | undefined {
  const allowed = restrictionsOf(key);
  if (allowed.kind === 'absent') return undefined;
  if (allowed.kind === 'rsa-pss' && allowed.digest === allowed.maskDigest) {
    const digest = digestNamed(allowed.digest);
    if (digest !== undefined && pssDigests.has(digest) && allowed.saltLength <= digestOctets(digest)) return undefined;
  }
  return 'the RSASSA-PSS key is restricted to parameters that the client does not offer';
}
