/**
 * What a name is to a subtree of its form: the very base (`match`), inside (`narrows`), above (`widens`: only merging asks), or elsewhere. `failure`: the client
 * cannot compare them, and rejects; `unclear`: what it does is not modelled.
 */
export type Relation = 'match' | 'narrows' | 'widens' | 'elsewhere' | 'failure' | 'unclear';

/** How a client reads and compares the names of one form. */
export interface FormMatcher<Value> {
  /** Why the client takes a subtree of this base for malformed; undefined where it reads it, `unclear` where that is not modelled. */
  readonly whyMalformed: (base: Value) => string | undefined;
  /** Whether the client can read a name of this form in a certificate. */
  readonly isReadable: (name: Value) => boolean | 'unclear';
  /** Never throws. */
  readonly relate: (base: Value, name: Value) => Relation;
}

/** ASCII letters in lower case, all else as it stands (OpenSSL's ia5ncasecmp, Go's EqualFold of ASCII). */
export function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** `match` or `elsewhere`, for clients that ask no more. */
export function inside(isInside: boolean): Relation {
  return isInside ? 'match' : 'elsewhere';
}

/** Whether the text is ASCII: what a client's IA5String check asks. */
export function isAsciiText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
