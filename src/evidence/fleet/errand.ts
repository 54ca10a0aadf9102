import type { Host } from '../../inventory/host.ts';
import type { CollectContext, Transport } from '../transport.ts';
import { askOnce } from './ask-once.ts';
import { backOffMs, type FleetLimits } from './fleet-limits.ts';
import { type Failure, type HostOutcome, missingAfter, type Route } from './host-outcome.ts';

/** Less time than this is not worth another attempt. Our choice. */
const leastMs = 500;

/** The asking of one host from the first attempt to its outcome. */
export interface Errand {
  readonly host: Host;
  readonly route: Route;
  /** Failures of the transports that were given up, and of the one whose turn it is: the first of the route. */
  readonly failures: readonly Failure[];
  /** Attempts so far, and the time that they took. */
  readonly attempts: number;
  readonly spentMs: number;
  /** Epoch ms before which it is not asked again. */
  readonly notBefore: number;
}

/** What an attempt leads to. */
export type Step = { readonly kind: 'done'; readonly outcome: HostOutcome } | { readonly kind: 'again'; readonly errand: Errand };

/** The errand of a host before its first attempt. */
export function beginErrand(host: Host, route: Route): Errand {
  return { host, route, failures: [], attempts: 0, spentMs: 0, notBefore: 0 };
}

/** Everything that an attempt needs beside the errand. */
export interface AttemptOptions {
  readonly limits: FleetLimits;
  readonly context: Omit<CollectContext, 'timeoutMs' | 'signal'>;
  readonly signal: AbortSignal;
  /** In [0, 1). */
  readonly random: () => number;
}

/** The transport whose turn it is; undefined where none is left. */
export function transportOf({ route }: Errand): Transport | undefined {
  return route.transports[0];
}

/** Asks the host once more. Rejects only when aborted. */
export async function attempt(errand: Errand, { limits, context, signal, random }: AttemptOptions): Promise<Step> {
  const transport = transportOf(errand);
  if (transport === undefined) return giveUp(errand);
  const startedAt = performance.now();
  // One that hangs must leave time for those after it
  const sharers = errand.route.transports.filter(({ atOnce }) => atOnce !== true).length;
  const timeoutMs = Math.max(1, Math.ceil((limits.timeoutMs - errand.spentMs) / Math.max(1, sharers)));
  const collected = await askOnce(transport, errand.host, { ...context, timeoutMs, signal });
  const attempts = errand.attempts + 1;
  if (collected.kind === 'evidence') return { kind: 'done', outcome: { host: errand.host, collected, attempts } };
  const asked = (errand.failures.find((failure) => failure.transport === transport.name)?.attempts ?? 0) + 1;
  const { reason, code } = collected;
  const failure: Failure = { transport: transport.name, reason, code, mayRetry: collected.mayRetry === true, attempts: asked };
  const failures = [...errand.failures.filter((other) => other.transport !== transport.name), failure];
  const failed = { ...errand, failures, attempts, spentMs: errand.spentMs + performance.now() - startedAt };
  if (
    failure.mayRetry &&
    asked < limits.attempts &&
    limits.timeoutMs - failed.spentMs >= leastMs &&
    startedAt + timeoutMs > performance.now()
  ) {
    return { kind: 'again', errand: { ...failed, notBefore: context.now() + backOffMs(limits.backOff, asked, random) } };
  }
  const transports = errand.route.transports.slice(1);
  if (transports.length === 0) return giveUp(failed);
  // the next transport is another way, so there is nothing to wait for
  return { kind: 'again', errand: { ...failed, route: { ...errand.route, transports } } };
}

/**
 * What is known of a host when the collection is interrupted: what failed so far, and whether it was being asked just then. Undefined where it never was: that
 * no record names it says so.
 */
export function interruptedErrand({ host, failures, attempts }: Errand, under: boolean): HostOutcome | undefined {
  if (!under && failures.length === 0) return undefined;
  const when = `the collection was interrupted ${under ? 'while it was asked' : 'before it was asked again'}`;
  const before = failures.length === 0 ? '' : `; before that ${missingAfter(failures).reason}`;
  return { host, collected: { kind: 'missing', reason: `${when}${before}`, mayRetry: true }, attempts };
}

function giveUp({ host, route, failures, attempts }: Errand): Step {
  const nobody = { kind: 'missing' as const, reason: route.whyNone ?? 'no transport reaches it' };
  return { kind: 'done', outcome: { host, collected: failures.length === 0 ? nobody : missingAfter(failures), attempts } };
}
