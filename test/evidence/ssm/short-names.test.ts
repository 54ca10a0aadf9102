import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { probeScript } from '../../../src/evidence/probe/script.ts';
import { compacted } from '../../../src/evidence/transports/ssm/document-probe.ts';
import { withShortNames } from '../../../src/evidence/transports/ssm/short-names.ts';

const words = (script: string): readonly string[] => script.match(/\w+/g) ?? [];

describe('a script with short names', () => {
  it('says what it said', () => {
    const script = `AWK_COUNT='
function count_up(to_what,    at) { for (at = 1; at <= to_what; at++) print at }
BEGIN { count_up(last) }'
say_all() { awk -v last="$1" "$AWK_COUNT" </dev/null; }
say_all 3
echo say-all etc/say_all.conf
`;
    const short = withShortNames(script);
    expect(short).not.toContain('count_up');
    expect(short).not.toContain('AWK_COUNT');
    expect(execFileSync('sh', { input: short, encoding: 'utf8' })).toBe('1\n2\n3\nsay-all etc/say_all.conf\n');
  });

  it('gives no name that the script has already', () => {
    expect(withShortNames('one_two() { _a=1; echo "$_a"; }\none_two\n')).toBe('_b() { _a=1; echo "$_a"; }\n_b\n');
  });

  it('is the probe, word by word, with one name for each', () => {
    const script = compacted(probeScript());
    const [long, short] = [words(script), words(withShortNames(script))];
    expect(short).toHaveLength(long.length);
    const names = new Map<string, string>();
    for (const [index, word] of short.entries()) {
      const before = long[index] ?? '';
      expect(names.get(word) ?? before).toBe(before);
      names.set(word, before);
    }
    expect([...names].filter(([now, before]) => now !== before).length).toBeGreaterThan(200);
  });
});
