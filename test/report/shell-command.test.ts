import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCommand, leadAndCommand, wrapCommand } from '../../src/report/shell-command.ts';
import { quoteForShell } from '../../src/restart/remedy.ts';

describe('a command of a remedy', () => {
  it('is told from a sentence about one', () => {
    expect(isCommand('cp a.pem /etc/a.crt && update-ca-certificates')).toBe(true);
    expect(isCommand("cat a.pem >> '/a, b.pem'")).toBe(true);
    expect(isCommand('vault operator init, or point services to the Vault that holds their secrets')).toBe(false);
    expect(isCommand('unmask it (systemctl unmask)')).toBe(false);
  });

  it('is found behind what leads to it', () => {
    expect(leadAndCommand('put the value there: aws secretsmanager x')).toEqual(['put the value there:', 'aws secretsmanager x']);
    expect(leadAndCommand('put it into /a (which B names), or cp a.pem /b')).toEqual(['put it into /a (which B names), or', 'cp a.pem /b']);
    expect(leadAndCommand('renew it: at once')).toBeUndefined();
  });

  it('is broken between words alone, and a wide word not at all', () => {
    const ca = 'localhost-18444-current-ca';
    expect(wrapCommand(`cp ${ca}.pem /usr/local/share/ca-certificates/${ca}.crt && update-ca-certificates`, 60)).toEqual([
      `cp ${ca}.pem \\`,
      `  /usr/local/share/ca-certificates/${ca}.crt \\`,
      '  && update-ca-certificates',
    ]);
    expect(wrapCommand("cat a.pem >> '/a long folder with blanks/b.pem'", 20)).toEqual([
      'cat a.pem >> \\',
      "  '/a long folder with blanks/b.pem'",
    ]);
    expect(wrapCommand('cat a.pem', 20)).toEqual(['cat a.pem']);
  });

  it('is left to others where nobody would paste it', () => {
    expect(wrapCommand(`cat ${'x'.repeat(10_000)}`, 60)).toBeUndefined();
  });

  it('means to a shell what it meant in one line', () => {
    // one space for each run of them: names are shown so (plain-text.ts)
    const argument = fc
      .string({ unit: fc.constantFrom("'", '"', '\\', ' ', 'a', '$', ';', '/', 'é'), minLength: 1, maxLength: 12 })
      .map((text) => quoteForShell(text.replaceAll(/ +/g, ' ')));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 8 }), fc.integer({ min: 8, max: 40 }), (words, width) => {
        const command = ['printf', String.raw`'<%s>\n'`, ...words].join(' ');
        const run = (script: string): string => execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: {} });
        expect(run((wrapCommand(command, width) ?? []).join('\n'))).toBe(run(command));
      }),
      { numRuns: 40 },
    );
  });
});
