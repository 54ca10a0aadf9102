/** Columns that a plain text takes in a terminal: 2 for East Asian wide characters and emoji, 0 for the common combining marks, else 1. */
export function displayWidth(text: string): number {
  // Nearly all text is ASCII, and a report measures every cell several times.
  if (asciiOnly.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/**
 * Columns of one code point. It agrees with the measure that cli-table3 pads by (string-width 4) on all text that
 * `plainText` lets through, so that columns stay straight; a test compares the two over all of Unicode.
 */
export function characterWidth(character: string): number {
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

const asciiOnly = /^[\x20-\x7e]*$/;

/** The marks of European scripts. Those of others are counted as 1: a line may come out short, never too long. */
const combining = /^[\u0300-\u036f]/;

const wide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3040-\u3247\u3250-\u4dbf\u4e00-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u261d\u26f9\u270c\u270d\u{1b000}-\u{1b001}\u{1f200}-\u{1f251}\u{1f3cb}\u{1f3cc}\u{1f574}\u{1f575}\u{1f590}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u;
