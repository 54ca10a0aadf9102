/** Longest reason or name of a host that is kept: enough for a path in a sentence. Our choice. */
const longestText = 512;

/**
 * The bytes that a field of a record stands for, as UTF-8. Escapes are those that the probe writes (`\\`, `\t`, `\n`, `\r`, `\xHH`); what
 * looks like one and is none stays as it is written. The text given has one character for each byte (latin1).
 */
export function decodeField(latin1: string): string {
  const bytes = latin1.includes('\\') ? latin1.replaceAll(/\\(?:x([0-9a-f]{2})|([\\tnr]))/g, unescape) : latin1;
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

function unescape(_escape: string, hex: string | undefined, letter: string | undefined): string {
  return hex === undefined ? (letters[letter ?? ''] ?? '') : String.fromCharCode(Number.parseInt(hex, 16));
}

const letters: Readonly<Record<string, string>> = { '\\': '\\', t: '\t', n: '\n', r: '\r' };

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** Text of a host as it may stand in evidence: without control characters and of bounded length. */
export function plainText(text: string, longest = longestText): string {
  if (text.length <= longest && !/[\p{C}\u2028\u2029]/u.test(text)) return text;
  const kept = text.slice(0, longest).replaceAll(/[\p{C}\u2028\u2029]/gu, '\u{FFFD}');
  return text.length > longest ? `${kept}…` : kept;
}

/** A whole number from 0 on; undefined where the field is none or it is out of range. */
export function numberIn(field: string | undefined, largest = Number.MAX_SAFE_INTEGER): number | undefined {
  if (field === undefined || !/^\d{1,16}$/.test(field)) return undefined;
  const number = Number(field);
  return number <= largest ? number : undefined;
}

/** Seconds since 1970, with a fraction or not, as epoch milliseconds; undefined outside of the years 1 to 9999. */
export function instantIn(field: string | undefined): number | undefined {
  if (field === undefined || !/^-?\d{1,12}(?:\.\d{1,12})?$/.test(field)) return undefined;
  const seconds = Number(field);
  return seconds >= -62_135_596_800 && seconds < 253_402_300_800 ? seconds * 1000 : undefined;
}

/** A field that is not `-`, which stands for what is not known. */
export function knownIn(field: string | undefined): string | undefined {
  return field === undefined || field === '-' || field === '' ? undefined : field;
}
