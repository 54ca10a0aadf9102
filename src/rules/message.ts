import { describeUnknown } from './check-name.ts';
import type { ExpressionFault } from './expression-use.ts';
import type { Facts, FactValue } from './fact-value.ts';
import { type FactName, isFactName } from './fact-vocabulary.ts';

/** A sentence with facts in braces: `the image {host.imageId} is not a golden image`. */
export interface Message {
  readonly text: string;
  readonly facts: readonly FactName[];
}

const placeholder = /\{([^{}]*)\}/g;

/** The message, or the facts in braces that do not exist. */
export function parseMessage(text: string): Message | { readonly faults: readonly ExpressionFault[] } {
  const facts: FactName[] = [];
  const faults: ExpressionFault[] = [];
  for (const match of text.matchAll(placeholder)) {
    const name = match[1] ?? '';
    if (isFactName(name)) facts.push(name);
    else faults.push({ message: describeUnknown(name), start: match.index + 1 });
  }
  return faults.length > 0 ? { faults } : { text, facts };
}

/** The sentence with the values of the facts; they come from hosts and are as hostile as those: reporters escape them. */
export function writeMessage(message: Message, facts: Facts): string {
  return message.text.replaceAll(placeholder, (_, name: string) => (isFactName(name) ? show(facts.get(name)) : name));
}

const shownCharacters = 80;

function show(value: FactValue | undefined): string {
  if (value === undefined) return 'unknown';
  const text = plain(value);
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

function plain(value: FactValue): string {
  if (value instanceof Date) return `${value.toISOString().slice(0, 19)}Z`;
  if (value instanceof Map) return [...value].map(([key, tag]) => `${key}=${tag}`).join(', ');
  if (typeof value === 'object') return 'length' in value && value.length > 0 ? value.join(', ') : 'none';
  return value === '' ? 'none' : String(value);
}
