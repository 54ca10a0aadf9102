import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import type { Check, Subject } from '../check.ts';
import { lostAddress } from '../lost-address.ts';
import { type ProxyOnTheWay, proxyOnTheWay, shownProxy } from '../proxy-on-the-way.ts';
import { unknownReason } from '../unknown-reason.ts';

/**
 * Whether the next start reaches the store by a way of which something is known. What the store presents was seen without a proxy: one that tunnels (CONNECT)
 * hands it on as it is, one that intercepts presents a chain of its own, and either may refuse this host. So a proxy passes only where the store's declaration
 * says that it tunnels to it (`tunnels`) and the running process was started with the same one; without either the verdict is unknown, and names it.
 */
export const wayToStore: Check = {
  name: 'way-to-store',
  codes: [],
  judge(subject) {
    const { workload, store } = subject;
    if (store === undefined || workload.evidence === undefined) return { kind: 'not-applicable' };
    const why = whyNotSeen(subject, store.state, workload.evidence);
    return why === undefined ? { kind: 'pass' } : { kind: 'unknown', reasons: [unknownReason(why)] };
  },
};

/** The proxy of the next start; undefined where it asks without one, or where its client is not known. */
export function proxyOf(subject: Subject): ProxyOnTheWay | undefined {
  return subject.workload.evidence === undefined ? undefined : proxyIn(subject, subject.workload.evidence.nextStart);
}

function proxyIn({ workload, store, effective }: Subject, launch: WorkloadEvidence['nextStart']): ProxyOnTheWay | undefined {
  const rules = effective?.client?.proxies;
  return rules && store && proxyOnTheWay(rules, launch, workload.names ?? store.state.names);
}

function whyNotSeen(subject: Subject, store: NonNullable<Subject['store']>['state'], evidence: WorkloadEvidence): string | undefined {
  const hidden = evidence.missing?.some(({ fact }) => fact === 'running.environment') === true;
  const running = hidden ? undefined : evidence.running;
  const lost = lostAddress(store, { next: evidence.nextStart, running }, subject.effective?.client);
  if (lost !== undefined) return lost;
  const next = proxyOf(subject);
  const before = running && proxyIn(subject, running);
  if (next === undefined) {
    if (before === undefined) return undefined;
    return `the running process asks ${store.name} through ${shownProxy(before)}, its next start would ask without one, and whether it gets there was not seen`;
  }
  const through = `it would ask ${store.name} through ${shownProxy(next)}`;
  const isDeclared = next.address !== undefined && store.tunnels?.includes(next.address) === true;
  if (!isDeclared) return `${through}, and what that presents to it was not seen: where it tunnels, declare it with tunnels: of the store`;
  if (before?.address === next.address) return undefined;
  return `${through}, and no running process was started with that: whether it lets the host through was not seen`;
}
