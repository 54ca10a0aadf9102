import { content, type DerNode, damaged, tags } from './der.ts';

/** Epoch milliseconds of a Time (RFC 5280 §4.1.2.5): UTCTime up to 2049, GeneralizedTime after it; throws ParseError. */
export function readTime(node: DerNode | undefined, at: number): number {
  if (node === undefined) throw damaged('time is missing', at);
  const text = Buffer.from(content(node)).toString('latin1');
  // RFC 5280 §4.1.2.5.1 and .2: seconds are there, the zone is Z, no fractions
  const match = (
    node.tag === tags.utcTime ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/ : /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/
  ).exec(text);
  if (match === null || node.tagClass !== 'universal' || (node.tag !== tags.utcTime && node.tag !== tags.generalizedTime)) {
    throw damaged('time is not in a form of RFC 5280', node.start);
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  // RFC 5280 §4.1.2.5.1: two digits from 50 on mean 19YY
  const fullYear = node.tag === tags.utcTime ? year + (year >= 50 ? 1900 : 2000) : year;
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    throw damaged('time names a date that does not exist', node.start);
  }
  return date.getTime();
}
