import { decodeBase64 } from './pem-blocks.ts';

/** One block that Go decodes, where its BEGIN line starts. */
export interface GoBlock {
  readonly byteOffset: number;
  readonly der: Uint8Array;
}

const begin = '-----BEGIN ';
const end = '-----END ';
const dashes = '-----';

/**
 * The CERTIFICATE blocks that Go takes of a text of one-byte characters, in order: what it cannot decode it passes over, and looks
 * for the next BEGIN from the line after the last. Headers make a block one that is no certificate.
 *
 * Go 1.19 encoding/pem/pem.go, Decode and getLine; crypto/x509/cert_pool.go, AppendCertsFromPEM. Linear, where Go's own is not.
 */
export function goCertificates(text: string): readonly GoBlock[] {
  const blocks: GoBlock[] = [];
  let nextEnd = -1;
  for (let rest = 0; ; ) {
    const at = text.startsWith(begin, rest) ? rest : text.indexOf(`\n${begin}`, rest) + 1;
    if (!text.startsWith(begin, at) || at < rest) return blocks;
    const typeLine = lineAt(text, at + begin.length);
    rest = typeLine.next;
    if (!typeLine.text.endsWith(dashes)) continue;
    const headers = skipHeaders(text, rest);
    rest = headers.next;
    if (nextEnd < rest - 1) nextEnd = text.indexOf(`\n${end}`, rest - 1);
    // No END further on: no later BEGIN can have one either
    if (rest >= text.length || nextEnd === -1) return blocks;
    // An END right after BEGIN counts only without headers
    const bodyEnd = nextEnd === rest - 1 && headers.any ? text.indexOf(`\n${end}`, rest) : nextEnd;
    if (bodyEnd === -1) continue;
    const trailer = `${typeLine.text.slice(0, -dashes.length)}${dashes}`;
    const afterLabel = bodyEnd + 1 + end.length + trailer.length;
    if (!text.startsWith(trailer, bodyEnd + 1 + end.length) || lineAt(text, afterLabel).text !== '') continue;
    const der = decodeBase64(text.slice(rest, Math.max(rest, bodyEnd)));
    if (der === undefined) continue;
    rest = lineAt(text, afterLabel).next;
    if (typeLine.text === `CERTIFICATE${dashes}` && !headers.any) blocks.push({ byteOffset: at, der });
  }
}

/** Past all lines with a colon: that is what Go takes for a header. */
function skipHeaders(text: string, from: number): { readonly next: number; readonly any: boolean } {
  for (let at = from; ; ) {
    const line = lineAt(text, at);
    if (at >= text.length || !line.text.includes(':')) return { next: at, any: at > from };
    at = line.next;
  }
}

/** A line without its end: one carriage return, then spaces and tabs, and nothing else. */
function lineAt(text: string, from: number): { readonly text: string; readonly next: number } {
  const newline = text.indexOf('\n', from);
  let to = newline === -1 ? text.length : newline;
  if (newline > from && text[newline - 1] === '\r') to -= 1;
  while (to > from && (text[to - 1] === ' ' || text[to - 1] === '\t')) to -= 1;
  return { text: text.slice(from, to), next: newline === -1 ? text.length : newline + 1 };
}
