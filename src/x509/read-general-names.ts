import { isAscii } from 'node:buffer';
import type { GeneralName } from './certificate.ts';
import type { ExtensionDefect, GeneralNameForm } from './certificate-defect.ts';
import { DerCursor, identifiers } from './der-cursor.ts';
import { oidText } from './object-identifier.ts';
import { isName, ParsedName } from './read-name.ts';
import { isUriForGo } from './uri-syntax.ts';

// RFC 5280 §4.2.1.6, by tag; whether the form is constructed: the explicit directory name and the implicit sequences are
const forms: readonly (readonly [GeneralNameForm, boolean])[] = [
  ['other-name', true],
  ['email', false],
  ['dns', false],
  ['x400', true],
  ['directory', true],
  ['edi', true],
  ['uri', false],
  ['ip', false],
  ['registered-id', false],
];

/** Names that were read, with the defects of each; a name whose encoding does not fit its form is `other`. */
export interface GeneralNamesReading {
  readonly names: readonly GeneralName[];
  readonly defects: readonly ExtensionDefect[];
}

/** Reads GeneralNames between the offsets, of the extension `oid`; undefined where they are no sequence of nodes with context tags. Never throws. */
export function readGeneralNames(bytes: Uint8Array, from: number, to: number, oid: string): GeneralNamesReading | undefined {
  const cursor = new DerCursor(bytes);
  const names: GeneralName[] = [];
  const defects: ExtensionDefect[] = [];
  for (let at = from; at < to; at = cursor.end) {
    if (!cursor.read(at, to)) return undefined;
    // Go takes any identifier octet, OpenSSL and Java none but these: a name of no form, not a defect of the list
    const tag = cursor.identifier & 0x1f;
    const [form, constructed] = (cursor.identifier >= 0x80 && cursor.identifier < 0xc0 ? forms[tag] : undefined) ?? [
      'unknown' as const,
      undefined,
    ];
    const { content, end } = cursor;
    const fits = constructed === ((cursor.identifier & 0x20) !== 0) && isInside(bytes, form, content, end);
    if (!fits) defects.push({ kind: 'malformed-general-name', oid, form });
    names.push(fits ? nameOf(bytes, form, tag, content, end) : { kind: 'other', tag });
    if (fits) defects.push(...valueDefects(bytes, form, oid, content, end));
  }
  return { names, defects };
}

function nameOf(bytes: Uint8Array, form: GeneralNameForm, tag: number, from: number, to: number): GeneralName {
  const octets = bytes.subarray(from, to);
  switch (form) {
    case 'email':
    case 'dns':
    case 'uri':
      return { kind: form, value: Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1') };
    case 'ip':
      return { kind: 'ip', bytes: octets };
    case 'directory':
      return { kind: 'directory', name: new ParsedName(octets) };
    case 'other-name': {
      const cursor = new DerCursor(bytes);
      return cursor.readAs(identifiers.oid, from, to)
        ? { kind: 'other', tag, type: oidText(bytes, cursor.content, cursor.end) }
        : { kind: 'other', tag };
    }
    case 'registered-id':
      return { kind: 'other', tag, type: oidText(bytes, from, to) };
    default:
      return { kind: 'other', tag };
  }
}

// What the decoders look at inside: a directory name is a Name, an otherName begins with its type
function isInside(bytes: Uint8Array, form: GeneralNameForm, from: number, to: number): boolean {
  if (form === 'directory') return isName(bytes, from, to);
  if (form === 'other-name') {
    const cursor = new DerCursor(bytes);
    return cursor.readAs(identifiers.oid, from, to) && cursor.readAs(0xa0, cursor.end, to) && cursor.end === to;
  }
  return form !== 'unknown';
}

function valueDefects(bytes: Uint8Array, form: GeneralNameForm, oid: string, from: number, to: number): readonly ExtensionDefect[] {
  if (form === 'ip') return to - from === 4 || to - from === 16 ? [] : [{ kind: 'ip-address-length', oid, length: to - from }];
  if (form !== 'dns' && form !== 'email' && form !== 'uri') return [];
  const octets = bytes.subarray(from, to);
  if (!isAscii(octets)) return [{ kind: 'general-name-not-ascii', oid, form }];
  return form === 'uri' && !isUriForGo(Buffer.from(octets).toString('latin1')) ? [{ kind: 'uri-syntax', oid }] : [];
}
