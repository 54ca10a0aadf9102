import type { OptionReader, OptionSheet } from './option-sheet.ts';

const withValue = /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--title|--input-type|--env-file)$/;
const stores = /^--(no-)?(use-(?:openssl|system|bundled)-ca)$/;

/** Reads Node's own options up to the script. */
export const readNodeOptions: OptionReader = (words, sheet) => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--' || !word.startsWith('-')) return;
    readNodeStore(word, sheet);
    // An environment file may set what the environment does not show.
    if (/^--env-file(?:-if-exists)?(?:=|$)/.test(word)) sheet.unread('--env-file', 'node reads variables from a file, which was not read');
    if (withValue.test(word)) at += 1;
  }
};

/** Reads `--use-openssl-ca` and its like, which Node also knows with underscores. */
export function readNodeStore(word: string, sheet: OptionSheet): void {
  const option = stores.exec(word.replaceAll('_', '-'));
  if (option === null) return;
  if (option[1] === undefined) sheet.mark(`--${option[2]}`);
  else sheet.drop(`--${option[2]}`);
}
