import { setTimeout as sleep } from 'node:timers/promises';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { type AwsLimits, callSignal } from '../../../inventory/aws-limits.ts';
import type { AwsClientConfig } from '../../../inventory/aws-session.ts';
import type { CallRate } from './call-rate.ts';
import { isExpired, isPassing, isThrottled, wasRefused } from './ssm-failure.ts';

/** One call: what it is for and whether it may be sent twice. */
export interface SsmCall<T> {
  /** `SendCommand`: goes into reasons. */
  readonly action: string;
  /** False for SendCommand, which would run the probe again: it is sent again only when it certainly did not take effect. */
  readonly repeatable: boolean;
  readonly signal: AbortSignal;
  readonly perform: (client: SSMClient, options: { readonly abortSignal: AbortSignal }) => Promise<T>;
}

/** The SSM API of one account and region, within its rate. */
export interface RegionCalls {
  /** `111111111111/eu-west-1`. */
  readonly place: string;
  /** Throws the last failure after all attempts, and the signal's reason when aborted. */
  call<T>(call: SsmCall<T>): Promise<T>;
  /** Lets `close` wait for something that nobody else waits for. */
  beforeClose(last: Promise<void>): void;
  close(): Promise<void>;
}

interface RegionAccess {
  readonly place: string;
  readonly region: string;
  readonly limits: AwsLimits;
  readonly rate: CallRate;
  /** Waiting before the second attempt, in milliseconds; doubled with each further one. */
  readonly backOffMs: number;
  config(): Promise<AwsClientConfig>;
  /** Reads the credentials anew, after AWS called them expired. False where they are the same as before, or none. */
  renew(): Promise<boolean>;
}

/**
 * Calls with retries of our own in place of the SDK's, because all calls of an account and region share one rate, and because SendCommand
 * must not be repeated where AWS may have taken it. Nothing is contacted until the first call.
 */
export function createRegionCalls(access: RegionAccess): RegionCalls {
  let client: Promise<SSMClient> | undefined;
  const open = async (): Promise<SSMClient> => {
    const { SSMClient } = await import('@aws-sdk/client-ssm');
    return new SSMClient({ ...(await access.config()), region: access.region, maxAttempts: 1, retryMode: 'standard' });
  };
  const discard = (): void => {
    client?.then((opened) => opened.destroy()).catch(() => undefined);
    client = undefined;
  };
  const attempt = async <T>({ perform, signal }: SsmCall<T>): Promise<T> => {
    const turn = await access.rate.enter(signal);
    try {
      client ??= open();
      const answer = await perform(await client, { abortSignal: callSignal(access.limits, signal) });
      turn.leave('answered');
      return answer;
    } catch (error) {
      turn.leave(isThrottled(error) ? 'throttled' : 'failed');
      throw error;
    }
  };
  const last = new Set<Promise<void>>();
  return {
    place: access.place,
    beforeClose(promise) {
      last.add(promise);
      void promise.finally(() => last.delete(promise));
    },
    async call(call) {
      let renewed = false;
      for (let attempts = 1; ; attempts += 1) {
        try {
          return await attempt(call);
        } catch (error) {
          call.signal.throwIfAborted();
          if (isExpired(error) && !renewed) {
            renewed = true;
            if (!(await access.renew())) throw error;
            discard();
            continue;
          }
          if (attempts >= access.limits.attempts || !(call.repeatable ? isPassing(error) : wasRefused(error))) throw error;
          // Full jitter: callers that were throttled together do not come back together.
          await sleep(Math.random() * access.backOffMs * 2 ** attempts, undefined, { signal: call.signal });
        }
      }
    },
    async close() {
      await Promise.all(last);
      discard();
    },
  };
}
