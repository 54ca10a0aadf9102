/**
 * PEM as OpenSSL reads it from a file: a state machine over lines that are cut at 254 characters, in which trailing white space goes,
 * a colon begins headers, an empty line ends them, and one bad block ends the reading.
 *
 * OpenSSL 3.0 crypto/pem/pem_lib.c: get_name, get_header_and_data, sanitize_line (PEM_FLAG_EAY_COMPATIBLE); pem_info.c:
 * PEM_X509_INFO_read_bio; crypto/evp/encode.c: EVP_DecodeUpdate.
 */
import { decodeBase64 } from './pem-blocks.ts';

/** One block; without `der` where it is a private key, which is not decoded (and may have been redacted). */
export interface OpensslBlock {
  readonly label: string;
  readonly byteOffset: number;
  readonly der: Uint8Array | undefined;
}

/** The blocks up to the end of the text, or up to the one at which OpenSSL gives up. */
export interface OpensslReading {
  readonly blocks: readonly OpensslBlock[];
  readonly stop: OpensslStop | undefined;
}

/** Where and why OpenSSL gives up; `doubtful` where that depends on the processor that it was built for. */
export interface OpensslStop {
  readonly byteOffset: number;
  readonly message: string;
  readonly doubtful?: boolean;
}

const begin = '-----BEGIN ';
const end = '-----END ';
const dashes = '-----';
const byteOrderMark = '\u00ef\u00bb\u00bf';
/** LINESIZE of pem_lib.c, less the NUL that BIO_gets adds. */
const maximumPiece = 254;
// Whose headers are read, because they could say that the block is encrypted
const headersMatter = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE', 'X509 CRL']);

/** The blocks of a text of one-byte characters without NUL (fgets ends a line there, and what follows depends on the caller). */
export function readAsOpenssl(text: string): OpensslReading {
  const blocks: OpensslBlock[] = [];
  const names = new NameFinder(text);
  for (let from = 0; ; ) {
    const name = names.next(from);
    if (name === undefined) return { blocks, stop: undefined };
    const { label, byteOffset } = name;
    const body = readBody(text, name.next, label);
    if (name.isDoubtful || body === beyondAscii) return { blocks, stop: { byteOffset, message: beyondAscii, doubtful: true } };
    if (typeof body === 'string') return { blocks, stop: { byteOffset, message: body } };
    if (body.header !== '' && headersMatter.has(label)) return { blocks, stop: { byteOffset, message: 'block has headers' } };
    const der = label.endsWith('PRIVATE KEY') ? undefined : decode(body.lines);
    if (der === 'not base64') return { blocks, stop: { byteOffset, message: 'block is not base64' } };
    blocks.push({ label, byteOffset, der });
    from = body.next;
  }
}

/** EVP_DecodeUpdate ends at a dash without a word, if what stands before it is whole. */
function decode(lines: readonly string[]): Uint8Array | 'not base64' {
  const data = lines.join('\n');
  const dash = data.indexOf('-');
  const digits = dash === -1 ? data : data.slice(0, dash);
  return /^\s*$/.test(digits) ? new Uint8Array() : (decodeBase64(digits) ?? 'not base64');
}

// sanitize_line compares a char, which is signed on x86 and not on ARM: bytes beyond ASCII at the end of a line go, or stay
const beyondAscii = 'line ends in bytes beyond ASCII, which OpenSSL takes off on some processors alone';

function endsBeyondAscii(line: string): boolean {
  return line.charCodeAt(line.length - 1) >= 0x80;
}

interface Name {
  readonly label: string;
  readonly byteOffset: number;
  readonly next: number;
  readonly isDoubtful: boolean;
}

/** Finds BEGIN lines; goes through the text once. */
class NameFinder {
  readonly #text: string;
  #lineStart = 0;
  #newline: number;

  constructor(text: string) {
    this.#text = text;
    this.#newline = text.indexOf('\n');
  }

  next(from: number): Name | undefined {
    for (let start = from; ; ) {
      const at = this.#text.indexOf(begin, start);
      if (at === -1) return undefined;
      // The mark is passed over where a search begins, so before every block
      const isFirst = at === from || (at === from + byteOrderMark.length && this.#text.startsWith(byteOrderMark, from));
      const pieceEnd = isFirst ? endOfPiece(this.#text, from) : endOfPiece(this.#text, at);
      const isLine = isFirst || (at - Math.max(this.#startOfLine(at), from)) % maximumPiece === 0;
      const line = sanitized(this.#text.slice(at, pieceEnd));
      const isDoubtful = isLine && endsBeyondAscii(line);
      if (isDoubtful || (isLine && line.endsWith(dashes) && line.length >= begin.length + dashes.length)) {
        return { label: line.slice(begin.length, -dashes.length), byteOffset: at, next: pieceEnd, isDoubtful };
      }
      start = at + 1;
    }
  }

  #startOfLine(at: number): number {
    while (this.#newline !== -1 && this.#newline < at) {
      this.#lineStart = this.#newline + 1;
      this.#newline = this.#text.indexOf('\n', this.#lineStart);
    }
    return this.#lineStart;
  }
}

interface Body {
  readonly header: string;
  readonly lines: readonly string[];
  readonly next: number;
}

/** What stands between BEGIN and END, or why OpenSSL gives up there. */
function readBody(text: string, from: number, label: string): Body | string {
  let state: 'maybe-header' | 'header' | 'data' = 'maybe-header';
  let header: string[] = [];
  let lines: string[] = [];
  let isPart = false;
  let isShort = false;
  for (let at = from; at < text.length; ) {
    const next = endOfPiece(text, at);
    const raw = text.slice(at, next);
    const continues = isPart;
    isPart = raw.length === maximumPiece && !raw.endsWith('\n');
    if (state === 'maybe-header' && raw.includes(':')) state = 'header';
    const line = sanitized(raw);
    at = next;
    if (endsBeyondAscii(line)) return beyondAscii;
    if (line === '') {
      if (continues) continue;
      if (state === 'data') return 'empty line inside a block';
      state = 'data';
      [header, lines] = [lines, []];
    } else if (line.startsWith(end)) {
      if (line !== `${end}${label}${dashes}`) return 'END line does not fit its BEGIN line';
      return state === 'header' ? { header: lines.join('\n'), lines: [], next } : { header: header.join('\n'), lines, next };
    } else if (isShort) {
      return 'short line inside a block';
    } else {
      lines.push(line);
      // After an empty line, lines are as RFC 1421 has them: 64 characters, the last one fewer
      if (state === 'data' && line.length > 64) return 'long line after an empty one';
      isShort = state === 'data' && line.length < 64;
    }
  }
  return 'BEGIN without END';
}

function endOfPiece(text: string, from: number): number {
  const piece = text.slice(from, from + maximumPiece);
  const newline = piece.indexOf('\n');
  return from + (newline === -1 ? piece.length : newline + 1);
}

function sanitized(piece: string): string {
  let length = piece.length;
  while (length > 0 && piece.charCodeAt(length - 1) <= 0x20) length -= 1;
  return piece.slice(0, length);
}
