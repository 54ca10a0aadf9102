import { defineConfig } from 'vitest/config';
import { broken, type Mutant } from './mutants.ts';

const mutant = JSON.parse(process.env['SNOWLINE_MUTANT'] ?? 'null') as Mutant | null;

/** Runs the tests of the room with one check broken: `SNOWLINE_MUTANT` says which, and without it none is. */
export default defineConfig({
  plugins: [
    {
      name: 'broken-check',
      enforce: 'pre',
      transform: (code, id) =>
        mutant !== null && id.endsWith(`/src/restart/checks/${mutant.file}`) ? { code: broken(code, mutant), map: null } : undefined,
    },
  ],
  test: {
    root: new URL('../../..', import.meta.url).pathname,
    include: ['test/restart/**/*.test.ts', 'test/audit.test.ts'],
    exclude: ['test/restart/**/*.real.test.ts', 'test/restart/mutation/**'],
    // A cache of what was transformed would give one mutant's source to the next.
    fsModuleCache: false,
    bail: 1,
    testTimeout: 60_000,
    reporters: ['dot'],
  },
});
