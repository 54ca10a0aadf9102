import { setTimeout as sleep } from 'node:timers/promises';

/** Lets calls through at no more than a rate and a number at once. */
export interface CallRate {
  /** Waits for a turn. Rejects when aborted. */
  enter(signal: AbortSignal): Promise<Turn>;
}

/** One call that was let through. */
export interface Turn {
  /** Lets the next one in. The rate halves after a throttled call, and grows back by a quarter after each that went through. */
  leave(outcome: 'answered' | 'throttled' | 'failed'): void;
}

/** Calls a second below which throttling does not push, unless less is configured: SSM refills within seconds. */
const slowest = 1;

/** A token bucket that holds one second of calls, per account and region, because that is what AWS counts. */
export function createCallRate(callsPerSecond: number, concurrency: number): CallRate {
  let rate = callsPerSecond;
  let tokens = Math.max(1, callsPerSecond);
  let filledAt = performance.now();
  let slowedAt = 0;
  let under = 0;
  const queue: (() => void)[] = [];

  const take = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const now = performance.now();
      tokens = Math.min(Math.max(1, rate), tokens + ((now - filledAt) / 1000) * rate);
      filledAt = now;
      if (tokens >= 1) break;
      await sleep(((1 - tokens) / rate) * 1000, undefined, { signal });
    }
    tokens -= 1;
  };
  const slot = async (signal: AbortSignal): Promise<void> => {
    if (under < concurrency) {
      under += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => {
      const place = queue.indexOf(resolve);
      if (place !== -1) queue.splice(place, 1);
      reject(signal.reason);
    };
    queue.push(resolve);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
  const leave = (): void => {
    const next = queue.shift();
    // The slot goes to whoever waited longest.
    if (next === undefined) under -= 1;
    else next();
  };

  return {
    async enter(signal) {
      signal.throwIfAborted();
      await slot(signal);
      try {
        await take(signal);
      } catch (error) {
        leave();
        throw error;
      }
      const enteredAt = performance.now();
      return {
        leave(outcome) {
          leave();
          if (outcome === 'answered') rate = Math.min(callsPerSecond, rate * 1.25);
          // Calls that were under way together tell one fact, and not one for each of them.
          if (outcome !== 'throttled' || enteredAt < slowedAt) return;
          rate = Math.max(Math.min(slowest, callsPerSecond), rate / 2);
          tokens = 0;
          filledAt = performance.now();
          slowedAt = filledAt;
        },
      };
    },
  };
}
