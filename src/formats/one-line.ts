/** The text without control and formatting characters, at most 200 characters long: aliases come from hosts. */
export function oneLine(text: string): string {
  // Long enough for any alias that people give; our choice
  return text.slice(0, 200).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '');
}
