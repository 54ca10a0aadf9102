import { compareSeverity } from '../../reason-codes.ts';
import type { Reason } from '../../restart/restart-verdict.ts';
import type { HostReport } from '../audit-report.ts';
import { Tally } from './tally.ts';
import { earlier } from './when.ts';
import { type JudgedWorkload, nameWithRoots, workloadsOf } from './workloads.ts';

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
  /** Whether the files are those of a container or chroot. */
  readonly inRoot: boolean;
}

/** Why hosts of one service are lost or at risk: each tally counts hosts, not workloads. */
export interface ServiceCauses {
  readonly lost: Tally<Reason | undefined>;
  /** By the key of a lost cause: the trust store of the first workload that has it. */
  readonly read: Map<string, ReadStore>;
  /** Further reasons of lost hosts, high or critical, by code: why nobody noticed, what else is wrong. */
  readonly also: Tally<Reason>;
  readonly logs: Tally<LogLine>;
  readonly notThis: Tally<string>;
  readonly remedies: Tally<string>;
  readonly atRisk: Tally<Reason | undefined>;
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
    for (const workload of workloads) {
      if (workload.verdict !== 'will-fail' && workload.verdict !== 'at-risk') continue;
      const causes = services.get(workload.service) ?? noCauses();
      services.set(workload.service, causes);
      record(causes, workload, nameWithRoots(host.name, roots.get(placeKey(workload)) ?? []), (kind, key) => {
        const mark = `${workload.service}\n${kind}\n${key}`;
        const fresh = !seen.has(mark);
        seen.add(mark);
        return fresh;
      });
    }
  }
  return services;
}

/**
 * Groups by what is wrong, in files of the host or of a container, and what shows it, so that one damaged bundle is not confused with another. The
 * container's id is left out of it: it would make every host's cause another one.
 */
function causeKey(reason: Reason | undefined, root: string | undefined): string {
  if (reason === undefined) return '';
  const shown = root === undefined ? reason.proof.summary : `in its own root\n${reason.proof.summary.replaceAll(root, '…')}`;
  return `${reason.code}\n${shown}`;
}

function placeKey({ service, verdict, reasons, root }: JudgedWorkload): string {
  return `${service}\n${verdict}\n${causeKey(reasons[0], root)}`;
}

function record(causes: ServiceCauses, workload: JudgedWorkload, host: string, isFresh: (kind: string, key: string) => boolean): void {
  const [first, ...others] = workload.reasons;
  const key = causeKey(first, workload.root);
  const add = <Example>(kind: string, tally: Tally<Example>, group: string, example: Example): void => {
    if (isFresh(kind, group)) tally.add(group, example, host);
  };
  if (workload.verdict === 'at-risk') {
    if (isFresh('at-risk host', '')) causes.atRiskHosts += 1;
    add('at-risk', causes.atRisk, key, first);
    causes.safeUntil = earlier(causes.safeUntil, workload.safeUntil);
    return;
  }
  if (isFresh('lost host', '')) causes.lostHosts += 1;
  add('lost', causes.lost, key, first);
  const { trustStore = [], trustStoreBecause = [], root } = workload;
  if (!causes.read.has(key)) causes.read.set(key, { paths: trustStore, because: trustStoreBecause, inRoot: root !== undefined });
  for (const reason of others) {
    if (compareSeverity(reason.severity, 'high') <= 0 && reason.code !== first?.code) add('also', causes.also, reason.code, reason);
  }
  if (first?.expectedError !== undefined) {
    const line = { error: first.expectedError, client: workload.client };
    add('log', causes.logs, `${line.error}\n${line.client ?? ''}`, line);
  }
  if (first?.notThis !== undefined) add('not', causes.notThis, first.notThis, first.notThis);
  if (first?.remedy !== undefined) add('do', causes.remedies, first.remedy, first.remedy);
}

function noCauses(): ServiceCauses {
  return {
    lost: new Tally(),
    read: new Map(),
    also: new Tally(),
    logs: new Tally(),
    notThis: new Tally(),
    remedies: new Tally(),
    atRisk: new Tally(),
    lostHosts: 0,
    atRiskHosts: 0,
    safeUntil: undefined,
  };
}
