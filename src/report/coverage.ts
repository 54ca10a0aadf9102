import type { Gap } from '../inventory/host.ts';
import type { AuditReport, HostReport } from './audit-report.ts';
import { coverageLedger } from './coverage-ledger.ts';

/**
 * Judged workloads of those that consume a store, or may. Unreachable hosts stand in the denominator. Where nobody consumes a store nothing was
 * judged, and that is 0 %, not 100 %.
 */
export function coverageOf(hosts: readonly HostReport[], gaps: readonly Gap[]): AuditReport['coverage'] {
  const consuming = hosts.flatMap((host) => host.restart.workloads).filter((workload) => workload.verdict !== 'not-applicable');
  const judged = consuming.filter((workload) => workload.verdict !== 'unknown').length;
  const nothing: readonly Gap[] =
    hosts.length === 0
      ? [{ kind: 'nothing', scope: 'inventory', reason: 'the inventory lists no host' }]
      : consuming.length === 0
        ? [
            {
              kind: 'nothing',
              scope: 'consumers',
              reason: 'no workload is declared or was detected as a consumer of a credential store',
              hosts: hosts.length,
            },
          ]
        : [];
  return {
    expected: consuming.length,
    judged,
    // rounded down: 99.99 % is not everything
    percent: consuming.length === 0 ? 0 : Math.floor((judged / consuming.length) * 1000) / 10,
    ledger: coverageLedger(hosts),
    gaps: [...gaps, ...nothing].toSorted((a, b) => (a.scope === b.scope ? (a.reason < b.reason ? -1 : 1) : a.scope < b.scope ? -1 : 1)),
  };
}
