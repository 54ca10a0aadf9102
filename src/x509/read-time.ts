import type { FieldDefect } from './certificate-defect.ts';
import { identifiers } from './der-cursor.ts';

/** A Time that was read: epoch milliseconds, or undefined where no client could tell it, with what is unusual about its form. */
export interface TimeReading {
  readonly at: number | undefined;
  readonly defects: readonly FieldDefect[];
}

const plain: readonly FieldDefect[] = [];
const unreadable: TimeReading = { at: undefined, defects: ['time-unreadable'] };

/** Reads a Time (RFC 5280 §4.1.2.5) of that identifier octet, in the form of the RFC and in the others that some client reads. Never throws. */
export function readTime(bytes: Uint8Array, identifier: number, from: number, to: number): TimeReading {
  const generalized = identifier === identifiers.generalizedTime;
  if (!generalized && identifier !== identifiers.utcTime) return unreadable;
  // the form of the RFC first, without a string: nearly every certificate has it
  const seconds = from + (generalized ? 12 : 10);
  if (to === seconds + 3 && bytes[to - 1] === 0x5a) {
    const at = instantOf(bytes, from, seconds, generalized, pair(bytes, seconds));
    if (at === undefined) return unreadable;
    return generalized && at < firstAfterUtcTime ? { at, defects: ['time-type'] } : { at, defects: plain };
  }
  return readOtherForm(bytes, from, to, generalized);
}

const firstAfterUtcTime = Date.UTC(2050, 0, 1);

// X.690 §11.7 and §11.8 against what Java reads (sun.security.util.DerValue, getTimeInternal)
function readOtherForm(bytes: Uint8Array, from: number, to: number, generalized: boolean): TimeReading {
  const head = from + (generalized ? 12 : 10);
  if (to < head || to - from > 40) return unreadable;
  const tail = Buffer.from(bytes.subarray(head, to)).toString('latin1');
  const match = /^(\d\d)?(?:[.,](\d+))?(?:Z|([+-])(\d\d)(\d\d))$/.exec(tail);
  if (match === null) return unreadable;
  const [, second, fraction, sign, hours = '0', minutes = '0'] = match;
  if (fraction !== undefined && (second === undefined || !generalized)) return unreadable;
  if (Number(hours) > 23 || Number(minutes) > 59) return unreadable;
  const base = instantOf(bytes, from, head, generalized, Number(second ?? 0));
  if (base === undefined) return unreadable;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const defects: FieldDefect[] = [];
  if (generalized && base < firstAfterUtcTime) defects.push('time-type');
  if (second === undefined) defects.push(generalized ? 'generalized-time-without-seconds' : 'time-without-seconds');
  if (sign !== undefined) defects.push(offsetMs === 0 ? 'time-with-zero-offset' : 'time-with-offset');
  if (fraction !== undefined) defects.push('time-with-fraction');
  return { at: base - offsetMs + Number((fraction ?? '').slice(0, 3).padEnd(3, '0')), defects };
}

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

// Digits from the year to the minutes, which end before `to`; undefined where they are none or name a date that does not exist
function instantOf(bytes: Uint8Array, from: number, to: number, generalized: boolean, second: number): number | undefined {
  const century = generalized ? pair(bytes, from) : undefined;
  const short = pair(bytes, to - 10);
  // RFC 5280 §4.1.2.5.1: two digits from 50 on mean 19YY
  const year = (century ?? (short >= 50 ? 19 : 20)) * 100 + short;
  const month = pair(bytes, to - 8);
  const day = pair(bytes, to - 6);
  const hour = pair(bytes, to - 4);
  const minute = pair(bytes, to - 2);
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  // written so that NaN, which is no digits, fails each of them
  const exists = day >= 1 && day <= (daysInMonth[month - 1] ?? 0) + leapDay && hour <= 23 && minute <= 59 && second <= 59 && year >= 0;
  if (!exists) return undefined;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC takes the years 0 to 99 for 19YY
  return year < 100 ? new Date(at).setUTCFullYear(year) : at;
}

function pair(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30;
  const ones = (bytes[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
