import { compareSeverity, type Severity } from '../../reason-codes.ts';
import type { Finding } from '../../rules/finding.ts';
import type { AuditReport } from '../audit-report.ts';
import { byText } from '../by-text.ts';
import { grid } from './grid.ts';
import type { Page, Tone } from './page.ts';
import { prose } from './prose.ts';
import { type Group, Tally } from './tally.ts';
import { count, number } from './words.ts';

/** The findings that the exit code rests on, one row for each rule or reason code, worst first; resolved ones are only counted. */
export function findings(page: Page, report: AuditReport): readonly string[] {
  const open = report.findings.filter((finding) => finding.status !== 'resolved');
  const resolved = report.findings.length - open.length;
  if (report.findings.length === 0) return [];
  const groups = byRule(open);
  const shown = groups.slice(0, maxRows);
  const fresh = open.filter((finding) => finding.status === 'new').length;
  // without an earlier audit to compare with, all are new and saying so tells nothing
  const compared = fresh < open.length || resolved > 0;
  const title = compared
    ? `Findings: ${number(open.length)} open (${number(fresh)} new), ${number(resolved)} resolved`
    : `Findings: ${number(open.length)}`;
  const lines = grid(
    page,
    [
      { title: 'Severity', width: 8 },
      { title: 'Count', width: 7, align: 'right' },
      { title: 'Rule', width: 28 },
      { title: 'The first of them', width: 'rest' },
    ],
    shown.map(({ example, count: amount }) => [
      { text: example.severity, tone: tones[example.severity] },
      number(amount),
      { text: page.text(example.ruleId), name: true },
      { text: page.text(example.message), maxLines: 2 },
    ]),
  );
  const hidden = groups.slice(maxRows);
  const worst = hidden[0]?.example.severity;
  return [
    ...prose(page, title),
    ...lines,
    ...(worst === undefined ? [] : [`  and ${count(hidden.length, 'more rule')}, ${worst} at worst`]),
  ];
}

const maxRows = 16;

const tones: Readonly<Record<Severity, Tone>> = { critical: 'bad', high: 'bad', medium: 'warn', low: 'unsure', info: 'unsure' };

function byRule(open: readonly Finding[]): readonly Group<Finding>[] {
  const tally = new Tally<Finding>();
  const sorted = [...open].sort((a, b) => byText(a.fingerprint, b.fingerprint) || byText(a.message, b.message));
  for (const finding of sorted) tally.add(`${finding.severity}\n${finding.ruleId}`, finding, finding.host ?? finding.service ?? '');
  return tally
    .groups()
    .toSorted((a, b) => compareSeverity(a.example.severity, b.example.severity) || b.count - a.count || byText(a.key, b.key));
}
