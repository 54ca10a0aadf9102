import type { Gap } from '../../inventory/host.ts';
import { withoutRoot } from '../../risk/without-root.ts';
import type { AuditReport, HostReport } from '../audit-report.ts';
import { byText } from '../by-text.ts';
import { whatOfGap } from '../gap-words.ts';
import { withoutNames } from '../without-names.ts';
import { percent } from './completeness.ts';
import { grid } from './grid.ts';
import type { Page } from './page.ts';
import { type Place, placeOf, somePlaces } from './places.ts';
import { prose } from './prose.ts';
import { type Group, Tally } from './tally.ts';
import { count, number, someNames } from './words.ts';
import { workloadsOf } from './workloads.ts';

/** What could not be judged, grouped by reason, with the coverage. Never left out: not looked at is not fine. */
export function notJudged(page: Page, report: AuditReport): readonly string[] {
  const { coverage } = report;
  const groups = byReason(report.hosts);
  const share =
    coverage.expected === 0
      ? 'no workload was expected to use a credential store'
      : `coverage ${percent(coverage.percent)}: ${number(coverage.judged)} of ${count(coverage.expected, 'workload')} judged`;
  if (groups.length === 0 && coverage.gaps.length === 0) return prose(page, sentenceCase(share));
  const [unasked, others] = [groups.filter(({ example }) => !example.asked), groups.filter(({ example }) => example.asked)];
  const shown = [...unasked.slice(0, maxGroups), ...others.slice(0, maxGroups)];
  const rows = shown.map(({ example, count: hosts, names }) => [
    { text: number(hosts) },
    {
      text: [
        page.text(hosts === 1 ? example.reason : example.shared),
        somePlaces(page, names, page.width, hosts),
        ...(example.remedy === undefined ? [] : [`do: ${page.text(example.remedy)}`]),
      ],
      // a reason says at its end what to do, or declare
      maxLines: 20,
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
  const title = prose(page, `NOT JUDGED (${share})`, { begins: { word: 'NOT JUDGED', tone: 'unsure' } });
  return [...title, ...lines, ...moreReasons(page, report, groups.length, new Set(shown.map(({ key }) => key))), ...gaps(page, report)];
}

/** Reasons of hosts that could not be asked, and as many of the others: a host that nobody can reach must not be lost among the containers of one that was. */
const maxGroups = 8;

// Their hosts and containers are named: where every one has a reason of its own, most stand here
function moreReasons(page: Page, { hosts }: AuditReport, all: number, shown: ReadonlySet<string>): readonly string[] {
  if (all === shown.size) return [];
  const places = hosts.flatMap((host) => {
    const hidden = unjudgedOf(host).filter(({ key }) => !shown.has(key));
    return hidden.length === 0 ? [] : [placeOf(host.name, hidden)];
  });
  const reasons = all - shown.size;
  const text = `and ${number(reasons)} more ${reasons === 1 ? 'reason' : 'reasons'} on ${count(places.length, 'host')}: ${somePlaces(page, places, page.width)}`;
  return prose(page, text, { indent: '  ', hang: '    ' });
}

interface Unjudged {
  /** Equal for hosts and containers that fail alike. */
  readonly key: string;
  /** Whether there is evidence of the host. */
  readonly asked: boolean;
  readonly reason: string;
  /** The reason without the names of the host. */
  readonly shared: string;
  readonly remedy: string | undefined;
  readonly root: string | undefined;
}

function byReason(hosts: readonly HostReport[]): readonly Group<Unjudged, Place>[] {
  const sentences = new Tally<Unjudged, Place>();
  for (const host of hosts) {
    for (const [key, alike] of Map.groupBy(unjudgedOf(host), (unjudged) => unjudged.key)) {
      const [first] = alike;
      if (first !== undefined) sentences.add(key, first, placeOf(host.name, alike));
    }
  }
  return sentences.groups();
}

function unjudgedOf(host: HostReport): readonly Unjudged[] {
  const asked = host.evidence.observedAt !== undefined;
  const told = (code: string, sentence: string, root: string | undefined, remedy?: string): Unjudged => {
    const reason = withoutRoot(sentence, root);
    const shared = withoutNames(reason, [host.id, host.name, root]);
    return { key: [asked ? 'asked' : '', code, shared].join('\n'), asked, reason, shared, remedy, root };
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
  const tally = new Tally<Gap>();
  for (const gap of [...gaps].sort((a, b) => byText(a.scope, b.scope))) {
    tally.add(`${whatOfGap(gap)}\n${gap.reason}`, gap, gap.hosts === undefined ? gap.scope : `${gap.scope} (${count(gap.hosts, 'host')})`);
  }
  const groups = tally.groups();
  const lines = groups.slice(0, maxGroups).flatMap((group) => {
    const text = `${whatOfGap(group.example)}: ${someNames(page, group.names, page.width, group.count)}: ${page.text(group.example.reason)}`;
    return prose(page, text, { indent: '  - ', hang: '    ', maxLines: 3 });
  });
  return groups.length > maxGroups ? [...lines, `  and ${number(groups.length - maxGroups)} more gaps`] : lines;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
