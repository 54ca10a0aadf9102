import { getDiffieHellman } from 'node:crypto';

/** Groups of RFC 2409 §6.2 and RFC 3526 §3, with primes of 1024 and 2048 bits. */
export type DhGroup = 'modp2' | 'modp14';

/** The group as a PEM of PKCS #3 (`SEQUENCE { prime INTEGER, base INTEGER }`), as nginx takes it. */
export function dhParameters(group: DhGroup): string {
  const dh = getDiffieHellman(group);
  const body = Buffer.concat([integer(dh.getPrime()), integer(dh.getGenerator())]);
  const lines = tagged(0x30, body)
    .toString('base64')
    .match(/.{1,64}/g);
  return ['-----BEGIN DH PARAMETERS-----', ...(lines ?? []), '-----END DH PARAMETERS-----', ''].join('\n');
}

function integer(value: Buffer): Buffer {
  // A leading one would make it negative
  return tagged(0x02, (value[0] ?? 0) < 0x80 ? value : Buffer.concat([Buffer.of(0), value]));
}

function tagged(tag: number, body: Buffer): Buffer {
  const { length } = body;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), body]);
}
