import { readProperty } from './java-options.ts';
import { readNodeStore } from './node-options.ts';
import type { OptionReader } from './option-sheet.ts';

// What means the same wherever it stands: curl's, the AWS CLI's, openssl's and vault's names for a store.
const pathOption = /^(--cacert|--capath|--ca-bundle|-CAfile|-CApath|-ca-cert|-ca-path)(?:=(.*))?$/s;
const flag = /^(--no-verify-ssl|-tls-skip-verify)(?:=(.*))?$/s;

/** Reads the options of a program that we do not know, which may hand them to one that we do: a wrapper, an interpreter, a CLI. */
export const readOtherOptions: OptionReader = (words, sheet) => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (readProperty(word, sheet)) continue;
    readNodeStore(word, sheet);
    const path = pathOption.exec(word);
    if (path !== null) sheet.keep(path[1] ?? '', 'path', path[2] ?? words[(at += 1)] ?? '');
    const given = flag.exec(word);
    if (given !== null && !/^(?:0|f|false)$/i.test(given[2] ?? '')) sheet.mark(given[1] ?? '');
  }
};
