// A fleet whose transports are objects: what each host answers, how long it takes, and how many were under way at once.
import { setTimeout as delay } from 'node:timers/promises';
import { collectFleet } from '../../../src/evidence/fleet/collect-fleet.ts';
import { defaultLimits, type FleetLimits } from '../../../src/evidence/fleet/fleet-limits.ts';
import type { HostOutcome, Route } from '../../../src/evidence/fleet/host-outcome.ts';
import type { Collected } from '../../../src/evidence/host-evidence.ts';
import type { CollectContext, Transport } from '../../../src/evidence/transport.ts';
import type { Host } from '../../../src/inventory/host.ts';

export const limits: FleetLimits = { ...defaultLimits, concurrency: 4, timeoutMs: 1000, backOff: { firstMs: 2, mostMs: 8 } };

export function hostOf(id: string, more: Partial<Host> = {}): Host {
  return { id, name: id, source: 'hosts-file', scope: 'hosts.yaml', services: [], reach: 'remote', ...more };
}

export const hostsNamed = (count: number, more: Partial<Host> = {}, prefix = 'h'): readonly Host[] =>
  Array.from({ length: count }, (_, index) => hostOf(`${prefix}${index}`, more));

export function seen(id: string): Collected {
  return {
    kind: 'evidence',
    evidence: { id, collector: 'memory/1', observedAt: '2026-11-22T10:00:00Z', runtimes: [], trustFiles: [], workloads: [], missing: [] },
    blobs: [],
  };
}

/** A transport that answers by function and counts what it is asked. */
export function transportWith(
  answer: (host: Host, asked: number, context: CollectContext) => Collected | Promise<Collected>,
  name = 'memory',
): Transport & { readonly asked: readonly string[]; readonly most: () => number } {
  const asked: string[] = [];
  let under = 0;
  let most = 0;
  return {
    name,
    asked,
    most: () => most,
    async collect(host, context) {
      asked.push(host.id);
      under += 1;
      most = Math.max(most, under);
      try {
        return await answer(host, asked.filter((id) => id === host.id).length, context);
      } finally {
        under -= 1;
      }
    },
  };
}

/** Takes so long and is then seen. */
export const after =
  (ms: number) =>
  async (host: Host, _asked: number, { signal }: CollectContext): Promise<Collected> => {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
    return seen(host.id);
  };

export const routeBy =
  (...transports: readonly Transport[]) =>
  (): Route => ({ transports });

export function run(
  hosts: Iterable<Host> | AsyncIterable<Host>,
  routeOf: (host: Host) => Route,
  unusual: Partial<FleetLimits> = {},
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<HostOutcome> {
  return collectFleet(hosts, routeOf, {
    limits: { ...limits, ...unusual },
    context: { now: Date.now, knownBlobs: new Set() },
    signal,
    random: () => 0.5,
  });
}

export async function all(outcomes: AsyncIterable<HostOutcome>): Promise<readonly HostOutcome[]> {
  const taken: HostOutcome[] = [];
  for await (const outcome of outcomes) taken.push(outcome);
  return taken;
}
