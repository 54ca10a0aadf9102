import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askOnce } from '../../../src/evidence/fleet/ask-once.ts';
import { contextWith } from '../evidence-request.ts';
import { hostOf, seen, transportWith } from './fleet-in-memory.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('gives up a transport that does not keep its limit, some time after it, and says that another attempt may help', async () => {
  const asked = askOnce(
    transportWith(() => new Promise(() => undefined)),
    hostOf('h'),
    contextWith({ timeoutMs: 1000 }),
  );
  const late = vi.fn<() => void>();
  void asked.then(late);
  await vi.advanceTimersByTimeAsync(1000);
  expect(late).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(5000);
  expect(await asked).toEqual({ kind: 'missing', reason: 'the memory transport gave no answer in time', mayRetry: true });
});

it('leaves no timer behind', async () => {
  await askOnce(
    transportWith((host) => seen(host.id)),
    hostOf('h'),
    contextWith(),
  );
  expect(vi.getTimerCount()).toBe(0);
});
