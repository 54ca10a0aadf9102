import type * as z from 'zod';
import { quote } from './shown-value.ts';

/**
 * What a schema wanted, in the words of the file ("expected a list"): given to zod as error map, so that a message
 * which the schema brings itself still wins.
 */
export function describeExpectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return expectedOneOf(issue.values);
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive !== false);
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unit(issue.origin, Number(issue.maximum))}`;
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return issue.format === 'regex' ? `expected text that matches ${issue.pattern}` : `expected ${withArticle(issue.format)}`;
    case 'unrecognized_keys':
      return 'unknown key';
    // Unions are settled by their branches; the others bring their own message, or there is nothing better to say.
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      break;
  }
  return 'expected another value';
}

/** `expected "tls"` or `expected one of "tls", "file", "none"`. */
export function expectedOneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => (typeof value === 'string' ? quote(value) : String(value)));
  return shown.length === 1 ? `expected ${shown[0]}` : `expected one of ${shown.join(', ')}`;
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
  never: 'nothing',
};

function tooSmall(origin: string, minimum: number, inclusive: boolean): string {
  if (origin === 'string' && minimum === 1) return 'expected text that is not empty';
  if (origin !== 'number' && minimum === 1) return 'expected at least one item';
  return `expected ${inclusive ? 'at least' : 'more than'} ${minimum}${unit(origin, minimum)}`;
}

function unit(origin: string, count: number): string {
  if (origin === 'string') return count === 1 ? ' character' : ' characters';
  return origin === 'number' || origin === 'int' || origin === 'bigint' ? '' : count === 1 ? ' item' : ' items';
}

function withArticle(noun: string): string {
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}
