import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { composeRehearsal } from '../../../src/evidence/rehearsal/script.ts';
import { describeWith } from '../../require.ts';

describeWith(['shellcheck'], 'the script of the rehearsal', () => {
  it('is clean by shellcheck', () => {
    const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', '-f', 'gcc', '-'], { input: composeRehearsal(), encoding: 'utf8' });
    expect([stdout, status]).toEqual(['', 0]);
  });
});
