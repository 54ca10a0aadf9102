import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '../../require.ts';
import type { Row } from './rows/row.ts';

/**
 * What a row on the roots that a package brings along says by collected evidence: nobody can tell them where this machine's Python runs code of somebody's
 * before each program (a .pth file with an `import` line that is not setuptools' own), because that may put another package in their place.
 */
export const ofBundledRoots: Pick<Row, 'collected'> = runsCode() ? { collected: 'unknown' } : {};

function runsCode(): boolean {
  const python = findProgram('python3');
  if (python === undefined) return false;
  const text = execFileSync(python, ['-c', 'import site; print("\\n".join(site.getsitepackages()))'], { encoding: 'utf8' });
  const sites = text.split('\n').filter((line) => line !== '');
  const files = sites.flatMap((site) =>
    namesIn(site)
      .filter((name) => name.endsWith('.pth'))
      .map((name) => path.join(site, name)),
  );
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return lines.some((line) => /^import[ \t]/.test(line) && !line.includes('_distutils_hack'));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
