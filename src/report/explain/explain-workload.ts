import { reasonCodes } from '../../reason-codes.ts';
import type { Proof, Reason, WorkloadVerdict } from '../../restart/restart-verdict.ts';
import { type Cell, grid } from '../table/grid.ts';
import type { Page, Tone } from '../table/page.ts';
import { prose } from '../table/prose.ts';
import { distance, instant } from '../table/when.ts';
import { proofPath } from './proof-path.ts';
import { type TimeLineReport, timeLine } from './time-line.ts';

/** One workload of a host: what would happen, why, what shows it, its story, what the log will say, and what to do. */
export function explainWorkload(page: Page, workload: WorkloadVerdict, report: TimeLineReport): readonly string[] {
  const [main, ...others] = workload.reasons.filter(({ severity }) => severity !== 'info');
  const remarks = workload.reasons.filter(({ severity }) => severity === 'info');
  const rows: (readonly [string, Cell])[] = [];
  if (main !== undefined) rows.push(['Why', { text: `${page.text(reasonCodes[main.code].meaning)} (${main.code})`, maxLines: 3 }]);
  const proof = main?.proof ?? provenPath(workload, report);
  if (proof !== undefined) rows.push(['Proof', { text: [...proofPath(page, proof)], maxLines: 4 }]);
  rows.push(['It reads', { text: reads(page, workload), maxLines: 3 }]);
  rows.push(['Time line', { text: story(page, workload, report), maxLines: 3 }]);
  if (main?.expectedError !== undefined) rows.push(['The log will say', { text: page.text(main.expectedError), maxLines: 3 }]);
  if (main?.notThis !== undefined) rows.push(['Not the cause', { text: page.text(main.notThis), maxLines: 4 }]);
  if (main?.remedy !== undefined) rows.push(['Do', { text: page.text(main.remedy), maxLines: 8 }]);
  for (const other of others) rows.push(['Also', { text: also(page, other), maxLines: 4 }]);
  if (remarks.length > 0) rows.push(['Noted', { text: remarks.map((one) => also(page, one)), maxLines: 3 }]);
  return [...title(page, workload), ...grid(page, [{ width: 16, fixed: true }, { width: 'rest' }], rows)];
}

// Of what passes the verdict names the certificates by their digests alone.
function provenPath({ path }: WorkloadVerdict, { certificates }: TimeLineReport): Proof | undefined {
  if (path === undefined) return undefined;
  const known = path.flatMap((sha256) => certificates.find((one) => one.sha256 === sha256) ?? []);
  const last = known.at(-1);
  return { summary: last === undefined ? 'the path is accepted' : `trusted: "${last.subject}"`, path: known };
}

const words: Readonly<Record<WorkloadVerdict['verdict'], { readonly word: string; readonly tone: Tone }>> = {
  'will-fail': { word: 'WILL FAIL', tone: 'bad' },
  'at-risk': { word: 'AT RISK', tone: 'warn' },
  unknown: { word: 'NOT JUDGED', tone: 'unsure' },
  ready: { word: 'READY', tone: 'good' },
  'not-applicable': { word: 'NOT APPLICABLE', tone: 'good' },
};

function title(page: Page, { verdict, service, store, client, root }: WorkloadVerdict): readonly string[] {
  const begins = words[verdict];
  const where = root === undefined ? '' : `, in ${page.text(root)}`;
  const to = store === undefined ? 'no credential store' : page.text(store);
  const as = client === undefined ? '' : ` as ${page.text(client)}`;
  return prose(page, `${begins.word}: ${page.text(service)}${where}, which fetches from ${to}${as}`, { begins, hang: '  ' });
}

function reads(page: Page, { trustStore, trustStoreBecause }: WorkloadVerdict): string[] {
  if (trustStore.length === 0) return ['no trust store is known'];
  return trustStore.map((path, index) => {
    const because = trustStoreBecause?.[index];
    return `${page.text(path)}${because === undefined ? '' : ` (${page.text(because)})`}`;
  });
}

function story(page: Page, workload: WorkloadVerdict, report: TimeLineReport): string[] {
  return timeLine(workload, report).map(({ at, text }) => {
    const far = at === report.now ? '' : ` (${distance(report.now, at)})`;
    return `${instant(page, at)}${far}  ${page.text(text)}`;
  });
}

function also(page: Page, { code, proof }: Reason): string {
  return `${page.text(proof.summary)} (${code})`;
}
