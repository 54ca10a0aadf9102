import { shortenMiddle } from './table/fit.ts';
import type { Page } from './table/page.ts';
import { date, distance, instant } from './table/when.ts';
import type { VerifyClient, VerifyReport } from './verify-report.ts';

/** The answer of one client in a sentence, safe to print. */
export function answerSentence(page: Page, report: VerifyReport, client: VerifyClient): string {
  const asked = `this chain for ${report.name}`;
  const say = (text: string): string => readable(page, report, text);
  switch (client.acceptance) {
    case 'accept': {
      if (client.until === undefined) return say(`${client.client} would accept ${asked}, without an end`);
      const end = `until ${moment(page, client.until)} (${distance(report.now, client.until)})`;
      return say(`${client.client} would accept ${asked} ${end}: ${client.ends ?? 'then it ends'}`);
    }
    case 'reject': {
      const later = client.intervals.find((interval) => interval.acceptance === 'accept');
      const from = later === undefined ? '' : `; it would accept it from ${moment(page, later.from)} on`;
      return say(`${client.client} would reject ${asked}: ${client.detail ?? client.reason ?? 'no reason is known'}${from}`);
    }
    case 'no-handshake':
      return say(`${client.client} would not come as far as trust with ${asked}: ${client.detail ?? 'the handshake fails'}`);
    case 'unknown':
      return say(`cannot say whether ${client.client} would accept ${asked}: ${client.detail ?? 'no reason is known'}`);
  }
}

/** A day where it begins with it, else the minute. */
export function moment(page: Page, at: string): string {
  return at.endsWith('T00:00:00Z') ? date(page, at) : instant(page, at);
}

/**
 * A sentence of the report, safe to print: times as elsewhere on the page, and names of certificates so short that what is said of them is not cut off.
 */
export function readable(page: Page, report: VerifyReport, text: string): string {
  const certificates = [...report.chain.certificates, ...report.clients.flatMap((client) => client.path)];
  const long = new Set(certificates.flatMap(({ subject, issuer }) => [subject, issuer]).filter((name) => name.length > longestName));
  const short = [...long].reduce((said, name) => said.replaceAll(name, () => shortenMiddle(name, longestName, page.glyphs.ellipsis)), text);
  return page.text(short.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (at) => moment(page, at)));
}

// One line and a half; our choice
const longestName = 120;
