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
  /** Whether BEGIN and END end in a newline, with a carriage return or not, and nothing else. */
  readonly hasPlainLines: boolean;
}

const begin = '-----BEGIN ';
const end = '-----END ';
const dashes = '-----';

interface OpenBlock {
  readonly label: string;
  readonly byteOffset: number;
  readonly bodyStart: number;
  readonly hasPlainLine: boolean;
}

/** The blocks of a text of one-byte characters, in order; `from` is where the text starts behind a byte order mark. */
export function pemBlocks(text: string, from = 0): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: OpenBlock | undefined;
  const close = (frame: PemBlock['frame'], bodyEnd: number, afterEnd: PemBlock['afterEnd'] = 'newline', hasPlainLine = false): void => {
    if (open === undefined) return;
    const { label, byteOffset, bodyStart } = open;
    const hasPlainLines = open.hasPlainLine && hasPlainLine;
    blocks.push({ label, byteOffset, body: text.slice(bodyStart, bodyEnd), frame, afterEnd, hasPlainLines });
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
    const hasPlainLine = isPlainEnd(text.slice(at + line.length, lineEnd));
    let next = lineEnd;
    if (isBegin && atLineStart && line.endsWith(dashes) && line.length >= begin.length + dashes.length) {
      close('unclosed', at);
      open = { label: line.slice(begin.length, -dashes.length), byteOffset: at, bodyStart: lineEnd, hasPlainLine };
    } else if (isBegin && open === undefined) {
      blocks.push({ label: labelIn(line), byteOffset: at, body: '', frame: 'stray-begin', afterEnd: 'newline', hasPlainLines: false });
    } else if (!isBegin && atLineStart && open !== undefined) {
      const wanted = `${end}${open.label}${dashes}`;
      const rest = line.slice(wanted.length);
      if (line.startsWith(wanted)) {
        close('whole', at, afterEndLine(rest), hasPlainLine);
        // A BEGIN glued to this END: go on right there
        if (rest.startsWith(begin)) {
          next = at + wanted.length;
          if (rest.endsWith(dashes)) {
            open = { label: rest.slice(begin.length, -dashes.length), byteOffset: next, bodyStart: lineEnd, hasPlainLine: false };
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

/**
 * The bytes of base64 text with white space, in memory of their own; undefined where strict readers refuse it (other characters,
 * wrong length or padding). Each pass is one that V8 runs without a stack: a body may be as long as the file.
 */
export function decodeBase64(body: string): Uint8Array | undefined {
  const padding = body.search(/[^A-Za-z0-9+/ \t\r\n]/);
  const dataEnd = padding === -1 ? body.length : padding;
  const signs = padding === -1 ? 0 : paddingSigns(body, padding);
  if (signs === undefined) return undefined;
  const digits = dataEnd - whiteSpaceIn(body, 0, dataEnd);
  if (digits === 0 || (digits + signs) % 4 !== 0) return undefined;
  // Node skips white space natively; a copy, because small buffers share memory with whatever else was read
  return new Uint8Array(Buffer.from(body, 'base64'));
}

/** One or two signs with nothing but white space among and behind them. */
function paddingSigns(body: string, from: number): number | undefined {
  let signs = 0;
  for (let at = from; at < body.length; at += 1) {
    if (body[at] === '=') signs += 1;
    else if (!' \t\r\n'.includes(body.charAt(at))) return undefined;
    if (signs > 2) return undefined;
  }
  return signs;
}

function whiteSpaceIn(text: string, from: number, to: number): number {
  let count = 0;
  for (const space of '\n\r\t ') {
    for (let at = text.indexOf(space, from); at !== -1 && at < to; at = text.indexOf(space, at + 1)) count += 1;
  }
  return count;
}

/**
 * Whether no reader has a rule of its own for the lines: none is empty or indented, none has a colon as headers do, and none is as
 * long as the buffer in which OpenSSL reads it (254 characters).
 */
export function hasPlainBody(body: string): boolean {
  if (body.includes(':')) return false;
  for (let start = 0; start < body.length; ) {
    const newline = body.indexOf('\n', start);
    const next = newline === -1 ? body.length : newline + 1;
    if (body.charCodeAt(start) <= 0x20 || next - start >= 254) return false;
    start = next;
  }
  return true;
}

// OpenSSL strips everything up to the space from the end of a line (pem_lib.c, sanitize_line); trimEnd would strip more.
function trimLine(line: string): string {
  let length = line.length;
  while (length > 0 && line.charCodeAt(length - 1) <= 0x20) length -= 1;
  return line.slice(0, length);
}

function isPlainEnd(rest: string): boolean {
  return rest === '\n' || rest === '\r\n' || rest === '';
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
