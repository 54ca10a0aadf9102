/**
 * PEM blocks as the strict readers see them (OpenSSL PEM_read_bio, Go encoding/pem): BEGIN and END count only at the start of
 * a line. One pass over the text, so that a file of a million BEGIN lines costs what a file of its size costs.
 */
export interface PemBlock {
  readonly label: string;
  /** Offset of its BEGIN line. */
  readonly byteOffset: number;
  /** Text between the BEGIN and END lines; read it only for labels that are not secret. */
  readonly body: string;
  /**
   * What is wrong with its frame: `unclosed` is followed by another BEGIN, `truncated` by the end of the file; `wrong-end` ends
   * with another label; `stray-begin` is a BEGIN that no client takes for one: not at the start of a line, or more on its line.
   */
  readonly frame: 'whole' | 'unclosed' | 'truncated' | 'wrong-end' | 'stray-begin';
  /** What follows on the END line: the next BEGIN, or other text. */
  readonly afterEnd: 'newline' | 'begin' | 'text';
}

const begin = '-----BEGIN ';
const end = '-----END ';
const dashes = '-----';

interface OpenBlock {
  readonly label: string;
  readonly byteOffset: number;
  readonly bodyStart: number;
}

/** The blocks of a text of one-byte characters, in order; `from` is where the text starts behind a byte order mark. */
export function pemBlocks(text: string, from = 0): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: OpenBlock | undefined;
  const close = (frame: PemBlock['frame'], bodyEnd: number, afterEnd: PemBlock['afterEnd'] = 'newline'): void => {
    if (open === undefined) return;
    blocks.push({ label: open.label, byteOffset: open.byteOffset, body: text.slice(open.bodyStart, bodyEnd), frame, afterEnd });
    open = undefined;
  };
  for (let at = text.indexOf(dashes, from); at !== -1; ) {
    const isBegin = text.startsWith(begin, at);
    if (!isBegin && !text.startsWith(end, at)) {
      at = text.indexOf(dashes, at + 1);
      continue;
    }
    const lineEnd = endOfLine(text, at);
    const atLineStart = at === from || text[at - 1] === '\n';
    const line = trimLine(text.slice(at, lineEnd));
    let next = lineEnd;
    if (isBegin && atLineStart && line.endsWith(dashes) && line.length >= begin.length + dashes.length) {
      close('unclosed', at);
      open = { label: line.slice(begin.length, -dashes.length), byteOffset: at, bodyStart: lineEnd };
    } else if (isBegin && open === undefined) {
      blocks.push({ label: labelIn(line), byteOffset: at, body: '', frame: 'stray-begin', afterEnd: 'newline' });
    } else if (!isBegin && atLineStart && open !== undefined) {
      const wanted = `${end}${open.label}${dashes}`;
      const rest = line.slice(wanted.length);
      if (line.startsWith(wanted)) {
        close('whole', at, afterEndLine(rest));
        // A BEGIN glued to this END: go on right there
        if (rest.startsWith(begin)) {
          next = at + wanted.length;
          if (rest.endsWith(dashes)) {
            open = { label: rest.slice(begin.length, -dashes.length), byteOffset: next, bodyStart: lineEnd };
            next = lineEnd;
          }
        }
      } else if (lineEnd >= text.length && wanted.startsWith(line)) close('truncated', at);
      else close('wrong-end', at);
    }
    at = text.indexOf(dashes, next);
  }
  close('truncated', text.length);
  return blocks;
}

/** The bytes of base64 text with white space; undefined where strict readers refuse it (other characters, wrong length or padding). */
export function decodeBase64(body: string): Uint8Array | undefined {
  const text = body.replaceAll(/[ \t\r\n]+/g, '');
  if (text.length === 0 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return Buffer.from(text, 'base64');
}

/**
 * Whether OpenSSL stumbles over an empty line: it ends the headers of a block (RFC 1421 §4.4), so one right after BEGIN is
 * fine, and any other makes all before it headers. Seen with OpenSSL 3.0; Go and GnuTLS do not mind.
 */
export function hasBlankLine(body: string): boolean {
  return /(?:^|\n)[ \t\r]*\n/.test(body.replace(/^[ \t\r]*\n/, ''));
}

// OpenSSL strips everything up to the space from the end of a line (pem_lib.c, sanitize_line); trimEnd would strip more.
function trimLine(line: string): string {
  let length = line.length;
  while (length > 0 && line.charCodeAt(length - 1) <= 0x20) length -= 1;
  return line.slice(0, length);
}

function afterEndLine(rest: string): PemBlock['afterEnd'] {
  if (rest === '') return 'newline';
  return rest.startsWith(begin) ? 'begin' : 'text';
}

// The label of a BEGIN line that is none: shown to people only.
function labelIn(line: string): string {
  return line.slice(begin.length).split(dashes, 1)[0] ?? '';
}

/** Offset after the line's newline, or the end of the text. */
function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}
