import { describe, expect, it } from 'vitest';
import { collectStream, mergeStreams } from '../../src/inventory/merge-streams.ts';

describe('merged streams', () => {
  it('yield everything, each stream in its order', async () => {
    async function* numbers(from: number) {
      yield from;
      yield from + 1;
    }
    const merged = await collectStream(mergeStreams([numbers(10), numbers(20), numbers(30)], 2));
    expect([...merged].sort((a, b) => a - b)).toEqual([10, 11, 20, 21, 30, 31]);
    expect(merged.indexOf(20)).toBeLessThan(merged.indexOf(21));
  });

  it('work no more at once than allowed', async () => {
    let working = 0;
    let most = 0;
    async function* stream() {
      for (let step = 0; step < 3; step += 1) {
        working += 1;
        most = Math.max(most, working);
        await new Promise((next) => {
          setImmediate(next);
        });
        working -= 1;
        yield step;
      }
    }
    const merged = await collectStream(mergeStreams([stream(), stream(), stream(), stream(), stream()], 2));
    expect(merged).toHaveLength(15);
    expect(most).toBe(2);
  });

  it('are at most one element ahead of the reader, and end when the reader leaves', async () => {
    let made = 0;
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield (made += 1);
      } finally {
        ended = true;
      }
    }
    for await (const element of mergeStreams([endless()], 1)) {
      await new Promise((next) => {
        setImmediate(next);
      });
      expect(made - element).toBeLessThanOrEqual(1);
      if (element === 5) break;
    }
    await new Promise((next) => {
      setImmediate(next);
    });
    expect(ended).toBe(true);
  });

  it('fail with the stream that fails', async () => {
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new Error('broken');
    }
    await expect(collectStream(mergeStreams([failing()], 2))).rejects.toThrow('broken');
  });
});
