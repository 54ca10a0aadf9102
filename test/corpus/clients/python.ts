import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '../../require.ts';
import { readAnswer } from './node.ts';
import { askable, type RealClient } from './real-client.ts';
import { outputOf } from './run-program.ts';

const script = new URL('python-client.py', import.meta.url).pathname;
const program = findProgram('python3') ?? 'python3';

/** The machine's Python: `ssl.create_default_context(cafile=…)`. */
export const python: RealClient = {
  name: 'python',
  needs: ['python3'],
  recorded: 'handshake',
  clock: 'of-the-machine',
  identity: async () => {
    const code = 'import platform, ssl; print(platform.python_version()); print(ssl.OPENSSL_VERSION)';
    const [version = '', tlsLibrary = ''] = (await outputOf(program, ['-c', code])).trim().split('\n');
    return { family: 'python', version, tlsLibrary };
  },
  ask: async ({ cases, folder, servers }) => {
    const asked = askable(cases, 'of-the-machine').flatMap((one) => {
      const port = servers.portOf(one);
      const roots = one.roots.length === 0 ? null : folder.of(one).roots;
      return port === undefined ? [] : [{ id: one.id, port, name: one.peer.value, roots }];
    });
    const file = path.join(folder.path, 'python.json');
    writeFileSync(file, JSON.stringify(asked));
    const printed = await outputOf(program, [script, file]);
    return printed.trim().split('\n').map(readAnswer);
  },
};
