import { reverseLabels } from './labels.ts';

/** A mail address in its two parts, the quotes and backslashes of the local part taken off. */
export interface Mailbox {
  readonly local: string;
  readonly domain: string;
}

/** Reads a mail address as Go does (parseRFC2821Mailbox in crypto/x509/verify.go, RFC 2821 §4.1.2); undefined where it is none. */
export function readMailbox(text: string): Mailbox | undefined {
  const read = text.startsWith('"') ? readQuoted(text) : readAtoms(text);
  if (read === undefined || text[read.end] !== '@') return undefined;
  const domain = text.slice(read.end + 1);
  return reverseLabels(domain) === undefined ? undefined : { local: read.local, domain };
}

interface LocalPart {
  readonly local: string;
  /** Index after it. */
  readonly end: number;
}

// qtext and quoted-pair
function readQuoted(text: string): LocalPart | undefined {
  let local = '';
  for (let at = 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') return { local, end: at + 1 };
    if (character === '\\') {
      at += 1;
      const escaped = text.charCodeAt(at);
      // NaN at the end
      if (!(escaped >= 1 && escaped <= 127 && escaped !== 10 && escaped !== 13)) return undefined;
      local += text[at] ?? '';
      continue;
    }
    const code = text.charCodeAt(at);
    // no zero, tab, line feed, carriage return or anything beyond ASCII; the space is taken, as RFC 3696 has it
    if (code === 0 || code > 127 || code === 9 || code === 10 || code === 13) return undefined;
    local += character;
  }
  return undefined;
}

// atext with dots, and escapes outside of quotes; dots not at the ends and not doubled
function readAtoms(text: string): LocalPart | undefined {
  let local = '';
  let at = 0;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      at += 1;
      if (at >= text.length) return undefined;
    } else if (!/[0-9a-zA-Z!#$%&'*+\-/=?^_`{|}~.]/.test(character)) break;
    local += text[at] ?? '';
  }
  if (local === '' || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined;
  return { local, end: at };
}
