import { compareSeverity } from '../../reason-codes.ts';
import type { Reason } from '../../restart/restart-verdict.ts';
import { forEachRoot } from '../../risk/without-root.ts';
import type { HostReport } from '../audit-report.ts';
import { causeKey, passedOver } from './cause-key.ts';
import { type Place, placeOf } from './places.ts';
import { Tally } from './tally.ts';
import { earlier } from './when.ts';
import { type JudgedWorkload, workloadsOf } from './workloads.ts';

/** What a client will print, and which client prints it. */
export interface LogLine {
  readonly error: string;
  readonly client: string | undefined;
}

/** The trust store that a lost workload would read. */
export interface ReadStore {
  readonly paths: readonly string[];
  /** Why each of them. */
  readonly because: readonly string[];
  /** The container or chroot whose files they are. */
  readonly root: string | undefined;
  /** What a setting names instead and the client does without. */
  readonly passedOver: readonly string[];
}

/** What to do about the cause and about all else that a restart would meet, by itself and for all containers that need the same. */
export interface Remedy {
  readonly own: readonly string[];
  readonly each: readonly string[];
}

/** Why hosts of one service are lost or at risk: each tally counts hosts, not workloads. */
export interface ServiceCauses {
  readonly lost: Tally<Reason | undefined, Place>;
  /** By the key of a lost cause: the trust store of the first workload that has it. */
  readonly read: Map<string, ReadStore>;
  /** Further reasons of lost hosts, high or critical, by code: why nobody noticed, what else is wrong. */
  readonly also: Tally<Reason>;
  readonly logs: Tally<LogLine>;
  readonly notThis: Tally<string>;
  readonly remedies: Tally<Remedy, Place>;
  /** By the key of a lost cause: the remedy of the first workload that has it. */
  readonly remedyOf: Map<string, Remedy>;
  readonly atRisk: Tally<Reason | undefined, Place>;
  /** Containers that come back. */
  readonly ready: Tally<undefined, Place>;
  /** Hosts with a lost workload. */
  lostHosts: number;
  atRiskHosts: number;
  /** The first moment at which a restart of one of its hosts starts to fail. */
  safeUntil: string | undefined;
}

/** The causes of every service that has lost or endangered hosts, in one pass over the hosts. */
export function collectCauses(hosts: readonly HostReport[]): ReadonlyMap<string, ServiceCauses> {
  const services = new Map<string, ServiceCauses>();
  for (const host of hosts) {
    // Two workloads of one service on one host (two stores) must not make two hosts of it.
    const seen = new Set<string>();
    const workloads = workloadsOf(host);
    const roots = Map.groupBy(workloads, placeKey);
    addReady(services, host.name, workloads);
    for (const workload of workloads) {
      if (workload.verdict !== 'will-fail' && workload.verdict !== 'at-risk') continue;
      const causes = services.get(workload.service) ?? noCauses();
      services.set(workload.service, causes);
      record(causes, workload, placeOf(host.name, roots.get(placeKey(workload)) ?? []), (kind, key) => {
        const mark = `${workload.service}\n${kind}\n${key}`;
        const fresh = !seen.has(mark);
        seen.add(mark);
        return fresh;
      });
    }
  }
  return services;
}

// One container may hold several workloads of a service: it comes back if they all do
function addReady(services: Map<string, ServiceCauses>, host: string, workloads: readonly JudgedWorkload[]): void {
  const rooted = workloads.filter(({ root }) => root !== undefined);
  for (const [service, own] of Map.groupBy(rooted, (workload) => workload.service)) {
    const open = new Set(own.filter(({ verdict }) => verdict !== 'ready').map(({ root }) => root));
    const ready = own.filter(({ root }) => !open.has(root));
    if (ready.length === 0) continue;
    const causes = services.get(service) ?? noCauses();
    services.set(service, causes);
    causes.ready.add('', undefined, placeOf(host, ready));
  }
}

function placeKey(workload: JudgedWorkload): string {
  return `${workload.service}\n${workload.verdict}\n${causeKey(workload)}`;
}

function record(causes: ServiceCauses, workload: JudgedWorkload, place: Place, isFresh: (kind: string, key: string) => boolean): void {
  const [first, ...others] = workload.reasons;
  const key = causeKey(workload);
  const add = <Example>(kind: string, tally: Tally<Example>, group: string, example: Example): void => {
    if (isFresh(kind, group)) tally.add(group, example, place.host);
  };
  const addPlace = <Example>(kind: string, tally: Tally<Example, Place>, group: string, example: Example): void => {
    if (isFresh(kind, group)) tally.add(group, example, place, place.roots.length);
  };
  if (workload.verdict === 'at-risk') {
    if (isFresh('at-risk host', '')) causes.atRiskHosts += 1;
    addPlace('at-risk', causes.atRisk, key, first);
    causes.safeUntil = earlier(causes.safeUntil, workload.safeUntil);
    return;
  }
  if (isFresh('lost host', '')) causes.lostHosts += 1;
  addPlace('lost', causes.lost, key, first);
  const { trustStore = [], trustStoreBecause = [], root } = workload;
  if (!causes.read.has(key))
    causes.read.set(key, { paths: trustStore, because: trustStoreBecause, root, passedOver: passedOver(workload) });
  const grave = others.filter(({ severity }) => compareSeverity(severity, 'high') <= 0);
  for (const reason of grave) {
    if (reason.code !== first?.code) add('also', causes.also, reason.code, reason);
  }
  if (first?.expectedError !== undefined) {
    const line = { error: first.expectedError, client: workload.client };
    add('log', causes.logs, `${line.error}\n${line.client ?? ''}`, line);
  }
  if (first?.notThis !== undefined) add('not', causes.notThis, first.notThis, first.notThis);
  const own = [...(first === undefined ? [] : [first]), ...grave].flatMap((reason) => reason.remedy ?? []);
  if (own.length === 0) return;
  const remedy = { own, each: own.map((one) => forEachRoot(one, root)) };
  if (!causes.remedyOf.has(key)) causes.remedyOf.set(key, remedy);
  const doing = remedy.each.join('\n');
  // each container by itself: whether it is the only one decides how it is told
  if (isFresh(`do in ${root ?? ''}`, doing)) causes.remedies.add(doing, remedy, place);
}

function noCauses(): ServiceCauses {
  return {
    lost: new Tally(),
    read: new Map(),
    also: new Tally(),
    logs: new Tally(),
    notThis: new Tally(),
    remedies: new Tally(),
    remedyOf: new Map(),
    atRisk: new Tally(),
    ready: new Tally(),
    lostHosts: 0,
    atRiskHosts: 0,
    safeUntil: undefined,
  };
}
