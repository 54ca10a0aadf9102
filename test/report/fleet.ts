import { createHash } from 'node:crypto';
import type { AuditReport, HostReport } from '../../src/report/audit-report.ts';
import { coverageLedger } from '../../src/report/coverage-ledger.ts';
import type { Reason, Verdict, WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import type { ServiceRisk } from '../../src/risk/service-risk.ts';
import type { Finding } from '../../src/rules/finding.ts';

/** The moment at which every report of these tests was made. */
export const now = '2026-11-22T14:00:00Z';

/** A SHA-256 in hex that stands for this name. */
export function digest(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** A workload that is ready, with what is said otherwise. */
export function workload(service: string, overrides: Partial<WorkloadVerdict> = {}): WorkloadVerdict {
  return {
    service,
    store: 'vault-main',
    consumer: 'declared',
    client: 'go',
    trustStore: ['/etc/ssl/certs/ca-certificates.crt'],
    verdict: 'ready',
    latent: false,
    rotationPhase: 'both',
    reasons: [],
    ...overrides,
  };
}

/** A workload that is unknown because nothing was recorded of its host. */
export function unseen(service: string): WorkloadVerdict {
  return workload(service, {
    verdict: 'unknown',
    consumer: 'unknown',
    trustStore: [],
    rotationPhase: 'unknown',
    reasons: [{ code: 'UNKNOWN_EVIDENCE', severity: 'medium', proof: { summary: 'no recorded evidence' } }],
  });
}

const order: readonly Verdict[] = ['not-applicable', 'ready', 'at-risk', 'unknown', 'will-fail'];

/** A host on the standard stack; its verdict is the worst of its workloads. */
export function host(name: string, workloads: readonly WorkloadVerdict[], overrides: Partial<HostReport> = {}): HostReport {
  const verdict = workloads.map((one) => one.verdict).reduce((a, b) => (order.indexOf(a) >= order.indexOf(b) ? a : b), 'not-applicable');
  return {
    id: name,
    name,
    services: [...new Set(workloads.map((one) => one.service))],
    stack: 'standard',
    stackName: 'platform',
    deviations: [],
    missingFacts: [],
    restart: { verdict, latent: workloads.some((one) => one.latent), reasons: workloads.flatMap((one) => one.reasons), workloads },
    evidence: { collector: 'probe 1', observedAt: now, missing: [] },
    ...overrides,
  };
}

/** The same host `amount` times: `web-1` to `web-8`. */
export function hosts(
  prefix: string,
  amount: number,
  workloads: readonly WorkloadVerdict[],
  overrides: Partial<HostReport> = {},
): readonly HostReport[] {
  return Array.from({ length: amount }, (_, index) => host(`${prefix}-${index + 1}`, workloads, overrides));
}

/** A finding with a fingerprint of its own. */
export function finding(
  ruleId: string,
  severity: Finding['severity'],
  message: string,
  at: { host?: string; service?: string } = {},
): Finding {
  return {
    ruleId,
    severity,
    message,
    ...at,
    fingerprint: digest(`${ruleId} ${at.host ?? ''} ${at.service ?? ''} ${message}`),
    status: 'new',
  };
}

/** A report of these hosts: counts, coverage and services follow from them, the rest is as said. */
export function auditReport(
  hostReports: readonly HostReport[],
  overrides: Partial<AuditReport> & { readonly risks?: Readonly<Record<string, Partial<ServiceRisk>>> } = {},
): AuditReport {
  const { risks = {}, ...fields } = overrides;
  const workloads = hostReports.flatMap((one) => one.restart.workloads).filter((one) => one.verdict !== 'not-applicable');
  const judged = workloads.filter((one) => one.verdict !== 'unknown').length;
  const names = [...new Set(hostReports.flatMap((one) => one.services))];
  const services = fields.services ?? names.map((name) => serviceRisk(name, hostReports, risks[name]));
  return {
    schema: 'snowline/audit/v1',
    tool: { name: 'snowline', version: '0.1.0' },
    startedAt: '2026-11-22T13:55:00Z',
    now,
    horizonDays: 30,
    complete: true,
    remarks: [],
    summary: summarise(hostReports, services),
    coverage: {
      expected: workloads.length,
      judged,
      percent: workloads.length === 0 ? 100 : (judged / workloads.length) * 100,
      gaps: [],
      ledger: coverageLedger(hostReports),
    },
    stores: [],
    certificates: [],
    hosts: hostReports,
    rotation: [],
    findings: [],
    ...fields,
    services,
  };
}

function summarise(hostReports: readonly HostReport[], services: readonly ServiceRisk[]): AuditReport['summary'] {
  const having = (verdict: Verdict): number => hostReports.filter((one) => one.restart.verdict === verdict).length;
  const standing = (stack: HostReport['stack']): number => hostReports.filter((one) => one.stack === stack).length;
  return {
    hosts: hostReports.length,
    ready: having('ready'),
    atRisk: having('at-risk'),
    willFail: having('will-fail'),
    unknown: having('unknown'),
    notApplicable: having('not-applicable'),
    latent: hostReports.filter((one) => one.restart.latent).length,
    standard: standing('standard'),
    snowflake: standing('snowflake'),
    unclassified: standing('unclassified'),
    services: services.length,
    noSurvivor: services.filter((one) => one.survivors === 0).length,
  };
}

function serviceRisk(name: string, hostReports: readonly HostReport[], overrides: Partial<ServiceRisk> = {}): ServiceRisk {
  const own = hostReports.filter((one) => one.services.includes(name));
  const having = (verdict: Verdict): number => own.filter((one) => one.restart.verdict === verdict).length;
  const [willFail, unknown] = [having('will-fail'), having('unknown')];
  const survivors = own.length - willFail - unknown;
  const lossy = survivors === 0 ? 'outage' : 'degraded';
  return {
    name,
    hosts: own.length,
    ready: having('ready'),
    atRisk: having('at-risk'),
    willFail,
    unknown,
    notApplicable: having('not-applicable'),
    latent: own.filter((one) => one.restart.latent).length,
    survivors,
    blastRadius: [],
    unaffected: [],
    risk: willFail > 0 ? lossy : unknown > 0 ? 'unknown' : 'none',
    causes: [...new Set(own.flatMap((one) => one.restart.reasons.map((reason) => reason.code)))],
    ...overrides,
  };
}

/** The reason of the incident: the store's CA was replaced everywhere else. */
export const onlyOldCa: Reason = {
  code: 'ONLY_OLD_CA',
  severity: 'critical',
  proof: {
    summary:
      'no anchor named "CN=Corp Root G2,O=Corp" with key 5f1d02c4 in /etc/ssl/certs/ca-certificates.crt (1 anchor): it holds "CN=Corp Root G1,O=Corp", the CA of before 2026-06-21',
  },
  failsBecause: digest('Corp Root G2'),
  expectedError: 'x509: certificate signed by unknown authority',
  notThis: 'the database will then refuse the service\'s login ("invalid credentials"): this is not a database user, password or grant',
  remedy:
    'do not restart it; cp vault-main-current-ca.pem /usr/local/share/ca-certificates/vault-main-ca.crt && update-ca-certificates; then restart one host alone and look before the next',
};

/** A workload that works from memory only. */
export function lost(service: string, reason: Reason = onlyOldCa): WorkloadVerdict {
  return workload(service, {
    verdict: 'will-fail',
    latent: true,
    latentSince: '2026-06-21T09:00:00Z',
    rotationPhase: 'old-only',
    survivesSwitch: 'no',
    reasons: [reason],
  });
}
