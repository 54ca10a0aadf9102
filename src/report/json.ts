import { type AuditReport, auditReportSchema } from './audit-report.ts';
import { byText } from './by-text.ts';

/**
 * The report as `snowline/audit/v1`: keys in the schema's order, lists in stable order, two spaces of indentation, one newline
 * at the end, and the same bytes for the same audit. Throws where the report does not fit its schema, which is a bug.
 */
export function jsonReport(report: AuditReport): string {
  return [...jsonChunks(report)].join('');
}

/** The same text in pieces of one host or finding each: a report of 100,000 hosts need not stand in memory as one string. */
export function* jsonChunks(report: AuditReport): Generator<string> {
  const ordered: Readonly<Record<string, unknown>> = auditReportSchema.parse(inStableOrder(report));
  let before = '{\n';
  for (const [key, value] of Object.entries(ordered)) {
    if (value === undefined) continue;
    yield `${before}  ${JSON.stringify(key)}: `;
    if (Array.isArray(value) && value.length > 0) yield* listChunks(value);
    else yield indented(value, '  ');
    before = ',\n';
  }
  yield '\n}\n';
}

function* listChunks(values: readonly unknown[]): Generator<string> {
  let before = '[\n';
  for (const value of values) {
    yield `${before}    ${indented(value, '    ')}`;
    before = ',\n';
  }
  yield '\n  ]';
}

/** A value as JSON with two spaces of indentation, its later lines `indent` further in, and nothing in it that a terminal would obey. */
export function indented(value: unknown, indent = ''): string {
  return JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${indent}`).replace(hidden, toEscape);
}

/**
 * JSON.stringify leaves these as they are, and a terminal obeys them: DEL and the C1 controls (U+009B starts a command),
 * zero-width and bidi controls, line separators. As escapes they are the same JSON value.
 */
const hidden = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu;

function toEscape(character: string): string {
  // Characters beyond the basic plane are two escapes in JSON (RFC 8259 §7).
  return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
}

/** Whatever order the evidence came in. Reasons stay as they were judged, what decides first, and certificates of a chain as they were served: order is evidence there. */
function inStableOrder(report: AuditReport): AuditReport {
  return {
    ...report,
    coverage: {
      ...report.coverage,
      gaps: sortedBy(report.coverage.gaps, (gap) => [gap.scope, gap.reason]),
      ledger: sortedBy(report.coverage.ledger, ({ scope }) => [scope.account ?? '', scope.region ?? '', scope.service]),
    },
    stores: sortedBy(report.stores, (store) => [store.name, store.endpoint]),
    certificates: sortedBy(report.certificates, (certificate) => [certificate.sha256, certificate.role, certificate.subject]),
    hosts: sortedBy(report.hosts, (host) => [host.id]).map((host) => ({
      ...host,
      restart: {
        ...host.restart,
        workloads: sortedBy(host.restart.workloads, (one) => [one.service, one.store ?? '', one.client ?? '', one.root ?? '']),
      },
    })),
    services: sortedBy(report.services, (service) => [service.name]),
    rotation: sortedBy(report.rotation, (plan) => [plan.store]).map((plan) => ({
      ...plan,
      failAfterSwitch: sortedBy(plan.failAfterSwitch, (one) => [one.host, one.service, one.root ?? '']),
      unknown: sortedBy(plan.unknown, (one) => [one.host, one.service, one.root ?? '']),
    })),
    findings: sortedBy(report.findings, (finding) => [finding.ruleId, finding.host ?? '', finding.service ?? '', finding.fingerprint]),
  };
}

function sortedBy<Item>(items: readonly Item[], keys: (item: Item) => readonly string[]): readonly Item[] {
  return items
    .map((item) => ({ item, key: keys(item).join('\u0000') }))
    .sort((a, b) => byText(a.key, b.key))
    .map(({ item }) => item);
}
