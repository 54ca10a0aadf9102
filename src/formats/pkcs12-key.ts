import { createHash, hash } from 'node:crypto';
import { content, type DerNode, expect } from '../x509/der.ts';
import { UnsupportedScheme } from './unsupported-scheme.ts';

/** What a key is derived for (RFC 7292 appendix B.3). */
export const purposes = { encryption: 1, initialisationVector: 2, mac: 3 } as const;

/**
 * Most rounds of key derivation that one file may ask for, over all its parts and passwords tried. OpenSSL writes 2,048, Java
 * 10,000 (100,000 in its legacy form); a round costs about 2 µs, so a hostile file costs two seconds at most. Our choice: Java
 * itself stops at 5,000,000.
 */
const maximumRounds = 1_000_000;

/** Counts the rounds of one file; throws UnsupportedScheme with the number when it asks for too many. */
export class RoundBudget {
  #spent = 0;

  spend(rounds: number, byteOffset: number): void {
    this.#spent += rounds;
    if (rounds >= 1 && this.#spent <= maximumRounds) return;
    const message = `${rounds} rounds of key derivation; snowline stops at ${maximumRounds} a file`;
    throw new UnsupportedScheme(message, { format: 'pkcs12', byteOffset });
  }
}

/** The number of rounds from an INTEGER; throws UnsupportedScheme where it has more than four bytes. */
export function readRounds(node: DerNode | undefined, parent: DerNode): number {
  const octets = content(expect(node, 'integer', 'number of rounds', parent.start));
  if (octets.length > 5) {
    throw new UnsupportedScheme('number of rounds of more than four bytes', { format: 'pkcs12', byteOffset: parent.start });
  }
  return octets.reduce((total, octet) => total * 256 + octet, 0);
}

/** Key bytes from a password by the method of PKCS#12 itself (RFC 7292 appendix B.2). */
export function derivePkcs12Key(
  password: Uint8Array,
  salt: Uint8Array,
  request: { readonly digest: string; readonly purpose: number; readonly rounds: number; readonly bytes: number },
): Uint8Array {
  // v and u of the RFC: the block and output sizes of the hash
  const blockBytes = ['sha384', 'sha512'].includes(request.digest) ? 128 : 64;
  const diversifier = new Uint8Array(blockBytes).fill(request.purpose);
  const block = Buffer.concat([stretch(salt, blockBytes), stretch(password, blockBytes)]);
  const parts: Uint8Array[] = [];
  for (let have = 0; have < request.bytes; ) {
    let output: Uint8Array = createHash(request.digest).update(diversifier).update(block).digest();
    for (let round = 1; round < request.rounds; round += 1) output = hash(request.digest, output, 'buffer');
    parts.push(output);
    have += output.length;
    addToEach(block, stretch(output, blockBytes).subarray(0, blockBytes));
  }
  return Buffer.concat(parts).subarray(0, request.bytes);
}

/** A password as PKCS#12 wants it: UTF-16BE with two zero bytes at the end (RFC 7292 appendix B.1). */
export function pkcs12Password(password: string): Uint8Array {
  return Buffer.from(`${password}\0`, 'utf16le').swap16();
}

// Repeated up to a multiple of the block size; nothing stays nothing.
function stretch(bytes: Uint8Array, blockBytes: number): Uint8Array {
  const stretched = new Uint8Array(Math.ceil(bytes.length / blockBytes) * blockBytes);
  for (let index = 0; index < stretched.length; index += 1) stretched[index] = bytes[index % bytes.length] ?? 0;
  return stretched;
}

// RFC 7292 appendix B.2 step 6C: each block of I becomes I + B + 1, modulo its size.
function addToEach(blocks: Uint8Array, addend: Uint8Array): void {
  for (let end = blocks.length; end > 0; end -= addend.length) {
    let carry = 1;
    for (let index = addend.length - 1; index >= 0; index -= 1) {
      const at = end - addend.length + index;
      const sum = (blocks[at] ?? 0) + (addend[index] ?? 0) + carry;
      blocks[at] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
