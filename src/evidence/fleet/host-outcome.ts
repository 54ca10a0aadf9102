import type { Host } from '../../inventory/host.ts';
import type { Collected } from '../host-evidence.ts';
import type { Transport } from '../transport.ts';

/** How a host is asked: by these transports, each only after all before it have failed. Empty where none may: then `whyNone` says why. */
export interface Route {
  readonly transports: readonly Transport[];
  /** Lower-case sentence. */
  readonly whyNone?: string;
}

/** Transports that could not answer for a host, and why: the last reason of each. */
export interface Failure {
  readonly transport: string;
  readonly reason: string;
  readonly code: 'HOST_NEVER_MANAGED' | undefined;
  readonly mayRetry: boolean;
  /** How often it was asked. */
  readonly attempts: number;
}

/** What came of one host: its evidence or why there is none, and how often it was asked for it over all transports. */
export interface HostOutcome {
  readonly host: Host;
  readonly collected: Collected;
  readonly attempts: number;
}

/**
 * Why a host that no transport could ask is missing. One reason stands as it is; of several each names its transport. Asking again may help where it may
 * with any of them. Never managed stays its own code, whatever the others tried in its place.
 */
export function missingAfter(failures: readonly Failure[]): Extract<Collected, { readonly kind: 'missing' }> {
  const told = failures.map(({ transport, reason, attempts }) => {
    // `CAUSE; what was tried: what to do`
    const [cause = '', ...rest] = reason.split('; ');
    const asked = attempts > 1 ? [`${cause} (asked ${attempts} times)`, ...rest].join('; ') : reason;
    return failures.length > 1 ? `${transport}: ${asked}` : asked;
  });
  const code = failures.find((failure) => failure.code !== undefined)?.code;
  return {
    kind: 'missing',
    reason: told.join('; '),
    ...(code === undefined ? {} : { code }),
    ...(failures.some((failure) => failure.mayRetry) ? { mayRetry: true } : {}),
  };
}
