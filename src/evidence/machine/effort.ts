import { setImmediate } from 'node:timers/promises';

/** Steps after which others get their turn: about a millisecond. Our choice. */
const stepsAtOnce = 2000;

/** How much is still done for one host or one root in it, so that none keeps the others waiting: whoever looks at many looks at them in turn. */
export interface Effort {
  /** Takes so many steps; false where there are no more. */
  spend(steps: number): boolean;
  /** Lets others have their turn where much was done since the last time. Promises that are settled already let nobody in: timers wait for the loop of events. */
  pause(): Promise<void>;
}

/** Returns an effort of so many steps. */
export function boundedEffort(most: number): Effort {
  let left = most;
  let atOnce = 0;
  return {
    spend(steps) {
      left = Math.max(left - steps, -1);
      atOnce += steps;
      return left >= 0;
    },
    async pause() {
      if (atOnce < stepsAtOnce) return;
      atOnce = 0;
      await setImmediate();
    },
  };
}

/** Steps of going through so many characters. */
export function stepsOf(characters: number): number {
  return 1 + Math.floor(characters / 64);
}
