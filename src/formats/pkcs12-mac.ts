import { createHmac, timingSafeEqual } from 'node:crypto';
import { children, content, type DerNode, expect, readOid } from '../x509/der.ts';
import { derivePkcs12Key, pkcs12Password, purposes, type RoundBudget, readRounds } from './pkcs12-key.ts';
import { UnsupportedScheme } from './unsupported-scheme.ts';

/** MacData of a key store: what tells a wrong password before anything is decrypted. */
export interface Mac {
  readonly digest: string;
  readonly digestBytes: number;
  readonly expected: Uint8Array;
  readonly salt: Uint8Array;
  readonly rounds: number;
  readonly byteOffset: number;
}

const digests: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  '1.2.840.113549.2.5': { name: 'md5', bytes: 16 },
  '1.3.14.3.2.26': { name: 'sha1', bytes: 20 },
  '2.16.840.1.101.3.4.2.4': { name: 'sha224', bytes: 28 },
  '2.16.840.1.101.3.4.2.1': { name: 'sha256', bytes: 32 },
  '2.16.840.1.101.3.4.2.2': { name: 'sha384', bytes: 48 },
  '2.16.840.1.101.3.4.2.3': { name: 'sha512', bytes: 64 },
};

/** Reads MacData (RFC 7292 §4); throws ParseError, and UnsupportedScheme for a hash that is not known (PBMAC1, say). */
export function readMac(node: DerNode): Mac {
  const [digestInfo, salt, rounds] = children(expect(node, 'sequence', 'MacData', node.start));
  const [algorithm, expected] = children(expect(digestInfo, 'sequence', 'mac', node.start));
  const oid = readOid(expect(children(expect(algorithm, 'sequence', 'mac algorithm', node.start))[0], 'oid', 'mac algorithm', node.start));
  const digest = digests[oid];
  if (digest === undefined) {
    throw new UnsupportedScheme(`mac algorithm ${oid} is not supported`, { format: 'pkcs12', byteOffset: node.start });
  }
  return {
    digest: digest.name,
    digestBytes: digest.bytes,
    expected: content(expect(expected, 'octetString', 'mac value', node.start)),
    salt: content(expect(salt, 'octetString', 'mac salt', node.start)),
    rounds: rounds === undefined ? 1 : readRounds(rounds, node),
    byteOffset: node.start,
  };
}

/** Whether the password made this MAC over the content. */
export function macFits(mac: Mac, authenticated: Uint8Array, password: string, budget: RoundBudget): boolean {
  budget.spend(mac.rounds, mac.byteOffset);
  const request = { digest: mac.digest, purpose: purposes.mac, rounds: mac.rounds, bytes: mac.digestBytes };
  const key = derivePkcs12Key(pkcs12Password(password), mac.salt, request);
  const actual = createHmac(mac.digest, key).update(authenticated).digest();
  return actual.length === mac.expected.length && timingSafeEqual(actual, mac.expected);
}
