import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { probeScript } from '../../../src/evidence/probe/script.ts';
import { withShortParameters } from '../../../src/evidence/transports/ssm/short-parameters.ts';

const words = (script: string): readonly string[] => script.match(/\w+/g) ?? [];

describe('a script with short parameters', () => {
  it('says what it said, and takes no text, pattern or name of another for a parameter', () => {
    const script = `awk -v total=8 -v a=1 '
  function half(total, part,    text) {
    text = "no total \\"total\\" " total / part / a
    if (text ~ / total |[/]part/ && total > part) return text " of total"
    return other(part)
  }
  function other(text) { return text " " total }
  BEGIN { print half(6, 2); print half(1, 2) }'
`;
    const short = withShortParameters(script);
    expect(short).toContain('function half(b,c,d) {');
    expect(short).toContain('if (d ~ / total |[/]part/ && b > c)');
    expect(short).toContain('d = "no total \\"total\\" " b / c / a');
    const run = (input: string): string => execFileSync('sh', { input, encoding: 'utf8' });
    expect(run(short)).toBe('no total "total" 3 of total\n2 8\n');
    expect(run(short)).toBe(run(script));
  });

  it('is the probe, word by word, but for parameters', () => {
    const script = probeScript();
    const [long, short] = [words(script), words(withShortParameters(script))];
    expect(short).toHaveLength(long.length);
    const parameters = new Set([...script.matchAll(/\bfunction \w+\(([^)]*)\)/g)].flatMap(([, names = '']) => words(names)));
    const other = short.flatMap((word, index) => (word === long[index] ? [] : [long[index] ?? '']));
    expect(other.length).toBeGreaterThan(2_000);
    expect(other.filter((word) => !parameters.has(word))).toEqual([]);
  });
});
