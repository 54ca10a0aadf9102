import path from 'node:path';
import { javaOptionsWithValue } from './options/java-options.ts';
import { nodeOptionsWithValue } from './options/node-options.ts';
import { splitOptionWords } from './split-words.ts';

/**
 * The script, jar or class file that an interpreter is to run, by its absolute path: without it the program ends at once. A relative one lies in the folder that
 * the program is started in. Undefined for code on the command line, and for what is searched for in several places: `python -m`, a class of a longer class path,
 * what node is told without an ending. Options of which this does not know that they take the next word are none that name a script: node, python and java end
 * for want of a file that they are told to load before it, too.
 */
export function scriptOf([program = '', ...words]: readonly string[], folder?: string): string | undefined {
  const name = path.basename(program);
  if (name === 'java') {
    const at = firstArgument(words, javaOptionsWithValue);
    return words[at - 1] === '-jar' ? placeOf(words[at], folder, /\.jar$/) : classFileOf(words.slice(Math.max(0, at - 2), at + 1));
  }
  if (/^(?:nodejs|node)$/.test(name)) return placeOf(words[firstArgument(words, nodeOptionsWithValue)], folder, /\.(?:m?js|cjs|ts)$/);
  return /^python[0-9.]*$/.test(name) ? placeOf(argumentOfPython(words), folder, /[^/]$/) : undefined;
}

// The probe does not tell the folder of what is relative to another (`?/main.py`).
function placeOf(word: string | undefined, folder: string | undefined, ending: RegExp): string | undefined {
  if (word === undefined || word.includes('?') || !ending.test(word)) return undefined;
  if (word.startsWith('/')) return word;
  return folder?.startsWith('/') === true && !/[%?]/.test(folder) ? path.posix.join(folder, word) : undefined;
}

/** The words of an interpreter before what it runs: all of them where none is seen. */
export function runtimeWords([program = '', ...words]: readonly string[]): readonly string[] {
  const name = path.basename(program);
  if (name.startsWith('python')) return words.slice(0, endOfPythonOptions(words));
  const at = firstArgument(words, name === 'java' ? javaOptionsWithValue : nodeOptionsWithValue);
  return words.slice(0, at >= 0 ? at : words.length);
}

/** Whether that script is the main class of java, or the archive that holds it: java tells otherwise of one that it cannot find. */
export function isOfClassPath(script: string, words: readonly string[]): boolean {
  return path.basename(words[0] ?? '') === 'java' && !words.some((word, at) => words[at - 1] === '-jar' && script.endsWith(word));
}

// java(1): the main class right behind a class path of one place. A file is an archive, whatever it is called; a folder is taken for one by its ending alone
function classFileOf([option = '', place = '', name = '']: readonly string[]): string | undefined {
  if (!/^(?:-cp|-classpath|--class-path)$/.test(option) || !/^\/[^:*]*[^:*/]$/.test(place)) return undefined;
  // Those of the JDK itself need no class path
  if (!/^(?:[a-z]\w*\.)*[A-Z]\w*$/.test(name) || /^(?:javax?|jdk|sun|com\.sun)\./.test(name)) return undefined;
  return path.extname(place) === '' ? `${place}/${name.replaceAll('.', '/')}.class` : place;
}

function argumentOfPython(words: readonly string[]): string | undefined {
  const at = endOfPythonOptions(words);
  const word = words[at];
  if (word === undefined || word.startsWith('-')) return undefined;
  // Of most options the probe tells only that they stand there: one may be -mNAME
  return word.endsWith('.py') || !words.slice(0, at).includes('-?') ? word : undefined;
}

// python(1): letters in groups; behind -c and -m stands no script, and - reads it from elsewhere. It may be a folder or an archive, too.
function endOfPythonOptions(words: readonly string[]): number {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') || /^-(?:$|[^cmWX-]*[cm])/.test(word)) return at;
    if (/^-[^cmWX-]*[WX]$|^--check-hash-based-pycs$/.test(word)) at += 1;
  }
  return words.length;
}

function firstArgument(words: readonly string[], withValue: ReadonlySet<string>): number {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (withValue.has(word)) at += 1;
    else if (!word.startsWith('-')) return at;
  }
  return -1;
}

function whole(word: string | undefined, ending: RegExp): string | undefined {
  return word?.startsWith('/') === true && ending.test(word) ? word : undefined;
}

/** Files that Java or Node.js is told to load before its script, by their absolute paths: it ends at once for want of one. */
export function preloadsOf([program = '', ...words]: readonly string[], environment: ReadonlyMap<string, string>): readonly string[] {
  const name = path.basename(program);
  const inVariables = (names: readonly string[], kind: 'java' | 'node'): readonly string[] =>
    names.flatMap((one) => splitOptionWords(environment.get(one) ?? '', kind));
  if (name === 'java') {
    const own = words.slice(0, Math.max(0, firstArgument(words, javaOptionsWithValue)));
    const agents = [...own, ...inVariables(['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS'], 'java')].flatMap(
      (word) => /^-(?:javaagent|agentpath):([^=]+)/.exec(word)?.[1] ?? [],
    );
    return agents.filter((file) => whole(file, /\.(?:jar|so)$/) !== undefined);
  }
  if (!/^(?:nodejs|node)$/.test(name)) return [];
  const at = firstArgument(words, nodeOptionsWithValue);
  const given = [words.slice(0, at < 0 ? words.length : at), inVariables(['NODE_OPTIONS'], 'node')];
  return given.flatMap(namedFirst).filter((file) => whole(file, /\.(?:m?js|cjs)$/) !== undefined);
}

const loading = /^(?:-r|--require|--import)$/;

function namedFirst(words: readonly string[]): readonly string[] {
  return words.flatMap((word, at) => {
    const equals = word.indexOf('=');
    if (equals > 0) return loading.test(word.slice(0, equals)) ? [word.slice(equals + 1)] : [];
    return loading.test(word) ? (words[at + 1] ?? []) : [];
  });
}
