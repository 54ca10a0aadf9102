/** The command line for the login shell of a host, and the words that could not be part of it. */
export interface RemoteCommand {
  readonly line: string;
  /** Indexes of the words that no quoting carries through every shell. */
  readonly left: readonly number[];
}

/** The words as one line that sh, dash, bash, zsh, ksh, fish and csh all split into these very words; those that one of them cannot be given are left out. */
export function remoteCommand(words: readonly string[]): RemoteCommand {
  const left = words.flatMap((word, index) => (isCarried(word) ? [] : [index]));
  return { line: words.filter(isCarried).map(quoteWord).join(' '), left };
}

// csh ends a command at a line break even in quotes, and fish reads \xHH; NUL ends an argument.
function isCarried(word: string): boolean {
  return word !== '' && !/\p{Cc}/u.test(word);
}

// A word that starts with = is a program's path to zsh, one with ~ a home: both are quoted. fish takes \ and \' in single quotes for escapes,
// csh takes ! for its history even there: these three stand outside of the quotes with a backslash before them, which every shell takes away.
function quoteWord(word: string): string {
  if (/^[A-Za-z0-9_./:@+,-][A-Za-z0-9_./:@+,=-]*$/.test(word)) return word;
  return word
    .split(/([\\'!])/)
    .filter((part) => part !== '')
    .map((part) => (/^[\\'!]$/.test(part) ? `\\${part}` : `'${part}'`))
    .join('');
}
