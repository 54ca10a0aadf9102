import { ParseError } from '../../errors.ts';
import { decodeField } from './picture-fields.ts';

/** Records that are kept of one host: 40 times a machine with 500 services. Each costs about 300 bytes of memory. Our choice. */
const maximumRecords = 250_000;

/** Fields that are read of one record: words of a `#!` line and names of tools stand in fields. */
const maximumFields = 64;

/** One record of a report; its text is decoded when it is asked for. */
export interface PictureRecord {
  /** Decoded fields behind the kind. */
  readonly fields: readonly string[];
  /** Bytes of its lines behind the bar. */
  readonly textBytes: number;
  /** Its lines behind the bar, decoded. */
  readonly text: () => readonly string[];
}

/** Recorded answers of a host, found by kind and subject. Hostile: nothing in it is checked but its form. */
export interface Picture {
  /** The record of this kind and subject; `contested` where two of them say different things, so that neither can be believed. */
  find(kind: string, ...subject: readonly string[]): PictureRecord | 'contested' | undefined;
  /** All records of a kind, in their order; of several with one subject the first. */
  all(kind: string): readonly PictureRecord[];
}

// Which fields name what a record is about; all of them where nothing is said. `file` and `gone` are two answers to one question.
const subjects: Readonly<Record<string, readonly number[]>> = {
  clock: [],
  self: [],
  host: [],
  tools: [],
  hidden: [],
  file: [0],
  gone: [0],
  closed: [0],
  real: [0],
  text: [0],
  list: [0],
  run: [0, 2],
  go: [0],
  shebang: [0],
  plain: [0],
  process: [0],
  root: [0],
  chroot: [0],
  layer: [0],
  openssl: [0],
  digest: [0],
  key: [0],
  content: [0],
  refused: [0],
};
const sameQuestion: Readonly<Record<string, string>> = { gone: 'file' };

const [newline, bar] = [0x0a, 0x7c];

/** Reads the lines of a report (probe-report.ts). Records of unknown kinds count for nothing. Throws ParseError for more than can be kept. */
export function readPicture(report: Buffer): Picture {
  const found = new Map<string, Entry>();
  const byKind = new Map<string, PictureRecord[]>();
  let records = 0;
  for (let at = 0; at < report.byteLength; ) {
    const lineEnds = endOfLine(report, at);
    const textStarts = lineEnds;
    let end = lineEnds;
    while (report[end] === bar) end = endOfLine(report, end);
    if (report[at] !== bar) {
      records += 1;
      if (records > maximumRecords) {
        throw new ParseError(`the probe's output has more than ${maximumRecords} records`, { format: 'snowline-probe/1', byteOffset: at });
      }
      keep(at, lineEnds, textStarts, end);
    }
    at = end;
  }
  return {
    find: (kind, ...subject) => {
      const entry = found.get(keyOf(kind, subject));
      if (entry?.contested === true) return 'contested';
      return entry?.kind === kind ? entry.record : undefined;
    },
    all: (kind) => byKind.get(kind) ?? [],
  };

  function keep(start: number, lineEnds: number, textStarts: number, end: number): void {
    const [kind = '', ...fields] = report
      .toString('latin1', start, lineEnds)
      .replace(/\n$/, '')
      .split('\t', maximumFields)
      .map(decodeField);
    const record: PictureRecord = { fields, textBytes: end - textStarts, text: () => textOf(report, textStarts, end) };
    const subject = subjects[kind]?.map((index) => fields[index] ?? '') ?? fields;
    const key = keyOf(kind, subject);
    const earlier = found.get(key);
    if (earlier === undefined) {
      found.set(key, { kind, record, start, end, contested: false });
      const same = byKind.get(kind) ?? [];
      same.push(record);
      byKind.set(kind, same);
    } else if (report.compare(report, start, end, earlier.start, earlier.end) !== 0) {
      earlier.contested = true;
    }
  }
}

interface Entry {
  readonly kind: string;
  readonly record: PictureRecord;
  readonly start: number;
  readonly end: number;
  contested: boolean;
}

function keyOf(kind: string, subject: readonly string[]): string {
  return [sameQuestion[kind] ?? kind, ...subject].join('\0');
}

function textOf(report: Buffer, start: number, end: number): readonly string[] {
  const lines: string[] = [];
  for (let at = start; at < end; at = endOfLine(report, at)) {
    const to = endOfLine(report, at);
    lines.push(decodeField(report.toString('latin1', at + 1, report[to - 1] === newline ? to - 1 : to)));
  }
  return lines;
}

function endOfLine(report: Buffer, from: number): number {
  const end = report.indexOf(newline, from);
  return end === -1 ? report.byteLength : end + 1;
}
