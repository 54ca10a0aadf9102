import { execFileSync, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { describeWith, findProgram } from '../../require.ts';
import { type ProbeRun, runProbe, type ShellName } from './run-probe.ts';

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

/** Every name in the script that may be a variable, those of its awk programs among them. */
const names = new Set(composeProbe().match(/\b[A-Za-z_]\w*\b/g));
// Folders and home of whoever asks are what the probe is to look at; the linker's are no matter to a script, and bash itself complains of a language.
const left = /^(?:PATH|HOME|LD_\w+|LC_ALL)$/;

describeWith(['unshare', 'ip', 'dash', 'bash', 'busybox'], 'the variables of whoever starts the probe', () => {
  // What a shell keeps for itself, or a second look at the same machine need not show again.
  const shown = ({ records }: ProbeRun): readonly string[] =>
    records
      .filter(
        ({ kind, fields }) =>
          !['clock', 'process', 'self'].includes(kind) &&
          fields[0] !== 'environment' &&
          !fields.some((one) => /^\/(?:proc|tmp)\//.test(one)),
      )
      .map(({ kind, fields, text }) => [kind, ...fields, ...text].join('\t'));

  it.each<ShellName>(['dash', 'bash', 'busybox'])(
    'change nothing of what it does, whatever their names are (%s)',
    { timeout: 120_000 },
    async (shell) => {
      const environment = Object.fromEntries(
        [...names].filter((name) => !left.test(name)).map((name) => [name, '/etc/hostname\nPATH=/nowhere']),
      );
      expect(Object.keys(environment)).toEqual(
        expect.arrayContaining(['PINNED', 'SELF_UID', 'JDKS_SEEN', 'UNIT_PIDS', 'READY_OPENSSL', 'tried_stores', 'TAB']),
      );
      const [plain, crowded] = [await runProbe({ shell, namespace: ':' }), await runProbe({ shell, namespace: ':', environment })];
      expect(crowded.errors).toBe(plain.errors);
      expect(shown(plain).length).toBeGreaterThan(500);
      expect(shown(crowded)).toEqual(shown(plain));
    },
  );

  it('are forgotten before the script gives itself any', () => {
    const script = composeProbe();
    const first = script.search(/^\w+=/m);
    expect(script.slice(0, first)).toContain('command unset');
  });
});
