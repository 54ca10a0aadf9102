import path from 'node:path';
import { javaOptionsWithValue } from './options/java-options.ts';
import { nodeOptionsWithValue } from './options/node-options.ts';

/**
 * The script or jar that an interpreter is to run, by its absolute path: without it the program ends at once. Undefined for a name without one of the usual
 * endings, for code on the command line, and for `python -m` or a class of Java, which are searched for. Options of which this does not know that they take
 * the next word are none that name a script: node, python and java end for want of a file that they are told to load before it, too.
 */
export function scriptOf([program = '', ...words]: readonly string[]): string | undefined {
  const name = path.basename(program);
  if (name === 'java') {
    const at = firstArgument(words, javaOptionsWithValue);
    return words[at - 1] === '-jar' ? whole(words[at], /\.jar$/) : undefined;
  }
  if (/^(?:nodejs|node)$/.test(name)) return whole(words[firstArgument(words, nodeOptionsWithValue)], /\.(?:m?js|cjs|ts)$/);
  return /^python[0-9.]*$/.test(name) ? whole(words[firstArgument(words, ofPython)], /\.py$/) : undefined;
}

// python(1); behind -c and -m stands no script
const ofPython: ReadonlySet<string> = new Set(['-W', '-X', '--check-hash-based-pycs']);
const endingOptions: ReadonlySet<string> = new Set(['-c', '-m']);

function firstArgument(words: readonly string[], withValue: ReadonlySet<string>): number {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (withValue === ofPython && endingOptions.has(word)) return -1;
    if (withValue.has(word)) at += 1;
    else if (!word.startsWith('-')) return at;
  }
  return -1;
}

function whole(word: string | undefined, ending: RegExp): string | undefined {
  return word?.startsWith('/') === true && ending.test(word) ? word : undefined;
}
