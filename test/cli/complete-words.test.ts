import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeWords } from '../../src/cli/complete-words.ts';
import { completionScripts, shells } from '../../src/cli/completion-scripts.ts';
import { commandNames } from '../../src/cli/options.ts';
import { clientProfiles } from '../../src/clients/registry.ts';
import { temporaryFolder } from '../inventory/temporary-folder.ts';
import { follow, run, shellLine } from './program.ts';

describe('completeWords', () => {
  it.each([
    [[''], commandNames],
    [['sc'], ['scan']],
    [['--v'], ['--version']],
    [['scan', '--form'], ['--format']],
    [
      ['scan', '--format', ''],
      ['table', 'json'],
    ],
    [['scan', '--format', '=', 'j'], ['json']],
    [
      ['scan', '--format', '='],
      ['table', 'json'],
    ],
    [['verify', '--client', ''], clientProfiles.map(({ name }) => name)],
    [
      ['verify', '--client', 'java-1'],
      ['java-17.0.21', 'java-19'],
    ],
    [['verify', '--trust-store', 'a', '--tr'], ['--trust-store']],
    [['scan', '--config', 'a', '--conf'], []],
    [['scan', '--config', ''], []],
    [['scan', ''], []],
    [['completion', ''], shells],
    [['nosuch', '--form'], []],
  ])('gives for %j the words that may stand there', async (typed, words) => {
    expect(await completeWords(typed)).toEqual(words);
  });
});

describe('the completion for bash', () => {
  it.each([
    ['snowline verify --client java-2', 'java-25'],
    ['snowline coll', 'collect'],
    ['snowline scan --fail-on cr', 'critical'],
  ])('completes %j', async (line, word) => {
    const folder = await temporaryFolder();
    writeFileSync(path.join(folder, 'completion.bash'), completionScripts.bash);
    const words = line.split(' ');
    const script = [
      `snowline() { ${shellLine([])} "$@"; }`,
      '. ./completion.bash',
      `COMP_WORDS=(${words.join(' ')}) COMP_CWORD=${words.length - 1}`,
      '_snowline',
      'printf "%s\\n" "${COMPREPLY[@]}"',
    ];
    const ended = await follow('/bin/bash', ['-c', script.join('\n')], { cwd: folder }).ended;
    expect([ended.stdout, ended.stderr]).toEqual([`${word}\n`, '']);
  });
});

describe('snowline completion', () => {
  it.each(shells)('prints the script for %s', async (shell) => {
    expect(await run(['completion', shell])).toMatchObject({ status: 0, stdout: completionScripts[shell] });
  });

  it('names the shells that there are, where another is asked for', async () => {
    expect(await run(['completion', 'tcsh'])).toMatchObject({
      status: 2,
      stderr: 'error: there is no completion for "tcsh"\nhint: there is one for bash, zsh, fish\n',
    });
  });
});
