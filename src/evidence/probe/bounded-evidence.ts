import { plainText } from './picture-fields.ts';

/** Characters of one host's evidence: a machine with 100 services has 100,000. Our choice, so that no host fills a report or the memory. */
const mostCharacters = 8_000_000;
/** Characters of one text in it; a list of folders (SSL_CERT_DIR) is the longest that means anything. */
const longestText = 65_536;
/** Characters of a reason. */
const longestReason = 1000;

/** Evidence fit to be kept, or why it is not. */
export type Bounded<Evidence> = { readonly kind: 'fit'; readonly evidence: Evidence } | { readonly kind: 'unfit'; readonly reason: string };

/**
 * Returns evidence of a host that may be hostile with its texts stripped of control characters; a text or a whole that is longer than
 * anything honest makes it unfit, because what is cut off might have mattered.
 */
export function boundEvidence<Evidence>(evidence: Evidence): Bounded<Evidence> {
  let characters = 0;
  let tooLong = false;
  const bound = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') {
      characters += value.length;
      if (value.length > longestText) tooLong = true;
      return plainText(value, name === 'reason' ? longestReason : longestText);
    }
    if (typeof value !== 'object' || value === null) return value;
    characters += 8;
    if (tooLong || characters > mostCharacters) return undefined;
    if (Array.isArray(value)) return value.map((one) => bound(one, name));
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => {
        characters += key.length;
        return [plainText(key, longestText), bound(one, key)];
      }),
    );
  };
  const bounded = bound(evidence, '');
  if (tooLong) return { kind: 'unfit', reason: `the host's answer holds a text of more than ${longestText} characters` };
  if (characters > mostCharacters) return { kind: 'unfit', reason: `the host's evidence has more than ${mostCharacters} characters` };
  // The same shape, with other texts.
  return { kind: 'fit', evidence: bounded as Evidence };
}
