import pLimit from 'p-limit';
import { findProgram } from '../../require.ts';
import type { GeneratedCase } from '../generated-case.ts';
import { type Answer, type Asking, askable, type RealClient } from './real-client.ts';
import { runProgram } from './run-program.ts';

const program = findProgram('gnutls-cli') ?? 'gnutls-cli';

/**
 * GnuTLS in a handshake a case, through gnutls-cli. Not through certtool, which adds judgements of its own: it calls a pinned self-signed end-entity a
 * violation of its signer's constraints and cannot read a chain with an empty issuer, where the library in a handshake accepts both (3.7.9).
 */
export const gnutls: RealClient = {
  name: 'gnutls',
  needs: ['gnutls-cli'],
  recorded: 'handshake',
  clock: 'of-the-machine',
  identity: () => Promise.resolve({ profile: 'gnutls' }),
  ask: async (asking) => {
    const limit = pLimit(4);
    return Promise.all(askable(asking.cases, 'of-the-machine').map((one) => limit(() => shake(one, asking))));
  },
};

async function shake(one: GeneratedCase, { folder, servers }: Asking): Promise<Answer> {
  const { kind, value } = one.peer;
  // gnutls-cli takes the dot off before the library sees the name
  if (value.endsWith('.')) return { id: one.id, outcome: 'SKIP', error: 'gnutls-cli changes the name' };
  const names = ['--verify-hostname', value, '--sni-hostname', kind === 'IP' ? 'localhost' : value];
  const server = ['-p', String(servers.portOf(one)), '127.0.0.1'];
  const { stdout, stderr } = await runProgram(program, ['--x509cafile', folder.of(one).roots, ...names, ...server]);
  const status = /^- Status: (.*)/m.exec(stdout)?.[1];
  if (status?.includes('The certificate is trusted') === true) return { id: one.id, outcome: 'SUCCESS' };
  const error = status ?? stderr.trim().split('\n').slice(-2).join(' ');
  // an alert from the server is not about trust; what the library finds wrong with a certificate is
  return { id: one.id, outcome: /alert has been received|Connection refused/.test(error) ? 'SKIP' : 'FAILURE', error };
}
