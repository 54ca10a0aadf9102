import { describe, expect, it } from 'vitest';
import { progressLines } from '../../src/cli/fleet-progress-lines.ts';

/** Lines that are told of a fleet whose hosts are done one after the other, so many milliseconds apart. */
function toldOf(total: number, everyMs: number, live: boolean): readonly string[] {
  const said: string[] = [];
  let now = 0;
  const terminal = {
    report: async () => undefined,
    progress: (text: string) => said.push(text),
    say: () => undefined,
    color: false,
    width: 80,
  };
  const tell = progressLines({ ...terminal, live }, () => now);
  for (let done = 0; done <= total; done += 1) {
    tell({ done, total }, () => String(done));
    now += everyMs;
  }
  return said;
}

describe('lines of progress', () => {
  it('are some ten in a log, however many hosts there are, and the last host is one of them', () => {
    for (const total of [50, 5000]) {
      const told = toldOf(total, 1, false);
      expect(told.length).toBeGreaterThan(5);
      expect(told.length).toBeLessThanOrEqual(11);
      expect(told.at(-1)).toBe(String(total));
    }
  });

  it('come every ten seconds in a log where hosts take their time', () => {
    expect(toldOf(1000, 1000, false).length).toBeGreaterThan(90);
  });

  it('come ten times a second on a terminal, and once for the last host', () => {
    expect(toldOf(1000, 1, true)).toHaveLength(11);
    expect(toldOf(1000, 1, true).at(-1)).toBe('1000');
  });

  it('tell every host of a few', () => {
    expect(toldOf(5, 1, false)).toEqual(['1', '2', '3', '4', '5']);
  });
});
