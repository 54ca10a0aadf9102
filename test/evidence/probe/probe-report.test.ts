import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/errors.ts';
import { reportIn } from '../../../src/evidence/probe/probe-report.ts';
import { record, report, writtenNonce } from './picture-text.ts';

const frame = { nonce: writtenNonce, mode: 'facts', maximumBytes: 1_000_000 } as const;
const read = (output: string): string => reportIn(Buffer.from(output, 'latin1'), frame).toString('latin1');
const whole = report([record('hidden', [3])]);

describe('a report of the probe', () => {
  it('is what stands between its begin and its end, whatever is printed around it', () => {
    expect(read(whole)).toBe('hidden\t3\n');
    expect(read(`Welcome!\nend\t${writtenNonce}\t3\n|x\n${whole}logout\nhidden\t4\n`)).toBe('hidden\t3\n');
  });

  it('is taken from packed output', () => {
    const packed = (lines: string): string => {
      const base64 = gzipSync(lines).toString('base64').replaceAll(/.{20}/g, '$&\n').split('\n');
      return [`packed\tgzip+base64\t${lines.length}`, ...base64.map((line) => `|${line}`), ''].join('\n');
    };
    const lines = 'hidden\t3\n'.repeat(100);
    const framed = (body: string, count: number): string =>
      `begin\tsnowline-probe/1\t${writtenNonce}\tfacts\n${body}end\t${writtenNonce}\t${count}\n`;
    expect(read(framed(packed(lines), 102))).toBe(lines);
    expect(() => read(framed(packed(lines), 101))).toThrow(/a part of it is lost/);
    expect(() => read(framed(packed('x'.repeat(2_000_000)), 3))).toThrow(/larger than 1000000 bytes/);
    expect(() => read(framed('packed\tgzip+base64\t7\n|no base64 at all\n', 3))).toThrow(ParseError);
  });

  it.each([
    ['that ends early', whole.slice(0, -25), /ends before its end record \(\d+ bytes seen\)/],
    ['with a line that was lost', whole.replace('hidden\t3\n', ''), /has 2 lines and its end record counts 3/],
    ['with a line that came from elsewhere', whole.replace('hidden', 'cron: mail\nhidden'), /has 4 lines and its end record counts 3/],
    ['whose end is cut in the number', `${whole.slice(0, -2)}\n`, /counts something else/],
    ['of another run', whole.replaceAll(writtenNonce, 'AnotherNonce0000001'), /something else than the probe/],
    ['of the other round', whole.replace('facts', 'contents'), /something else than the probe/],
    ['that is only a banner', 'Welcome to CANARY\n', /something else than the probe \(18 bytes\)/],
    ['that is nothing', '', /answered with nothing/],
  ])('%s is none, and the reason quotes nothing of it', (_, output, reason) => {
    expect(() => read(output)).toThrow(reason);
    expect(() => read(output)).toThrow(ParseError);
    expect(() => read(output)).not.toThrow(/CANARY/);
  });
});
