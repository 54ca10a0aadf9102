import { createRequire } from 'node:module';
import { quote } from '../config/shown-value.ts';

/** A pattern in RE2 syntax, which matches in time linear in the text: no look-around, no back-references. */
export interface RegularExpression {
  readonly test: (text: string) => boolean;
}

// A pattern stands in a rule; the bound keeps compiled programs small (RE2 itself caps repeats at 1,000).
const patternCharacters = 256;

/**
 * The compiled pattern, or what is wrong with it as a lower-case phrase. JavaScript's own RegExp backtracks: `(a+)+$`
 * against thirty letters would hang an audit.
 */
export function compilePattern(pattern: string): RegularExpression | { readonly problem: string } {
  if (pattern.length > patternCharacters) return { problem: `longer than ${patternCharacters} characters` };
  const { RE2JS, RE2JSException, RE2JSSyntaxException } = loadRe2();
  try {
    const compiled = RE2JS.compile(pattern);
    return { test: (text) => compiled.test(text) };
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      const part = error.input === null || error.input === pattern ? '' : ` in ${quote(error.input)}`;
      return { problem: `${error.error}${part}` };
    }
    if (error instanceof RE2JSException) return { problem: error.message };
    throw error;
  }
}

type Re2 = typeof import('@bufbuild/re2');
let loaded: Re2 | undefined;

/** Loads RE2 (about 11 ms) when the first rule asks for it; synchronous, so that rules parse without promises. */
function loadRe2(): Re2 {
  loaded ??= createRequire(import.meta.url)('@bufbuild/re2') as Re2;
  return loaded;
}
