import { createHash } from 'node:crypto';
import type { PublicKey } from './certificate.ts';
import { children, content, type DerNode, expect, is, readNode, readOid, whole } from './der.ts';

const algorithms: Readonly<Record<string, PublicKey['algorithm']>> = {
  '1.2.840.113549.1.1.1': 'rsa',
  '1.2.840.113549.1.1.10': 'rsa-pss',
  '1.2.840.10045.2.1': 'ec',
  '1.3.101.112': 'ed25519',
  '1.3.101.113': 'ed448',
};

const curveBits: Readonly<Record<string, number>> = {
  '1.2.840.10045.3.1.7': 256,
  '1.3.132.0.34': 384,
  '1.3.132.0.35': 521,
};

/** Reads SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) without building a key: that costs more and is only needed for signatures. */
export function readPublicKey(node: DerNode): PublicKey {
  const [identifier, key] = children(node);
  const [oid, parameters] = children(expect(identifier, 'sequence', 'key algorithm', node.start));
  const algorithm = algorithms[readOid(expect(oid, 'oid', 'key algorithm', node.start))] ?? 'other';
  const keyBits = expect(key, 'bitString', 'public key', node.start);
  const spki = whole(node);
  const sha256 = createHash('sha256').update(spki).digest('hex');
  const curve = algorithm === 'ec' ? (is(parameters, 'oid') ? readOid(parameters) : 'explicit') : undefined;
  return { spki, sha256, algorithm, bits: bitsOf(algorithm, keyBits, curve), curve };
}

function bitsOf(algorithm: PublicKey['algorithm'], key: DerNode, curve: string | undefined): number | undefined {
  if (algorithm === 'ec') return curveBits[curve ?? ''];
  if (algorithm !== 'rsa' && algorithm !== 'rsa-pss') return undefined;
  // RFC 8017 appendix A.1.1: RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }; the BIT STRING starts with its count of unused bits
  const [modulus] = children(readNode(content(key), 1));
  const octets = content(expect(modulus, 'integer', 'RSA modulus', key.start));
  const leading = octets.findIndex((octet) => octet !== 0);
  return leading === -1 ? 0 : (octets.length - leading) * 8 - (Math.clz32(octets[leading] ?? 0) - 24);
}
