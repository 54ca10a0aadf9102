import { byText } from './by-text.ts';
import { type Column, grid } from './table/grid.ts';
import { makePage, type Page, type TableOptions, type Tone } from './table/page.ts';
import { prose } from './table/prose.ts';
import { date, distance, instant } from './table/when.ts';
import { someNames } from './table/words.ts';
import type { VerifyClient, VerifyReport } from './verify-report.ts';

/**
 * The answer for people: one sentence first, then the path or the missing link and the times; with several clients, a line for each group of them that
 * says the same. Ends in one newline.
 */
export function verifyTable(report: VerifyReport, options: TableOptions): string {
  const page = makePage(options);
  const [only, ...others] = report.clients;
  const sections =
    only === undefined
      ? [prose(page, page.text(`cannot say: ${report.chain.remarks[0] ?? 'nothing was asked'}`))]
      : others.length === 0
        ? oneClient(page, report, only)
        : severalClients(page, report);
  return `${[...sections, notes(page, report)]
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
    [...prose(page, page.text(verdictSentence(page, report, client)), { maxLines: 12 }), ...printed(page, client)],
    path(page, client),
    times(page, client),
  ];
}

function verdictSentence(page: Page, report: VerifyReport, client: VerifyClient): string {
  const asked = `this chain for ${report.name}`;
  switch (client.acceptance) {
    case 'accept': {
      if (client.until === undefined) return `${client.client} would accept ${asked}, without an end`;
      const end = `until ${moment(page, client.until)} (${distance(report.now, client.until)})`;
      return `${client.client} would accept ${asked} ${end}: ${client.ends ?? 'then it ends'}`;
    }
    case 'reject': {
      const later = client.intervals.find((interval) => interval.acceptance === 'accept');
      const from = later === undefined ? '' : `; it would accept it from ${moment(page, later.from)} on`;
      return `${client.client} would reject ${asked}: ${client.detail ?? client.reason ?? 'no reason is known'}${from}`;
    }
    case 'no-handshake':
      return `${client.client} would not come as far as trust with ${asked}: ${client.detail ?? 'the handshake fails'}`;
    case 'unknown':
      return `cannot say whether ${client.client} would accept ${asked}: ${client.detail ?? 'no reason is known'}`;
  }
}

/** A day where it begins with it, else the minute. */
function moment(page: Page, at: string): string {
  return at.endsWith('T00:00:00Z') ? date(page, at) : instant(page, at);
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

function times(page: Page, client: VerifyClient): readonly string[] {
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
      page.text(interval.detail ?? 'a valid path'),
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
        { text: because(first).map((text) => page.text(text)), maxLines: 8 },
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
  switch (report.consensus) {
    case 'all-accept': {
      const ends = report.clients.flatMap((client) => client.until ?? []).toSorted(byText);
      return `all ${accept} clients accept ${asked}${ends[0] === undefined ? '' : `; the first stops at ${moment(page, ends[0])}`}`;
    }
    case 'all-reject':
      return `all ${reject + noHandshake} clients reject ${asked}${before}`;
    case 'depends': {
      const rest = unknown === 0 ? '' : `, ${unknown} not known (${names('unknown')})`;
      return `it depends on the client whether ${asked} is accepted: ${accept} accept (${names('accept')}), ${reject} reject (${names('reject')})${before}${rest}`;
    }
    case 'unknown':
      return `cannot say for all clients: ${accept} accept, ${reject} reject ${asked}${before}, ${unknown} not known (${names('unknown')})`;
  }
}

function notes(page: Page, report: VerifyReport): readonly string[] {
  const [only, ...others] = report.clients;
  const chain = only === undefined ? report.chain.remarks.slice(1) : report.chain.remarks.map((remark) => `the chain: ${remark}`);
  const shared = only === undefined ? [] : others.length === 0 ? only.remarks : remarksByClient(page, report.clients);
  return [...chain, ...shared].flatMap((note) => prose(page, page.text(`note: ${note}`), { hang: '  ', maxLines: 6 }));
}

function remarksByClient(page: Page, clients: readonly VerifyClient[]): readonly string[] {
  const said = clients.flatMap((client) => client.remarks.map((remark) => ({ remark, client: client.client })));
  return [...Map.groupBy(said, (one) => one.remark)].map(
    ([remark, of]) =>
      `${remark} (${someNames(
        page,
        of.map((one) => one.client),
        60,
      )})`,
  );
}
