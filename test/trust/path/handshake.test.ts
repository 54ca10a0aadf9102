import { describe, expect, it } from 'vitest';
import { whyNoHandshake } from '../../../src/trust/path/handshake.ts';
import { issue, type KeyPair } from '../../certificates.ts';
import { type Client, knobsOf, read } from './question.ts';
import { keyMakers } from './signature/keys.ts';

const everyone = ['node-16', 'node-20', 'node-24', 'python', 'curl', 'go', 'java'] as const satisfies readonly Client[];
const withoutGo = everyone.filter((client) => client !== 'go');

// Handshakes with `openssl s_server` 3.0.19 and a Node.js 24 server: Node.js 20 and 24, Python 3.11, curl 7.88, Java 17, Go 1.19
const shaking: readonly (readonly [string, readonly Client[]])[] = [
  ['rsa-512', []],
  ['rsa-1024', everyone],
  ['rsa-2048', everyone],
  ['rsa-pss', withoutGo],
  ['rsa-pss-sha256', withoutGo],
  ['rsa-pss-sha1', []],
  ['dsa-2048-256', []],
  ['p-192', []],
  ['p-224', []],
  ['p-256', everyone],
  ['p-384', everyone],
  ['p-521', everyone],
  ['secp256k1', []],
  ['brainpoolP256r1', []],
  ['ed25519', everyone],
  ['ed448', withoutGo],
];

function leafWith(key: KeyPair | undefined): ReturnType<typeof read> {
  const root = issue({ subject: 'CN=Root', ca: true });
  return read(issue({ subject: 'CN=leaf', issuer: root, names: ['leaf.test'], key }));
}

describe('whyNoHandshake', () => {
  it.each(shaking)('lets %s shake hands with %j', (name, able) => {
    const leaf = leafWith(keyMakers[name]?.());
    const found = everyone.filter((client) => whyNoHandshake(leaf, knobsOf(client).strength.handshake) === undefined);
    expect(found).toEqual(able);
  });

  it('says what is missing', () => {
    const rules = knobsOf('go').strength.handshake;
    expect(whyNoHandshake(leafWith(keyMakers['ed448']?.()), rules)).toBe(
      'the client offers no signature scheme for keys of the kind ed448',
    );
    expect(whyNoHandshake(leafWith(keyMakers['p-224']?.()), rules)).toBe('the client offers no group for the curve 1.3.132.0.33');
    expect(whyNoHandshake(leafWith(keyMakers['rsa-512']?.()), rules)).toContain('an RSA key of 512 bits');
  });
});
