/** How hard a fleet is asked: what bounds the collection of many hosts. */
export interface FleetLimits {
  /** Hosts that are asked at once. */
  readonly concurrency: number;
  /** Hosts of one account that are asked at once; absent: no bound of its own. Hosts of no account share no such bound. */
  readonly perAccount?: number | undefined;
  /** Hosts of one account that may be begun in a second; absent: no bound. */
  readonly startsPerSecond?: number | undefined;
  /** How often one transport asks a host whose failure may pass, the first time included. */
  readonly attempts: number;
  /** Time for one host over all attempts and transports; waiting for its turn does not count. */
  readonly timeoutMs: number;
  /** Wait before the second attempt; it doubles with each further one up to `mostMs`. */
  readonly backOff: { readonly firstMs: number; readonly mostMs: number };
}

/**
 * Limits where nothing is configured. A host of a remote transport is waited for, not worked at, so many fit beside one another; 50 fill one SendCommand of
 * SSM, and as many ssh clients (a process and some 8 MB each) do not slow one another down. Our choice.
 */
export const defaultLimits: Omit<FleetLimits, 'timeoutMs'> = {
  concurrency: 50,
  attempts: 3,
  backOff: { firstMs: 1000, mostMs: 20_000 },
};

/**
 * Milliseconds to wait before the next attempt, after so many (1 or more) have failed: exponential, with the upper half of it left to chance (`random`, in
 * [0, 1)), so that hosts which failed together do not come back together.
 */
export function backOffMs({ firstMs, mostMs }: FleetLimits['backOff'], failed: number, random: () => number): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(failed - 1, 30));
  return whole / 2 + (whole / 2) * random();
}
