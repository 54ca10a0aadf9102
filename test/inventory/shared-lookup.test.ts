import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { sharedLookup } from '../../src/inventory/shared-lookup.ts';

const lookUp = (name: string, all: boolean) =>
  new Promise<string | LookupAddress[]>((resolve, reject) => {
    sharedLookup(name, { all }, (error, address) => {
      if (error === null) resolve(address);
      else reject(error);
    });
  });

describe('shared lookups', () => {
  it('answer everybody who asks at the same time, in the shape that each wants', async () => {
    const [one, same, all] = await Promise.all([lookUp('127.0.0.1', false), lookUp('127.0.0.1', false), lookUp('127.0.0.1', true)]);
    expect([one, same]).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(all).toEqual([{ address: '127.0.0.1', family: 4 }]);
  });

  it('ask for a name once where several ask at the same time', async () => {
    const [one, same] = await Promise.all([lookUp('127.0.0.1', true), lookUp('127.0.0.1', true)]);
    // Two lookups would bring two lists.
    expect(same).toBe(one);
    expect(await lookUp('127.0.0.1', true)).not.toBe(one);
  });

  it('ask again after an answer', async () => {
    expect(await lookUp('127.0.0.1', false)).toBe('127.0.0.1');
    expect(await lookUp('127.0.0.1', false)).toBe('127.0.0.1');
  });

  it('fail for everybody', async () => {
    const asked = await Promise.allSettled([lookUp('no.such.invalid', true), lookUp('no.such.invalid', true)]);
    expect(asked.map((answer) => answer.status)).toEqual(['rejected', 'rejected']);
  });
});
