import type { AuditReport, HostReport } from '../audit-report.ts';
import { flow, type Piece } from '../table/flow.ts';
import { makePage, type Page, type TableOptions } from '../table/page.ts';
import { prose } from '../table/prose.ts';
import { remarks } from '../table/remarks.ts';
import { instant } from '../table/when.ts';
import { count } from '../table/words.ts';
import { explainWorkload } from './explain-workload.ts';

/** Everything that one host's verdict rests on, its worst workload first. Ends in one newline. */
export function explainHost(host: HostReport, report: AuditReport, options: TableOptions): string {
  const page = makePage(options);
  const shown = host.restart.workloads.filter(({ verdict }) => verdict !== 'not-applicable');
  const order = ['will-fail', 'unknown', 'at-risk', 'ready'];
  const workloads = shown.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const idle = host.restart.workloads.length - shown.length;
  const sections = [
    remarks(page, report),
    head(page, host),
    ...workloads.map((workload) => explainWorkload(page, workload, report, host.evidence.observedAt !== undefined)),
    idle === 0
      ? []
      : prose(page, `${count(idle, 'service')} of this host ${idle === 1 ? 'uses' : 'use'} no credential store that is known`),
    missing(page, host),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head(page: Page, { name, id, account, region, stack, stackName, evidence }: HostReport): readonly string[] {
  const known = stack === 'standard' ? `standard stack ${stackName ?? ''}`.trim() : stack;
  const pieces: Piece[] = [
    ...(id === name ? [] : [id]),
    ...(account === undefined ? [] : [[account, region].filter((part) => part !== undefined).join('/')]),
    known,
    evidence.observedAt === undefined ? 'never seen' : `seen ${instant(page, evidence.observedAt)} by ${evidence.collector}`,
  ].map((text) => ({ text: page.text(text) }));
  return [...prose(page, page.text(name)), ...flow(page, pieces, '  ')];
}

const shownFacts = 8;

function missing(page: Page, { evidence }: HostReport): readonly string[] {
  if (evidence.missing.length === 0) return [];
  const more = evidence.missing.length - shownFacts;
  return [
    'Not seen on this host',
    ...evidence.missing
      .slice(0, shownFacts)
      .flatMap(({ fact, reason }) => prose(page, `${page.text(fact)}: ${page.text(reason)}`, { indent: '  ', hang: '    ', maxLines: 20 })),
    ...(more > 0 ? [`  and ${count(more, 'further fact')}`] : []),
  ];
}
