import type { AuditReport } from '../../../src/report/audit-report.ts';
import type { DrillCase, DrillHost, ServiceKind } from './drill-case.ts';
import type { HostRun } from './plan.ts';

/** What snowline said of a service, and what came of it. */
export interface Outcome {
  readonly host: string;
  readonly name: string;
  readonly kind: ServiceKind;
  readonly mechanism: string;
  readonly undecidable?: string;
  readonly withoutText?: string;
  /** It is started by no unit. */
  readonly isPlain?: true;
  /** Whether the restarted service holds its secret. */
  readonly cameBack: boolean;
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string; readonly summary: string; readonly expectedError?: string }[];
  /** Of the restart: what the service, systemd and systemctl wrote. */
  readonly log: string;
}

/** The outcomes of a host. Throws where a service did not hold its secret in the first place: its case would prove nothing. */
export function outcomesOf(host: DrillHost, run: HostRun, digest: string): readonly Outcome[] {
  const started = host.cases.filter(({ name }) => run.first[name]?.digest !== digest);
  if (started.length > 0) {
    const logs = started.map(({ name }) => `${name}: ${run.first[name]?.log ?? 'not started'}`);
    throw new Error(`${host.name}: without a secret before anything was broken:\n${logs.join('\n')}`);
  }
  if (run.report === '') throw new Error(`${host.name}: no report: ${run.said}`);
  const report = JSON.parse(run.report) as AuditReport;
  return host.cases.map((one) => outcomeOf(host, one, run, report, digest));
}

const worst = ['will-fail', 'unknown', 'at-risk', 'ready', 'not-applicable'];

function outcomeOf(host: DrillHost, one: DrillCase, run: HostRun, report: AuditReport, digest: string): Outcome {
  const workloads = report.hosts.flatMap(({ restart }) => restart.workloads.filter(({ service }) => service === one.name));
  // Of a unit that systemd has not read again there is one as it lies on disk, and one as it is held.
  if (workloads.length !== 1 && (one.onceMoreAfter === undefined || workloads.length > 2))
    throw new Error(`${one.name}: ${workloads.length} verdicts in the report`);
  const verdict = worst.find((candidate) => workloads.some((workload) => workload.verdict === candidate));
  if (verdict === undefined) throw new Error(`${one.name}: no verdict in the report`);
  const again = run.restarted[one.name];
  return {
    host: host.name,
    name: one.name,
    kind: one.kind,
    mechanism: one.mechanism,
    ...(one.undecidable === undefined ? {} : { undecidable: one.undecidable }),
    ...(one.withoutText === undefined ? {} : { withoutText: one.withoutText }),
    ...(one.isPlain === undefined ? {} : { isPlain: one.isPlain }),
    cameBack: again?.digest === digest,
    verdict,
    reasons: workloads
      .flatMap(({ reasons }) => reasons)
      .map(({ code, proof, expectedError }) => ({
        code,
        summary: proof.summary,
        ...(expectedError === undefined ? {} : { expectedError }),
      })),
    log: again?.log ?? '',
  };
}
