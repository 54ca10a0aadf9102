import { execFileSync, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { describeWith, findProgram } from '../../require.ts';

describeWith(['shellcheck'], 'the script of the probe', () => {
  it('is clean by shellcheck', () => {
    const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', '-f', 'gcc', '-'], { input: composeProbe(), encoding: 'utf8' });
    expect([stdout, status]).toEqual(['', 0]);
  });
});

describeWith(['dash', 'bash', 'busybox'], 'the shells that the probe is for', () => {
  it.each([['dash'], ['bash', '--posix'], ['busybox', 'sh']])('%s takes all of its text', (shell, ...words) => {
    expect(execFileSync(findProgram(shell) ?? shell, [...words, '-n'], { input: composeProbe(), encoding: 'utf8' })).toBe('');
  });
});
