import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { remoteCommand } from '../../../src/evidence/transports/ssh/remote-command.ts';
import { findProgram } from '../../require.ts';

const words = [
  'file=/etc/ssl/certs/ca.pem',
  '/a b',
  "it's",
  '\\',
  '\\n\\t',
  "'\\''",
  '!history !!',
  '$(id) `id` ${HOME} $HOME',
  '* ? [a-z] {b,c}',
  '; & | < > ( )',
  '#comment',
  '~root',
  '=ls',
  '%1',
  '"double"',
  'größe \u{1F511}',
  '-n',
];
const shells = ['sh', 'bash', 'busybox', 'zsh', 'ksh', 'fish', 'csh', 'tcsh'].flatMap((name) => {
  const program = findProgram(name);
  return program === undefined ? [] : [[name, program, name === 'busybox' ? ['sh', '-c'] : ['-c']] as const];
});

describe('the command line for a login shell', () => {
  it.each(shells)('is split by %s into the very words', (_, program, before) => {
    const { line, left } = remoteCommand(['printf', '%s\\n', ...words]);
    expect(left).toEqual([]);
    expect(execFileSync(program, [...before, line], { encoding: 'utf8' })).toBe(`${words.join('\n')}\n`);
  });

  it('leaves plain words as they are', () => {
    expect(remoteCommand(['sh', '-s', '--', 'facts', 'N0123456789abcdef', 'file=/etc/ssl/ca.pem']).line).toBe(
      'sh -s -- facts N0123456789abcdef file=/etc/ssl/ca.pem',
    );
  });

  it('leaves out what csh or fish cannot be handed', () => {
    expect(remoteCommand(['sh', 'a\nb', 'c\u0000d', 'e\u001Bf', '', 'g'])).toEqual({ line: 'sh g', left: [1, 2, 3, 4] });
  });
});
