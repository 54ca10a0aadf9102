import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '../../require.ts';
import type { GeneratedCase } from '../generated-case.ts';
import type { CaseFolder } from './case-folder.ts';
import type { Answer, RealClient } from './real-client.ts';
import { outputOf } from './run-program.ts';

const source = new URL('go/main.go', import.meta.url).pathname;
const program = findProgram('go') ?? 'go';

/** Go's crypto/x509 in one process, with the options that crypto/tls gives it. */
export const go: RealClient = {
  name: 'go',
  needs: ['go'],
  recorded: 'library',
  clock: 'settable',
  identity: async () => ({
    family: 'go',
    version: (await outputOf(program, ['env', 'GOVERSION'], { environment: { HOME: '/nonexistent' } })).trim(),
  }),
  ask: ({ cases, folder }) => verifyWithGo(cases, folder),
};

/** What Go says of each case, each at its own time. */
export async function verifyWithGo(cases: readonly GeneratedCase[], folder: CaseFolder): Promise<readonly Answer[]> {
  const built = path.join(folder.path, 'go-verify');
  if (!existsSync(built)) {
    const home = path.join(folder.path, 'go-home');
    mkdirSync(home);
    const environment = {
      HOME: home,
      GO111MODULE: 'off',
      GOFLAGS: '',
      GOCACHE: path.join(home, 'cache'),
      CGO_ENABLED: '0',
      GOPROXY: 'off',
    };
    await outputOf(program, ['build', '-o', built, source], { environment });
  }
  const asked = cases.map((one) => ({
    id: one.id,
    at: Math.floor(Date.parse(one.time) / 1000),
    name: one.peer.value,
    served: [one.leaf, ...one.intermediates],
    roots: one.roots,
  }));
  const file = path.join(folder.path, 'go.json');
  writeFileSync(file, JSON.stringify(asked));
  const printed = await outputOf(built, [file]);
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}
