import path from 'node:path';
import { nodeStoreOf } from './options/node-options.ts';

/**
 * The script or jar that an interpreter is to run, by its absolute path: without it the program ends at once. Undefined where that is not plain: behind an
 * option that may take the word for its value, for a name without one of the usual endings, and for `python -m` or a class of Java, which are searched for.
 */
export function scriptOf([program = '', ...words]: readonly string[]): string | undefined {
  const name = path.basename(program);
  const at = words.findIndex((word) => !word.startsWith('-'));
  const word = words[at];
  if (word?.startsWith('/') !== true || !/\.(?:m?js|cjs|ts|py|jar)$/.test(word)) return undefined;
  const before = words.slice(0, at);
  // java [options] -jar file: what begins with a dash there has its value in the same word
  if (name === 'java') return before.at(-1) === '-jar' && word.endsWith('.jar') ? word : undefined;
  if (!/^(?:nodejs|node|python[0-9.]*)$/.test(name)) return undefined;
  return before.every((option) => option.includes('=') || option === '-u' || nodeStoreOf(option) !== undefined) ? word : undefined;
}
