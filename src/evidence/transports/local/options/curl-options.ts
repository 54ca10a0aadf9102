import type { OptionReader, OptionSheet } from './option-sheet.ts';

// Of curl's short options (curl(1) 8.11) these take a value, which ends a group such as `-sko`.
const shortWithValue = /[AbcCdDeEFhHKmoPQrtTuUwxXyYz]/;
const unreadFile = 'curl reads further options from a file, which was not read';

/** Reads curl's options, in groups of letters too. Values of other long options are looked at as words: at worst too much is seen. */
export const readCurlOptions: OptionReader = (words, sheet) => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--cacert' || word === '--capath') sheet.keep(word, 'path', words[(at += 1)] ?? '');
    else if (word === '--insecure' || word === '--ca-native') sheet.mark(word);
    else if (word === '--no-insecure' || word === '--no-ca-native') sheet.drop(word.replace('--no-', '--'));
    else if (word === '--config') sheet.unread(word, unreadFile);
    else if (word === '--pinnedpubkey') {
      sheet.mark(word, 'set');
      at += 1;
    } else if (/^-[^-]/.test(word)) at += readGroup(word, sheet);
  }
};

/** Reads a group of short options; answers how many further words belong to it. */
function readGroup(word: string, sheet: OptionSheet): number {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    if (letter === 'k') sheet.mark('--insecure');
    if (letter === 'K') sheet.unread('--config', unreadFile);
    if (shortWithValue.test(letter)) return at === word.length - 1 ? 1 : 0;
  }
  return 0;
}
