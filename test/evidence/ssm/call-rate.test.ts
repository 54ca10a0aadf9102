import { describe, expect, it } from 'vitest';
import { createCallRate } from '../../../src/evidence/transports/ssm/call-rate.ts';

const never = new AbortController().signal;

/** Milliseconds that a number of calls take, each left as it was entered. */
async function spent(rate: ReturnType<typeof createCallRate>, calls: number, outcome: 'answered' | 'throttled' | 'failed' = 'answered') {
  const before = performance.now();
  for (let call = 0; call < calls; call += 1) (await rate.enter(never)).leave(outcome);
  return performance.now() - before;
}

describe('a call rate', () => {
  it('lets a second of calls through at once, and then no more than its rate', async () => {
    const rate = createCallRate(20, 4);
    expect(await spent(rate, 20)).toBeLessThan(200);
    expect(await spent(rate, 10)).toBeGreaterThan(400);
  });

  it('lets no more through at once than it may, the first that came first', async () => {
    const rate = createCallRate(100, 2);
    const order: number[] = [];
    const [first, second] = [await rate.enter(never), await rate.enter(never)];
    const later = [1, 2].map(async (number) => {
      const turn = await rate.enter(never);
      order.push(number);
      return turn;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(order).toEqual([]);
    first?.leave('answered');
    await later[0];
    expect(order).toEqual([1]);
    second?.leave('answered');
    await later[1];
    expect(order).toEqual([1, 2]);
  });

  it('halves once for calls that were throttled together, and grows back', async () => {
    const rate = createCallRate(40, 8);
    const together = await Promise.all(Array.from({ length: 8 }, async () => rate.enter(never)));
    for (const turn of together) turn.leave('throttled');
    // 20 a second now, from an empty bucket.
    const slow = await spent(rate, 4, 'failed');
    expect(slow).toBeGreaterThan(150);
    expect(slow).toBeLessThan(400);
    await spent(rate, 6);
    expect(await spent(rate, 8)).toBeLessThan(350);
  });

  it('gives the place of one that stops waiting to the others', async () => {
    const rate = createCallRate(100, 1);
    const held = await rate.enter(never);
    const impatient = new AbortController();
    const gone = rate.enter(impatient.signal);
    const patient = rate.enter(never);
    impatient.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    held.leave('answered');
    (await patient).leave('answered');
    await expect(rate.enter(impatient.signal)).rejects.toThrow('gone');
    (await rate.enter(never)).leave('answered');
  });
});
