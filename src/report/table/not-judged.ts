import { reasonCodes } from '../../reason-codes.ts';
import type { AuditReport, HostReport } from '../audit-report.ts';
import { byText } from '../by-text.ts';
import { withoutNames } from '../without-names.ts';
import { percent } from './completeness.ts';
import { grid } from './grid.ts';
import type { Page } from './page.ts';
import { prose } from './prose.ts';
import { type Group, Tally } from './tally.ts';
import { count, number, someNames } from './words.ts';
import { nameWithRoots, workloadsOf } from './workloads.ts';

/** What could not be judged, grouped by reason, with the coverage. Never left out: not looked at is not fine. */
export function notJudged(page: Page, report: AuditReport): readonly string[] {
  const { coverage } = report;
  const groups = byReason(report.hosts);
  const share =
    coverage.expected === 0
      ? 'no workload was expected to use a credential store'
      : `coverage ${percent(coverage.percent)}: ${number(coverage.judged)} of ${count(coverage.expected, 'workload')} judged`;
  if (groups.length === 0 && coverage.gaps.length === 0) return prose(page, sentenceCase(share));
  const shown = groups.slice(0, maxGroups);
  const hidden = groups.slice(maxGroups);
  const rows = shown.map(({ example, count: hosts, names }) => [
    { text: number(hosts) },
    {
      text: [
        page.text(hosts === 1 ? example.reason : example.shared),
        someNames(page, names, page.width, hosts),
        ...(example.remedy === undefined ? [] : [`do: ${page.text(example.remedy)}`]),
      ],
      // a reason of ssh says where it tried, and what to do
      maxLines: 5,
    },
  ]);
  const lines = grid(
    page,
    [
      { title: 'Hosts', width: 7, align: 'right' },
      { title: 'Reason, and which', width: 'rest' },
    ],
    rows,
  );
  const rest = hidden.reduce((sum, group) => sum + group.count, 0);
  const title = prose(page, `NOT JUDGED (${share})`, { begins: { word: 'NOT JUDGED', tone: 'unsure' } });
  const more = hidden.length === 0 ? [] : [`  and ${number(hidden.length)} more reasons on ${count(rest, 'host')}`];
  return [...title, ...lines, ...more, ...gaps(page, report)];
}

const maxGroups = 8;
/** Above this many different sentences for one code, they name hosts or files and the code's meaning says more. */
const maxSentences = 4;

interface Unjudged {
  readonly code: string;
  readonly reason: string;
  /** The reason without the names of host and container: equal for hosts that fail alike. */
  readonly shared: string;
  readonly remedy: string | undefined;
  readonly root: string | undefined;
}

function byReason(hosts: readonly HostReport[]): readonly Group<Unjudged>[] {
  const sentences = new Tally<Unjudged>();
  const codes = new Tally<Unjudged>();
  const perCode = new Map<string, Set<string>>();
  for (const host of hosts) {
    const all = unjudgedOf(host);
    const own = new Map(all.map((unjudged) => [unjudged.shared, unjudged]));
    for (const unjudged of own.values()) {
      const alike = all.filter(({ shared }) => shared === unjudged.shared);
      sentences.add(`${unjudged.code}\n${unjudged.shared}`, unjudged, nameWithRoots(host.name, alike));
      const seen = perCode.get(unjudged.code) ?? new Set();
      perCode.set(unjudged.code, seen.size > maxSentences ? seen : seen.add(unjudged.shared));
    }
    for (const code of new Set([...own.values()].map((unjudged) => unjudged.code))) codes.add(code, exampleOf(code, own), host.name);
  }
  const merged = codes.groups().filter((group) => (perCode.get(group.key)?.size ?? 0) > maxSentences);
  const mergedCodes = new Set(merged.map((group) => group.key));
  const kept = sentences.groups().filter((group) => !mergedCodes.has(group.example.code));
  return [...kept, ...merged].sort((a, b) => b.count - a.count || byText(a.key, b.key));
}

function exampleOf(code: string, own: ReadonlyMap<string, Unjudged>): Unjudged {
  const first = [...own.values()].find((unjudged) => unjudged.code === code);
  const meaning = isReasonCode(code) ? `${reasonCodes[code].meaning} (${code})` : 'different facts are missing';
  const reason = `${meaning}, for example: ${first?.reason ?? ''}`;
  return { code, reason, shared: reason, remedy: undefined, root: undefined };
}

function isReasonCode(code: string): code is keyof typeof reasonCodes {
  return Object.hasOwn(reasonCodes, code);
}

function unjudgedOf(host: HostReport): readonly Unjudged[] {
  const told = (code: string, reason: string, root: string | undefined, remedy?: string): Unjudged => {
    return { code, reason, shared: withoutNames(reason, [host.id, host.name, root]), remedy, root };
  };
  return workloadsOf(host)
    .filter((workload) => workload.verdict === 'unknown')
    .map((workload): Unjudged => {
      const reason = workload.reasons.find((candidate) => candidate.severity !== 'info') ?? workload.reasons[0];
      if (reason !== undefined) return told(reason.code, reason.proof.summary, workload.root, reason.remedy);
      const missing = host.evidence.missing[0];
      return told('', missing === undefined ? 'no reason was recorded' : `${missing.fact}: ${missing.reason}`, workload.root);
    });
}

function gaps(page: Page, report: AuditReport): readonly string[] {
  const { gaps } = report.coverage;
  if (gaps.length === 0) return [];
  const tally = new Tally<string>();
  for (const gap of [...gaps].sort((a, b) => byText(a.scope, b.scope))) {
    tally.add(gap.reason, gap.reason, gap.hosts === undefined ? gap.scope : `${gap.scope} (${count(gap.hosts, 'host')})`);
  }
  const groups = tally.groups();
  const lines = groups.slice(0, maxGroups).flatMap((group) => {
    const text = `could not be listed: ${someNames(page, group.names, page.width, group.count)}: ${page.text(group.example)}`;
    return prose(page, text, { indent: '  - ', hang: '    ', maxLines: 3 });
  });
  return groups.length > maxGroups ? [...lines, `  and ${number(groups.length - maxGroups)} more gaps`] : lines;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
