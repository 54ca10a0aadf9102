import type { PublicKey, SignatureParameters } from '../../x509/certificate.ts';
import { layoutOf } from '../../x509/read-public-key.ts';
import { readSignature } from '../../x509/read-signature.ts';

const nothing = new Uint8Array();

/** What an RSASSA-PSS key allows (RFC 4055 §3.3): its parameters, `absent` where it allows everything. */
export function restrictionsOf(key: PublicKey): SignatureParameters {
  const { parametersEnd } = layoutOf(key.spki);
  // the AlgorithmIdentifier is the first node inside of the SubjectPublicKeyInfo, and ends with its parameters
  return readSignature(key.spki.subarray(headerOctets(key.spki), parametersEnd), nothing, nothing).parameters;
}

/** Whether a key with these restrictions makes signatures with those parameters: the same digests, and no shorter salt (OpenSSL and Java alike). */
export function restrictionsAllow(restrictions: SignatureParameters, signature: SignatureParameters): boolean {
  if (restrictions.kind === 'absent') return true;
  return (
    restrictions.kind === 'rsa-pss' &&
    signature.kind === 'rsa-pss' &&
    restrictions.digest === signature.digest &&
    restrictions.maskDigest === signature.maskDigest &&
    restrictions.saltLength <= signature.saltLength
  );
}

/**
 * The same RSA key with an AlgorithmIdentifier of RSASSA-PSS in front: node:crypto lets nobody choose the mask's digest, but takes it from such a key.
 */
export function spkiWith(identifier: Uint8Array, key: PublicKey): Uint8Array {
  const bitString = key.spki.subarray(layoutOf(key.spki).parametersEnd);
  const length = identifier.length + bitString.length;
  return Buffer.concat([header(length), identifier, bitString]);
}

function header(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(0x30, length);
  const octets = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(0x30, 0x80 + octets.length, ...octets);
}

function headerOctets(der: Uint8Array): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}
