import { describe, expect, it } from 'vitest';
import { whyKeyUnreadable } from '../../../src/trust/path/readable-key.ts';
import { issue } from '../../certificates.ts';
import { type Client, knobsOf, read } from './question.ts';
import { keyMakers } from './signature/keys.ts';
import { signatureCases } from './signature/strength-cases.ts';

const clients = ['curl', 'go', 'java'] as const satisfies readonly Client[];
const odd = new Map(signatureCases().map((one) => [one.id, one.served[0]]));

function unreadableFor(issued: ReturnType<typeof issue> | undefined): readonly string[] {
  if (issued === undefined) throw new Error('no such case');
  const { publicKey } = read(issued);
  return clients.filter((client) => whyKeyUnreadable(publicKey, knobsOf(client).strength.readableKeys) !== undefined);
}

describe('whyKeyUnreadable', () => {
  it.each([
    ['p-256', []],
    ['p-224', []],
    ['secp256k1', ['go']],
    ['brainpoolP256r1', ['go']],
    ['brainpoolP384t1', ['go', 'java']],
    ['rsa-512', []],
    ['rsa-pss', []],
    ['ed448', []],
  ] as const)('finds that a key %s is none for %j', (name, expected) => {
    expect(unreadableFor(issue({ subject: 'CN=leaf', key: keyMakers[name]?.() }))).toEqual(expected);
  });

  it.each([
    ['odd-key::rsa-exponent-of-64-bits', ['go']],
    ['odd-key::rsa-exponent-of-65-bits', ['go']],
    ['odd-key::rsa-exponent-2', ['java']],
    ['odd-key::rsa-exponent-1', ['java']],
    ['odd-key::unknown-kind', []],
  ] as const)('finds that %s is none for %j', (id, expected) => {
    expect(unreadableFor(odd.get(id))).toEqual(expected);
  });
});
