import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import type { Proof, Reason, WorkloadVerdict } from '../../restart/restart-verdict.ts';
import { clientTitle } from '../client-title.ts';
import { logText } from '../log-text.ts';
import { remedyLines } from '../remedy-steps.ts';
import { type Cell, type Column, grid } from '../table/grid.ts';
import type { Page, Tone } from '../table/page.ts';
import { prose } from '../table/prose.ts';
import { distance, instant } from '../table/when.ts';
import { proofPath } from './proof-path.ts';
import { type TimeLineReport, timeLine } from './time-line.ts';

/**
 * One workload of a host: what would happen, why, what shows it, its story, what the log will say, and what to do. No sentence of it is cut: this is
 * where somebody looks for the proof. `seen`: whether there is evidence of the host.
 */
export function explainWorkload(page: Page, workload: WorkloadVerdict, report: TimeLineReport, seen: boolean): readonly string[] {
  const [main, ...others] = workload.reasons.filter(({ severity }) => severity !== 'info');
  const remarks = workload.reasons.filter(({ severity }) => severity === 'info');
  const before: Row[] = [];
  if (main !== undefined) before.push(['Why', whole(`${page.text(reasonCodes[main.code].meaning)} (${main.code})`)]);
  const proof = main?.proof ?? provenPath(workload, report);
  if (proof !== undefined) before.push(...proofRows(page, proof, main?.code));
  before.push(['It reads', whole(reads(page, workload))]);
  const after: Row[] = [];
  if (main?.expectedError !== undefined) after.push(['The log will say', whole(page.text(logText(main.expectedError)))]);
  if (main?.notThis !== undefined) after.push(['Not the cause', whole(page.text(main.notThis))]);
  const steps = remedyLines(remediesOf(workload, seen));
  if (steps.length > 0) after.push(['Do', { ...whole(steps.map((step) => page.text(step))), steps: true }]);
  for (const other of others) after.push(['Also', whole(also(page, other))]);
  if (remarks.length > 0) after.push(['Noted', whole(remarks.map((one) => also(page, one)))]);
  return [...title(page, workload), ...grid(page, labelled, before), ...story(page, workload, report), ...grid(page, labelled, after)];
}

type Row = readonly [string, Cell];

/** No sentence of ours has as many; a name of a megabyte would cost minutes to lay out. Our choice. */
const mostLines = 40;

function whole(text: string | readonly string[]): Cell {
  return { text, maxLines: mostLines };
}

// Every cause has to be mended before the restart. What is not judged is looked at again
function remediesOf({ verdict, reasons }: WorkloadVerdict, seen: boolean): readonly string[] {
  const told = reasons.filter(({ severity }) => severity !== 'info').flatMap(({ remedy }) => remedy ?? []);
  if (verdict !== 'unknown') return told;
  const open = reasons.filter(({ code, severity }) => code === 'UNKNOWN_EVIDENCE' && severity !== 'info');
  if (open.length > 0 && open.every(({ remedy }) => remedy !== undefined)) return ['do not restart it', ...told];
  const way = seen ? 'let what the proof names be seen, or declare it' : 'let snowline reach it (snowline explain HOST asks it again)';
  return [`do not restart it; ${way}, and look again before any restart`, ...told];
}

const labelled: readonly Column[] = [{ width: 16, fixed: true }, { width: 'rest' }];

// What fails for want of a certificate ends in a gap; all others in a certificate that is there
const missingLinks: ReadonlySet<ReasonCode> = new Set(['CURRENT_CA_MISSING', 'ONLY_OLD_CA', 'SAME_NAME_DIFFERENT_KEY', 'INCOMPLETE_CHAIN']);

function proofRows(page: Page, proof: Proof, code: ReasonCode | undefined): readonly Row[] {
  const { path, end } = proofPath(page, proof);
  if (path.length === 0) return [['Proof', whole(end)]];
  const label = code === undefined || proof.anchorFile !== undefined ? 'Anchor' : missingLinks.has(code) ? 'Missing link' : 'It ends in';
  const tone = label === 'Anchor' ? {} : { tone: 'bad' as const };
  return [
    ['Path', whole(path)],
    [label, { ...whole(end), ...tone }],
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
  const uses = store === undefined ? 'of which no credential store is known' : `which fetches from the store ${page.text(store)}`;
  const as = client === undefined ? '' : ` as ${page.text(clientTitle(client))}`;
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

/** Pages that are not wider would break the words of the story. Our choice. */
const narrow = 72;

// By date, how far that is (beneath it on a narrow page), and what happened: the moments stand under one another
function story(page: Page, workload: WorkloadVerdict, report: TimeLineReport): readonly string[] {
  const apart = page.width > narrow;
  const rows = timeLine(workload, report).map(({ at, text, restart }): readonly (Cell | string)[] => {
    const day = instant(page, at).replace(/ UTC$/, '');
    const far = at === report.now ? '' : distance(report.now, at);
    const when = apart ? [day, far] : [{ text: far === '' ? day : [day, far] }];
    return [...when, { ...whole(page.text(text)), ...(restart === undefined ? {} : { tone: tones[restart] }) }];
  });
  const columns: readonly Column[] = [{ width: 16, fixed: true }, ...(apart ? [{ width: 16 }] : []), { width: 'rest' }];
  return ['  Time line (UTC)', ...grid(page, columns, rows)];
}

function also(page: Page, { code, proof }: Reason): string {
  return `${page.text(proof.summary)} (${code})`;
}
