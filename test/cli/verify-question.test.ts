import { describe, expect, it } from 'vitest';
import type { Flags } from '../../src/cli/options.ts';
import { verifyQuestion } from '../../src/cli/verify-question.ts';
import { clientProfiles } from '../../src/clients/registry.ts';

const asked: Flags = { trustStore: ['ca.pem'], chain: 'chain.pem', name: 'vault.example', client: 'go' };

describe('the question of verify', () => {
  it('is one client, or all of them', () => {
    expect(verifyQuestion(asked).clients.map((client) => client.name)).toEqual(['go']);
    const { client: _, ...others } = asked;
    expect(verifyQuestion({ ...others, allClients: true })).toMatchObject({ clients: clientProfiles, imported: true });
  });

  it.each([
    ['10.0.0.5', '10.0.0.5'],
    ['::1', '::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['vault_prod.example', 'vault_prod.example'],
  ])('takes the name %s as it stands', (given, name) => {
    expect(verifyQuestion({ ...asked, name: given }).name).toBe(name);
  });

  it('asks for the host that it connects to, unless it is named otherwise', () => {
    const { chain: _, name: __, ...rest } = asked;
    expect(verifyQuestion({ ...rest, connect: 'Vault.example:8200' })).toMatchObject({
      name: 'vault.example',
      chain: { from: 'handshake', endpoint: { host: 'vault.example', port: 8200 } },
    });
    expect(verifyQuestion({ ...rest, connect: '127.0.0.1:8200', name: 'vault.example' }).name).toBe('vault.example');
  });

  it.each<[Partial<Flags>, RegExp]>([
    [{ trustStore: [] }, /needs a trust store/],
    [{ trustStore: ['-'] }, /--trust-store "-" is no path/],
    [{ chain: '' }, /--chain "" is no path/],
    [{ connect: 'vault:1' }, /--chain and --connect are both given/],
    [{ name: 'https://vault:8200/' }, /is neither a host name nor an IP address/],
    [{ name: 'vault:8200' }, /is neither a host name nor an IP address/],
    [{ name: '' }, /is neither a host name nor an IP address/],
    [{ client: 'cUrl-openssl-111' }, /did you mean curl-openssl-1\.1\.1\?/],
    [{ client: 'node' }, /--client node is several clients that differ/],
    [{ allClients: true }, /--client "go" and --all-clients are both given/],
  ])('refuses %j', (change, said) => {
    expect(() => verifyQuestion({ ...asked, ...change })).toThrow(said);
  });

  it.each<[keyof Flags, RegExp]>([
    ['chain', /needs the chain that is served/],
    ['name', /needs the name/],
    ['client', /needs a client/],
  ])('misses %s', (flag, said) => {
    const rest = Object.fromEntries(Object.entries(asked).filter(([key]) => key !== flag)) as Flags;
    expect(() => verifyQuestion(rest)).toThrow(said);
  });
});
