import { describe, expect, it } from 'vitest';
import { doctorLines } from '../../src/cli/doctor-lines.ts';
import type { AccessCheck } from '../../src/inventory/inventory-source.ts';

const failed = (scope: string, detail: string, remedy?: string): AccessCheck => ({
  scope,
  check: 'asked',
  ok: false,
  detail,
  ...(remedy === undefined ? {} : { remedy }),
});
const cause = 'no usable AWS credentials (Could not load credentials from any providers)';

describe('the lines of doctor', () => {
  it('fit the terminal, and lose nothing', () => {
    const detail = Array.from({ length: 60 }, (_, index) => `word-${index}`).join(' ');
    const lines = doctorLines([failed('store vault', detail), { scope: 'a', check: 'b', ok: true, detail }], 40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines[0]).toMatch(/^FAIL store vault {2}asked: word-0 /);
    expect(lines.filter((line) => line.startsWith('FAIL') || line.startsWith('ok  '))).toHaveLength(2);
    expect(lines.join(' ').match(/word-59\b/g)).toHaveLength(2);
  });

  it('tell a cause once, however many fail over it', () => {
    const lines = doctorLines(
      [
        failed('1111', `loading credentials failed: ${cause}`),
        failed('1111/eu-west-1', `ssm:X failed: ${cause}`),
        failed('a', 'ssm:X failed: no'),
      ],
      200,
    );
    expect(lines).toEqual([
      `FAIL 1111  asked: loading credentials failed: ${cause}`,
      'FAIL 1111/eu-west-1  asked: ssm:X failed: as above',
      'FAIL a  asked: ssm:X failed: no',
    ]);
  });

  it('warn of what a scan would find', () => {
    expect(doctorLines([{ scope: 'a', check: 'b', ok: true, warns: true, detail: 'gone' }], 80)).toEqual(['WARN a  b: gone']);
  });

  it('say what to do where it is first needed', () => {
    expect(doctorLines([failed('a', 'x', 'mend it'), failed('b', 'y', 'mend it'), failed('c', 'z', 'throw it away')], 80)).toEqual([
      'FAIL a  asked: x',
      '     do: mend it',
      'FAIL b  asked: y',
      'FAIL c  asked: z',
      '     do: throw it away',
    ]);
  });

  it('are safe to print', () => {
    expect(doctorLines([failed('a\u001B[2J', 'b\nok   forged')], 80)).toEqual(['FAIL a\\x1b[2J  asked: b ok forged']);
  });
});
