import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import type { Proof, Reason, WorkloadVerdict } from '../../restart/restart-verdict.ts';
import { type Cell, type Column, grid } from '../table/grid.ts';
import type { Page, Tone } from '../table/page.ts';
import { prose } from '../table/prose.ts';
import { distance, instant } from '../table/when.ts';
import { proofPath } from './proof-path.ts';
import { type TimeLineReport, timeLine } from './time-line.ts';

/** One workload of a host: what would happen, why, what shows it, its story, what the log will say, and what to do. */
export function explainWorkload(page: Page, workload: WorkloadVerdict, report: TimeLineReport): readonly string[] {
  const [main, ...others] = workload.reasons.filter(({ severity }) => severity !== 'info');
  const remarks = workload.reasons.filter(({ severity }) => severity === 'info');
  const before: Row[] = [];
  if (main !== undefined) before.push(['Why', { text: `${page.text(reasonCodes[main.code].meaning)} (${main.code})`, maxLines: 3 }]);
  const proof = main?.proof ?? provenPath(workload, report);
  if (proof !== undefined) before.push(...proofRows(page, proof, main?.code));
  before.push(['It reads', { text: reads(page, workload), maxLines: 3 }]);
  const after: Row[] = [];
  if (main?.expectedError !== undefined) after.push(['The log will say', { text: page.text(main.expectedError), maxLines: 3 }]);
  if (main?.notThis !== undefined) after.push(['Not the cause', { text: page.text(main.notThis), maxLines: 4 }]);
  if (main?.remedy !== undefined) after.push(['Do', { text: page.text(main.remedy), maxLines: 8 }]);
  for (const other of others) after.push(['Also', { text: also(page, other), maxLines: 4 }]);
  if (remarks.length > 0) after.push(['Noted', { text: remarks.map((one) => also(page, one)), maxLines: 3 }]);
  return [...title(page, workload), ...grid(page, labelled, before), ...story(page, workload, report), ...grid(page, labelled, after)];
}

type Row = readonly [string, Cell];

const labelled: readonly Column[] = [{ width: 16, fixed: true }, { width: 'rest' }];

// What fails for want of a certificate ends in a gap; all others in a certificate that is there
const missingLinks: ReadonlySet<ReasonCode> = new Set(['CURRENT_CA_MISSING', 'ONLY_OLD_CA', 'SAME_NAME_DIFFERENT_KEY', 'INCOMPLETE_CHAIN']);

function proofRows(page: Page, proof: Proof, code: ReasonCode | undefined): readonly Row[] {
  const { path, end } = proofPath(page, proof);
  if (path.length === 0) return [['Proof', { text: end, maxLines: 4 }]];
  const label = code === undefined || proof.anchorFile !== undefined ? 'Anchor' : missingLinks.has(code) ? 'Missing link' : 'It ends in';
  const tone = label === 'Anchor' ? {} : { tone: 'bad' as const };
  return [
    ['Path', { text: [...path], maxLines: 3 }],
    [label, { text: end, maxLines: 4, ...tone }],
  ];
}

// Of what passes the verdict names the certificates by their digests alone.
function provenPath({ path }: WorkloadVerdict, { certificates }: TimeLineReport): Proof | undefined {
  if (path === undefined) return undefined;
  const known = path.flatMap((sha256) => certificates.find((one) => one.sha256 === sha256) ?? []);
  const last = known.at(-1);
  return { summary: last === undefined ? 'the path is accepted' : `its last certificate is trusted`, path: known };
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
  const uses = store === undefined ? 'of which no credential store is known' : `which fetches from ${page.text(store)}`;
  const as = client === undefined ? '' : ` as ${page.text(client)}`;
  return prose(page, `${begins.word}: ${page.text(service)}${where}, ${uses}${store === undefined ? '' : as}`, { begins, hang: '  ' });
}

function reads(page: Page, { trustStore, trustStoreBecause }: WorkloadVerdict): string[] {
  if (trustStore.length === 0) return ['no trust store is known'];
  return trustStore.map((path, index) => {
    const because = trustStoreBecause?.[index];
    return `${page.text(path)}${because === undefined ? '' : ` (${page.text(because)})`}`;
  });
}

const tones = { breaks: 'bad', fixes: 'good', open: 'unsure' } as const;

// By date, how far that is, and what happened: the moments stand under one another
function story(page: Page, workload: WorkloadVerdict, report: TimeLineReport): readonly string[] {
  const columns: readonly Column[] = [{ width: 16, fixed: true }, { width: 16, fixed: true }, { width: 16 }, { width: 'rest' }];
  const rows = timeLine(workload, report).map(({ at, text, restart }, index): readonly (Cell | string)[] => [
    index === 0 ? 'Time line (UTC)' : '',
    instant(page, at).replace(/ UTC$/, ''),
    at === report.now ? '' : distance(report.now, at),
    { text: page.text(text), maxLines: 6, ...(restart === undefined ? {} : { tone: tones[restart] }) },
  ]);
  return grid(page, columns, rows);
}

function also(page: Page, { code, proof }: Reason): string {
  return `${page.text(proof.summary)} (${code})`;
}
