/**
 * Text of hosts, tags, certificates and configuration made safe to print: one line, no control characters, nothing
 * invisible, nothing that reorders its neighbours. What is taken out is shown as an escape (`\x1b`, `\u202e`) rather than
 * dropped, because two names that differ must not look the same, and an attack on the terminal should be seen.
 */
export function plainText(text: string, options: { readonly ascii?: boolean } = {}): string {
  const safe = text
    .normalize('NFC')
    .replace(lineBreaksAndSpaces, ' ')
    .replace(variationSelectors, '')
    .replace(regionalIndicators, toLetter)
    .replace(stackedMarks, '$1')
    .replace(unprintable, toEscape)
    .replace(contestedEmoji, toEscape)
    .trim();
  return options.ascii === true ? safe.replace(beyondAscii, toEscape) : safe;
}

/** Every kind of space becomes one ordinary space: a newline in a tag would otherwise forge a line of the report. */
const lineBreaksAndSpaces = /[\s\u0085]+/g;

/** They only choose between a black-and-white and a coloured drawing of the character before them. */
const variationSelectors = /[\ufe00-\ufe0f]/g;

/** Flags are pairs of them, drawn one or two letters wide as the terminal likes: print the letters. */
const regionalIndicators = /[\u{1f1e6}-\u{1f1ff}]/gu;

/** More than three marks on one letter climb over the neighbouring lines. */
const stackedMarks = /(\p{M}{3})\p{M}+/gu;

/** Control, format (bidi, zero-width), unassigned, private-use and lone surrogate code points, and whatever else is invisible by default. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/** Skin tones, keycaps and emoji newer than Unicode 12: terminals and cli-table3 do not agree on their width. */
const contestedEmoji =
  /\p{Emoji_Modifier}|\u20e3|(?=\p{Emoji_Presentation})[\u{1f6d6}-\u{1f6df}\u{1f6fb}-\u{1f6ff}\u{1f7f0}-\u{1f7ff}\u{1f90c}\u{1f972}\u{1f977}-\u{1f979}\u{1f9a3}\u{1f9a4}\u{1f9ab}-\u{1f9ad}\u{1f9cb}\u{1f9cc}\u{1fa00}-\u{1faff}]/gu;

const beyondAscii = /[^\x20-\x7e]/gu;

function toEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

function toLetter(indicator: string): string {
  return String.fromCodePoint((indicator.codePointAt(0) ?? 0) - 0x1f1e6 + 0x41);
}
