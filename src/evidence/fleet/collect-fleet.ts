import type { Host } from '../../inventory/host.ts';
import type { CollectContext } from '../transport.ts';
import { attempt, type Errand, interruptedErrand, transportOf } from './errand.ts';
import type { FleetLimits } from './fleet-limits.ts';
import type { FleetState } from './fleet-progress.ts';
import type { HostOutcome, Route } from './host-outcome.ts';
import { WaitingRoom } from './waiting-room.ts';

/** What the collection of a fleet needs beside its hosts. */
export interface FleetOptions {
  readonly limits: FleetLimits;
  /** What every transport gets; the time limit and the signal are set for each host. */
  readonly context: Omit<CollectContext, 'timeoutMs' | 'signal'>;
  /** Ends everything at once: the generator then gives what was complete, and of hosts that were begun why they are not, and throws the reason. */
  readonly signal: AbortSignal;
  /** Told whenever something changed. */
  readonly onChange?: ((state: FleetState) => void) | undefined;
  /** In [0, 1); without it, chance. */
  readonly random?: () => number;
}

/**
 * Asks every host by its route and gives what came of each, in order of completion. A host that hangs, fails or floods costs the others nothing but its place.
 * Nothing is begun that the reader has not room for: at most `concurrency` hosts are under way or complete and not yet taken. Nothing is kept of a host
 * once it was given out. Hosts are taken in as they are listed. Throws when aborted, and what `hosts` throws.
 */
export async function* collectFleet(
  hosts: AsyncIterable<Host> | Iterable<Host>,
  routeOf: (host: Host) => Route,
  options: FleetOptions,
): AsyncGenerator<HostOutcome> {
  const { limits, signal, context } = options;
  const room = new WaitingRoom(limits, routeOf);
  const under = new Map<Errand, AbortController>();
  const complete: HostOutcome[] = [];
  let listing: { readonly done: boolean; readonly error?: unknown } = { done: false };
  let listed = 0;
  let ended = false;
  let ring = Promise.withResolvers<void>();
  const wake = (): void => ring.resolve();

  const begin = async (errand: Errand): Promise<void> => {
    const controller = new AbortController();
    under.set(errand, controller);
    try {
      const step = await attempt(errand, { limits, context, signal: controller.signal, random: options.random ?? Math.random });
      if (step.kind === 'done') complete.push(step.outcome);
      else room.hold(step.errand);
    } catch (error) {
      // Only an abort rejects, and whoever aborted does not wait for it
      if (!controller.signal.aborted) listing = { done: true, error };
    } finally {
      under.delete(errand);
      room.done(errand.host);
      wake();
    }
  };
  const takeIn = async (): Promise<void> => {
    try {
      for await (const host of hosts) {
        if (ended) break;
        room.add(host);
        listed += 1;
        wake();
      }
      listing = { done: true };
    } catch (error) {
      listing = { done: true, error };
    }
    wake();
  };
  const interrupted = (): readonly HostOutcome[] => [
    ...[...under.keys()].flatMap((errand) => interruptedErrand(errand, true) ?? []),
    ...room.begun().flatMap((errand) => interruptedErrand(errand, false) ?? []),
  ];
  const state = (): FleetState => ({
    listed,
    listing: !listing.done,
    under: [...under.keys()].map((errand) => transportOf(errand)?.name ?? 'none'),
    waiting: room.waitingFor(context.now()),
  });

  signal.addEventListener('abort', wake, { once: true });
  try {
    void takeIn();
    for (;;) {
      let at: number | undefined;
      while (!signal.aborted && under.size + complete.length < limits.concurrency) {
        const turn = room.next(context.now());
        if (turn.kind === 'go') {
          void begin(turn.errand);
          continue;
        }
        at = turn.at;
        break;
      }
      options.onChange?.(state());
      if (complete.length > 0) {
        yield* complete.splice(0);
        continue;
      }
      if (signal.aborted) yield* interrupted();
      signal.throwIfAborted();
      if (listing.error !== undefined) throw listing.error;
      if (listing.done && under.size === 0 && room.empty) return;
      const timer = at === undefined ? undefined : setTimeout(wake, Math.max(1, at - context.now()));
      await ring.promise;
      clearTimeout(timer);
      ring = Promise.withResolvers();
    }
  } finally {
    ended = true;
    signal.removeEventListener('abort', wake);
    for (const controller of under.values()) controller.abort(signal.aborted ? signal.reason : new Error('nobody waits for the answer'));
  }
}
