import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'vitest';

/** Names something a suite needs from the machine: a program on PATH, or a file or folder by its path. */
export type Need = string;

/** Folder with the shared corpora; a public clone has none. */
export const sharedFolder = new URL('../../shared/', import.meta.url).pathname;

/**
 * Declares a suite that needs tools of the machine. Where one is missing the suite says so by name and is skipped;
 * with SNOWLINE_REQUIRE_ALL=1 (set by .ci/run) a missing tool is a failure.
 */
export function describeWith(needs: readonly Need[], name: string, suite: () => void): void {
  const missing = needs.filter((need) => !isPresent(need));
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  const label = `${name} [needs ${missing.join(', ')}]`;
  if (process.env['SNOWLINE_REQUIRE_ALL'] === '1') {
    describe(label, () => {
      it('has the tools that it needs', () => {
        throw new Error(`missing on this machine: ${missing.join(', ')}; run test/setup.sh`);
      });
    });
    return;
  }
  // not `describe.skip(label, suite)`: that runs the suite's body, which may already need what is missing
  describe.skip(label, () => {
    it('needs more than this machine has', () => undefined);
  });
}

/** Absolute path of a program on PATH; undefined where there is none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

/** Whether the machine has it. */
export function isPresent(need: Need): boolean {
  return need.includes('/') ? existsSync(need) : findProgram(need) !== undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there or not executable: both mean that this folder of PATH does not have it.
    return false;
  }
}
