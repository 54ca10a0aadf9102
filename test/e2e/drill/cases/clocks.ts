import type { Authorities } from '../authorities.ts';
import { type DrillHost, serviceKinds } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

const changes: Readonly<Record<string, string>> = {
  steady: 'clock of the host ahead, and nothing else',
  'leaf-expired': 'served certificate expired by the clock of the host alone',
};

/** Hosts whose clock is two days ahead of the auditor's: no namespace has a clock of its own (time_namespaces(7)), so it is the auditor's that goes wrong. */
export function clockHosts(ca: Authorities): readonly DrillHost[] {
  const cases = Object.entries(changes).flatMap(([endpoint, mechanism]) =>
    serviceKinds.map((kind) => basicCase({ kind, name: `${kind}-clock-${endpoint}`, mechanism, endpoint }, ca)),
  );
  return inHosts('clock', systemStore([ca.foreign]), cases).map((host) => ({ ...host, auditorBehindDays: 2 }));
}
