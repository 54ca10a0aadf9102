import { expect, it } from 'vitest';
import { heldBehind } from '../../src/cli/held-behind.ts';

/** Groups one after the other at once; notes how many were asked for. */
function groupsOf(groups: readonly (readonly string[])[], asked: { count: number }, ending?: Error) {
  return async function* (): AsyncGenerator<readonly string[]> {
    for (const group of groups) {
      asked.count += 1;
      yield group;
    }
    if (ending !== undefined) throw ending;
  };
}

async function take(items: AsyncIterable<string>, into: string[]): Promise<void> {
  for await (const item of items) into.push(item);
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

it('gives what came meanwhile only behind the first, and takes no more of it than it may', async () => {
  const first = Promise.withResolvers<readonly string[]>();
  const asked = { count: 0 };
  const given: string[] = [];
  const reading = take(heldBehind(first.promise, groupsOf([['a', 'b'], ['c'], ['d'], ['e'], ['f']], asked), 2), given);
  await turns();
  expect(given).toEqual([]);
  // two that are held, and one that is asked for
  expect(asked.count).toBe(3);
  first.resolve(['store']);
  await reading;
  expect(given).toEqual(['store', 'a', 'b', 'c', 'd', 'e', 'f']);
});

it('gives the first before anything comes', async () => {
  const never = async function* (stop: AbortSignal): AsyncGenerator<readonly string[]> {
    await new Promise((resolve) => stop.addEventListener('abort', resolve));
    yield ['too late'];
  };
  const given: string[] = [];
  for await (const item of heldBehind(Promise.resolve(['store']), never, 5)) {
    given.push(item);
    break;
  }
  expect(given).toEqual(['store']);
});

it('gives all that came before an error, then throws it', async () => {
  const first = Promise.withResolvers<readonly string[]>();
  const given: string[] = [];
  const reading = take(heldBehind(first.promise, groupsOf([['a'], ['b']], { count: 0 }, new Error('broke')), 5), given);
  await turns();
  first.resolve([]);
  await expect(reading).rejects.toThrow('broke');
  expect(given).toEqual(['a', 'b']);
});

it('throws the error of the first, and lets go of the rest', async () => {
  let isStopped = false;
  const groups = async function* (stop: AbortSignal): AsyncGenerator<readonly string[]> {
    try {
      await new Promise((_, reject) => stop.addEventListener('abort', () => reject(new Error('stopped'))));
      yield ['never'];
    } finally {
      isStopped = true;
    }
  };
  const given: string[] = [];
  await expect(take(heldBehind(Promise.reject(new Error('no store')), groups, 5), given)).rejects.toThrow('no store');
  expect([given, isStopped]).toEqual([[], true]);
});
