import { describe, expect, it } from 'vitest';
import { type Issued, issue } from '../../../certificates.ts';
import { accepting, answer, type Client, storeName } from '../question.ts';
import { keyMakers } from '../signature/keys.ts';

const keyOf = (name: string): Issued['keys'] | undefined => keyMakers[name]?.();
const everyone = ['node-16', 'node-20', 'node-24', 'python', 'curl', 'go', 'java'] as const satisfies readonly Client[];
const without = (...names: readonly Client[]): readonly Client[] => everyone.filter((client) => !names.includes(client));
// security level 2
const strict = ['node-24', 'python', 'curl'] as const;

describe('the strength of a key', () => {
  it.each([
    ['rsa-919', ['go']],
    ['rsa-920', ['node-20', 'go']],
    ['rsa-1023', ['node-20', 'go']],
    ['rsa-1024', without(...strict)],
    ['rsa-1962', without(...strict)],
    // OpenSSL 3 counts 112 bits of security from here on
    ['rsa-1963', everyone],
    ['rsa-2048', everyone],
    ['p-224', without('java')],
    ['p-384', everyone],
    ['p-521', everyone],
    // Go cannot read it, Java cannot compute with it, Node.js 24 crashes
    ['secp256k1', without('go', 'java', 'node-24')],
    ['ed25519', everyone],
    ['ed448', without('go')],
    ['rsa-pss', without('go')],
  ] as const)('of an anchor with %s is enough for %j', (name, expected) => {
    const root = issue({ subject: 'CN=Root', ca: true, key: keyOf(name) });
    const leaf = issue({ subject: 'CN=leaf', names: [storeName], issuer: root });
    expect(accepting({ store: [root], served: [leaf] })).toEqual(expected);
  });

  it('counts for every certificate of the path, and is told', () => {
    const root = issue({ subject: 'CN=Root', ca: true });
    const leaf = issue({ subject: 'CN=leaf', names: [storeName], issuer: root, key: keyOf('rsa-1024') });
    const weak = strict.map((client) => answer({ client, store: [root], served: [leaf] }));
    expect(weak).toEqual(['weak-key', 'weak-key', 'weak-key']);
    expect(accepting({ store: [root], served: [leaf] })).toEqual(without(...strict));
  });

  it('is not looked at by Java and Go where the end-entity itself is trusted', () => {
    const pinned = issue({ subject: 'CN=leaf', names: [storeName], key: keyOf('rsa-920') });
    expect(accepting({ store: [pinned], served: [pinned] })).toEqual(['node-20', 'go', 'java']);
  });
});
