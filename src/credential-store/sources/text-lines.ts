/** The longest line that is kept: entries of Vault's audit log hold a whole answer, hashed. Our choice. */
const maximumBytes = 4_194_304;
const newline = 0x0a;

/** The lines of a text while its bytes come in, without their ends; longer ones than 4 MB are passed over. */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      if (size + at - from <= maximumBytes) yield Buffer.concat([...parts, chunk.subarray(from, at)]).toString('utf8');
      parts = [];
      size = 0;
      from = at + 1;
    }
    size += chunk.length - from;
    parts = size > maximumBytes ? [] : [...parts, chunk.subarray(from)];
  }
  if (parts.length > 0) yield Buffer.concat(parts).toString('utf8');
}
