import pLimit from 'p-limit';
import { findProgram } from '../../require.ts';
import type { GeneratedCase } from '../generated-case.ts';
import type { CaseFolder } from './case-folder.ts';
import type { Answer, RealClient } from './real-client.ts';
import { outputOf, runProgram } from './run-program.ts';

const program = findProgram('openssl') ?? 'openssl';

/** `openssl verify` at an authentication level, in a process a case: the library's rules without a handshake, at any time. */
export function opensslVerify(level: 1 | 2): RealClient {
  return {
    name: level === 1 ? 'openssl-verify' : 'openssl',
    needs: ['openssl'],
    recorded: 'library',
    clock: 'settable',
    identity: async () => {
      if (level === 1) return { profile: 'openssl-verify' };
      const version = await outputOf(program, ['version']);
      return { family: 'openssl', version, tlsLibrary: version };
    },
    ask: async ({ cases, folder }) => {
      const limit = pLimit(4);
      return Promise.all(cases.map((one) => limit(() => verifyAt(one, folder, Date.parse(one.time), level))));
    },
  };
}

/** What `openssl verify` says of a case at that time (epoch ms; it reads whole seconds). */
export async function verifyAt(one: GeneratedCase, folder: CaseFolder, at: number, level: 1 | 2): Promise<Answer> {
  const files = folder.of(one);
  const { kind, value } = one.peer;
  const fixed = ['verify', '-no-CApath', '-no-CAstore', '-purpose', 'sslserver', '-auth_level', String(level)];
  const clock = ['-attime', String(Math.floor(at / 1000))];
  const name = kind === 'IP' ? ['-verify_ip', value] : ['-verify_hostname', value];
  // an empty file is an error of its own
  const roots = one.roots.length === 0 ? ['-no-CAfile'] : ['-CAfile', files.roots];
  const untrusted = one.intermediates.length === 0 ? [] : ['-untrusted', files.untrusted];
  const { code, stderr } = await runProgram(program, [...fixed, ...clock, ...name, ...roots, ...untrusted, files.leaf]);
  if (code === 0) return { id: one.id, outcome: 'SUCCESS' };
  const reason = /error \d+ at \d+ depth lookup: ?(.*)/.exec(stderr)?.[1] ?? stderr.trim();
  return { id: one.id, outcome: 'FAILURE', error: reason };
}
