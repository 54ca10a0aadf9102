import type { FieldDefect } from './certificate-defect.ts';
import { damaged } from './der.ts';
import { DerCursor, identifiers } from './der-cursor.ts';
import { checkExtensions } from './read-extensions.ts';
import { checkName } from './read-name.ts';
import { checkAlgorithm, checkPublicKey } from './read-public-key.ts';
import { readTime } from './read-time.ts';

/** Where the fields of one certificate stand in its bytes (RFC 5280 §4.1): offsets of whole nodes, unless they say otherwise. */
export interface CertificateLayout {
  /** After the certificate; bytes may follow. */
  readonly end: number;
  readonly version: number;
  readonly tbs: readonly [number, number];
  /** Content octets. */
  readonly serial: readonly [number, number];
  readonly innerAlgorithm: readonly [number, number];
  readonly issuer: readonly [number, number];
  readonly subject: readonly [number, number];
  readonly publicKey: readonly [number, number];
  /** The list of extensions, from its first to after its last; both 0 where there is none. */
  readonly extensions: readonly [number, number];
  readonly outerAlgorithm: readonly [number, number];
  /** The octets of the signature. */
  readonly signature: readonly [number, number];
  /** Epoch milliseconds; one that cannot be told is the last moment that a date can name, or the first, so that the certificate is never valid. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** What was seen on the way; the rest is found when it is asked for. */
  readonly defects: readonly FieldDefect[];
}

/** ECMA-262 §21.4.1.1: the last moment that a Date can name. */
const endOfTime = 8.64e15;

/** Finds the fields of a certificate; throws ParseError, with the byte offset, for what OpenSSL's d2i_X509, the most lenient of all readers, refuses too. */
export function layOut(der: Uint8Array): CertificateLayout {
  const defects: FieldDefect[] = [];
  const cursor = new DerCursor(der);
  cursor.take(identifiers.sequence, 0, der.length, 'certificate');
  const { end } = cursor;
  if (end !== der.length) defects.push('trailing-bytes');
  const tbsStart = cursor.content;
  cursor.take(identifiers.sequence, tbsStart, end, 'tbsCertificate');
  const tbsEnd = cursor.end;
  const version = readVersion(cursor, cursor.content, tbsEnd, defects);
  const serialStart = version.next;
  cursor.take(identifiers.integer, serialStart, tbsEnd, 'serial number');
  if (cursor.content === cursor.end) throw damaged('serial number is empty', serialStart);
  const serial = [cursor.content, cursor.end] as const;
  const innerAlgorithm = take(cursor, cursor.end, tbsEnd, 'tbsCertificate.signature');
  let extra = checkAlgorithm(cursor, 'tbsCertificate.signature');
  const issuer = take(cursor, innerAlgorithm[1], tbsEnd, 'issuer');
  extra = checkName(cursor) || extra;
  const validity = take(cursor, issuer[1], tbsEnd, 'validity');
  const [notBefore, notAfter] = readValidity(cursor, defects);
  const subject = take(cursor, validity[1], tbsEnd, 'subject');
  extra = checkName(cursor) || extra;
  const publicKey = take(cursor, subject[1], tbsEnd, 'public key');
  extra = checkPublicKey(cursor) || extra;
  const extensions = readOptional(cursor, publicKey[1], tbsEnd, version.number, defects);
  const outerAlgorithm = take(cursor, tbsEnd, end, 'signature algorithm');
  extra = checkAlgorithm(cursor, 'signature algorithm') || extra;
  cursor.take(identifiers.bitString, outerAlgorithm[1], end, 'signature');
  const signature = [cursor.content + 1, cursor.end] as const;
  const unused = der[cursor.content];
  if (cursor.content === cursor.end || unused === undefined || unused > 7) throw damaged('signature is no bit string', outerAlgorithm[1]);
  if (unused > 0) defects.push('signature-unused-bits');
  if (cursor.end !== end || extra) defects.push('extra-fields');
  if (cursor.relaxed) defects.push('length-not-minimal');
  return {
    end,
    version: version.number,
    tbs: [tbsStart, tbsEnd],
    serial,
    innerAlgorithm,
    issuer,
    subject,
    publicKey,
    extensions,
    outerAlgorithm,
    signature,
    notBefore,
    notAfter,
    defects,
  };
}

// A SEQUENCE, which the cursor stands on afterwards
function take(cursor: DerCursor, at: number, limit: number, what: string): readonly [number, number] {
  cursor.take(identifiers.sequence, at, limit, what);
  return [at, cursor.end];
}

function readVersion(
  cursor: DerCursor,
  at: number,
  limit: number,
  defects: FieldDefect[],
): { readonly number: number; readonly next: number } {
  if (!cursor.readAs(0xa0, at, limit)) return { number: 1, next: at };
  const next = cursor.end;
  cursor.take(identifiers.integer, cursor.content, next, 'version');
  const { content, end } = cursor;
  if (content === end) throw damaged('version is empty', at);
  if (end !== next) defects.push('extra-fields');
  const number = end - content === 1 ? (((cursor.bytes[content] ?? 0) << 24) >> 24) + 1 : Number.NaN;
  if (number === 1) defects.push('default-value-encoded');
  if (!(number >= 1 && number <= 3)) defects.push('unknown-version');
  return { number, next };
}

function readValidity(cursor: DerCursor, defects: FieldDefect[]): readonly [number, number] {
  const { end, bytes } = cursor;
  const times: (number | undefined)[] = [];
  let at = cursor.content;
  for (let index = 0; index < 2; index += 1) {
    if (!cursor.read(at, end)) throw damaged(`validity: ${cursor.failure}`, at);
    const { identifier } = cursor;
    if (identifier !== identifiers.utcTime && identifier !== identifiers.generalizedTime) throw damaged('validity is no time', at);
    const reading = readTime(bytes, identifier, cursor.content, cursor.end);
    times.push(reading.at);
    for (const defect of reading.defects) if (!defects.includes(defect)) defects.push(defect);
    at = cursor.end;
  }
  if (at !== end) defects.push('extra-fields');
  const [notBefore, notAfter] = times;
  return [notBefore ?? endOfTime, notAfter ?? -endOfTime];
}

// RFC 5280 §4.1: issuerUniqueID [1], subjectUniqueID [2], extensions [3], in this order
function readOptional(cursor: DerCursor, from: number, limit: number, version: number, defects: FieldDefect[]): readonly [number, number] {
  let at = from;
  let expected = 1;
  while (at < limit) {
    if (!cursor.read(at, limit)) throw damaged(`tbsCertificate: ${cursor.failure}`, at);
    const field = cursor.identifier === 0xa3 ? 3 : cursor.identifier & 0x1f;
    if (field < expected || field > 3 || (cursor.identifier & 0xc0) !== 0x80 || (field === 3 && cursor.identifier !== 0xa3)) {
      defects.push('extra-fields');
      return [0, 0];
    }
    if (field < 3 && !defects.includes('unique-identifiers')) defects.push('unique-identifiers');
    at = cursor.end;
    expected = field + 1;
    if (field < 3) continue;
    cursor.take(identifiers.sequence, cursor.content, at, 'extensions');
    const { content, end } = cursor;
    const extra = checkExtensions(cursor, content, end);
    if (extra || end !== at || at !== limit) defects.push('extra-fields');
    if (version !== 3) defects.push('extensions-without-version-3');
    return [content, end];
  }
  return [0, 0];
}
