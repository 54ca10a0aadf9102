import { byText } from './by-text.ts';
import { type Column, grid } from './table/grid.ts';
import { makePage, type Page, type TableOptions, type Tone } from './table/page.ts';
import { prose } from './table/prose.ts';
import { date } from './table/when.ts';
import { someNames } from './table/words.ts';
import { verifyNotes } from './verify-notes.ts';
import { answerSentence, moment, readable } from './verify-prose.ts';
import type { VerifyClient, VerifyReport } from './verify-report.ts';

/**
 * The answer for people: one sentence first, then the path or the missing link and the times; with several clients, a line for each group of them that
 * says the same. Ends in one newline.
 */
export function verifyTable(report: VerifyReport, options: TableOptions): string {
  const page = makePage(options);
  const [only, ...others] = report.clients;
  const sections =
    only === undefined || report.chain.certificates.length === 0
      ? [prose(page, page.text(`cannot say: ${report.chain.remarks[0] ?? 'nothing was asked'}`))]
      : others.length === 0
        ? oneClient(page, report, only)
        : severalClients(page, report);
  return `${[...sections, verifyNotes(page, report)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const tones = { accept: 'good', reject: 'bad', 'no-handshake': 'bad', unknown: 'unsure' } as const satisfies Record<
  VerifyClient['acceptance'],
  Tone
>;

function oneClient(page: Page, report: VerifyReport, client: VerifyClient): readonly (readonly string[])[] {
  return [
    [...prose(page, answerSentence(page, report, client), { maxLines: 12 }), ...printed(page, client)],
    path(page, client),
    times(page, report, client),
  ];
}

function printed(page: Page, client: VerifyClient): readonly string[] {
  if (client.expectedError === undefined) return [];
  return prose(page, page.text(`it prints: ${client.expectedError}`), { indent: '  ', hang: '    ', maxLines: 6 });
}

function path(page: Page, client: VerifyClient): readonly string[] {
  if (client.path.length === 0) return [];
  const title = client.acceptance === 'accept' ? 'Path, as this client builds it' : 'As far as its search came';
  const columns: readonly Column[] = [
    { title: 'Role', width: 12 },
    { title: 'Subject', width: 'rest' },
    { title: 'SHA-256', width: 12 },
    { title: 'Valid from', width: 10 },
    { title: 'until', width: 10 },
  ];
  const rows = client.path.map((certificate) => [
    certificate.role,
    { text: page.text(certificate.subject), name: true as const },
    certificate.sha256.slice(0, 12),
    date(page, certificate.notBefore),
    date(page, certificate.notAfter),
  ]);
  const anchor = client.anchorFile === undefined ? [] : prose(page, page.text(`anchor from ${client.anchorFile}`), { indent: '  ' });
  return [title, ...grid(page, columns, rows), ...anchor];
}

function times(page: Page, report: VerifyReport, client: VerifyClient): readonly string[] {
  // where the answer never changes, the sentence above has said it all
  if (new Set(client.intervals.map((interval) => interval.acceptance)).size < 2) return [];
  const columns: readonly Column[] = [
    { title: 'From', width: 20 },
    { title: 'Answer', width: 12 },
    { title: 'Because', width: 'rest' },
  ];
  const rows = client.intervals
    .slice(0, maxIntervals)
    .map((interval) => [
      moment(page, interval.from),
      { text: interval.acceptance, tone: tones[interval.acceptance] },
      readable(page, report, interval.detail ?? 'a valid path'),
    ]);
  const more = client.intervals.length - maxIntervals;
  return ['Times', ...grid(page, columns, rows), ...(more > 0 ? [`  and ${more} more; the json report has them all`] : [])];
}

const maxIntervals = 12;

function severalClients(page: Page, report: VerifyReport): readonly (readonly string[])[] {
  const groups = [...Map.groupBy(report.clients, answerKey).values()];
  const order = ['accept', 'reject', 'no-handshake', 'unknown'];
  const sorted = groups.toSorted(
    ([a], [b]) => order.indexOf(a?.acceptance ?? '') - order.indexOf(b?.acceptance ?? '') || byText(a?.until ?? '9999', b?.until ?? '9999'),
  );
  const columns: readonly Column[] = [
    { title: 'Clients', width: 22 },
    { title: 'Answer', width: 12 },
    { title: 'Until', width: 20 },
    { title: 'Because', width: 'rest' },
  ];
  const rows = sorted.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      [
        { text: group.map((client) => page.text(client.client)), maxLines: 2 },
        { text: first.acceptance, tone: tones[first.acceptance] },
        first.until === undefined ? '' : moment(page, first.until),
        { text: because(first).map((text) => readable(page, report, text)), maxLines: 10 },
      ],
    ];
  });
  return [prose(page, page.text(splitSentence(page, report)), { maxLines: 12 }), grid(page, columns, rows)];
}

function because(client: VerifyClient): readonly string[] {
  const why = client.acceptance === 'accept' ? (client.ends ?? 'no end') : (client.detail ?? client.reason ?? '');
  return [why, ...(client.expectedError === undefined ? [] : [`prints: ${client.expectedError}`])];
}

// Clients of one group print one line: alike in everything but their own words
function answerKey(client: VerifyClient): string {
  return JSON.stringify([client.acceptance, client.until, client.ends, client.reason, client.detail, client.expectedError]);
}

function splitSentence(page: Page, report: VerifyReport): string {
  const { accept, reject, noHandshake, unknown } = report.split;
  const asked = `this chain for ${report.name} at ${moment(page, report.now)}`;
  const names = (wanted: VerifyClient['acceptance']): string =>
    someNames(
      page,
      report.clients.filter((client) => client.acceptance === wanted).map((client) => client.client),
      60,
    );
  const before = noHandshake === 0 ? '' : `, ${noHandshake} fail before trust (${names('no-handshake')})`;
  const only = report.clients.filter((client) => client.acceptance === 'accept' && isByImport(client)).length;
  const imported = only === 0 ? '' : `, ${only === accept ? 'all' : only} of them only if the certificates are imported`;
  switch (report.consensus) {
    case 'all-accept': {
      const ends = report.clients.flatMap((client) => client.until ?? []).toSorted(byText);
      return `all ${accept} clients accept ${asked}${imported}${ends[0] === undefined ? '' : `; the first stops at ${moment(page, ends[0])}`}`;
    }
    case 'all-reject':
      return `all ${reject + noHandshake} clients reject ${asked}${before}`;
    case 'depends': {
      const rest = unknown === 0 ? '' : `, ${unknown} not known (${names('unknown')})`;
      return `it depends on the client whether ${asked} is accepted: ${accept} accept (${names('accept')})${imported}, ${reject} reject (${names('reject')})${before}${rest}`;
    }
    case 'unknown':
      return `cannot say for all clients: ${accept} accept${imported}, ${reject} reject ${asked}${before}, ${unknown} not known (${names('unknown')})`;
  }
}

// Its anchor lies in a store that the client cannot read as it is
function isByImport({ stores, anchorFile }: VerifyClient): boolean {
  return stores.some(
    ({ path: store, readAs }) => readAs === 'imported' && (anchorFile === store || anchorFile?.startsWith(`${store}/`) === true),
  );
}
