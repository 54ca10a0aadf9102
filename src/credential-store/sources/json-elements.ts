import { ParseError } from '../../errors.ts';

/** The longest element that is kept: CloudTrail's events have 256 kB at most. */
const maximumBytes = 1_048_576;

const quote = 0x22;
const backslash = 0x5c;
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);

/**
 * The objects that stand in the lists of a JSON object (`{"Records":[{…},{…}]}`), as text, while the bytes come in: the file need not fit into memory. Elements over
 * a megabyte are passed over. It does not check the JSON: whoever parses an element does that. Throws ParseError at the end of one that was cut off.
 */
export async function* jsonElements(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let depth = 0;
  let inText = false;
  let escaped = false;
  let parts: Uint8Array[] = [];
  let size = 0;
  let offset = 0;
  for await (const chunk of chunks) {
    let from = depth > 2 ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (inText) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inText = false;
      } else if (byte === quote) inText = true;
      else if (opening.has(byte)) {
        depth += 1;
        if (depth === 3) from = at;
      } else if (closing.has(byte)) {
        depth -= 1;
        if (depth !== 2) continue;
        const last = chunk.subarray(Math.max(0, from), at + 1);
        if (size + last.length <= maximumBytes) yield Buffer.concat([...parts, last]).toString('utf8');
        parts = [];
        size = 0;
        from = -1;
      }
    }
    offset += chunk.length;
    if (from < 0) continue;
    const rest = chunk.subarray(from);
    size += rest.length;
    // once it is too long nothing of it is kept any more
    parts = size > maximumBytes ? [] : [...parts, rest];
  }
  if (depth > 0 || inText)
    throw new ParseError('it ends in the middle of its JSON: it may have been cut off', { format: 'json', byteOffset: offset });
}
