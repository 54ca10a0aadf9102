import { readProperty } from './java-options.ts';
import { nodeStoreOf } from './node-options.ts';
import type { OptionReader } from './option-sheet.ts';

/** What names a store to curl, openssl, the AWS CLI and vault, wherever it stands. */
export const storePathOptions = ['--cacert', '--capath', '--ca-bundle', '-CAfile', '-CApath', '-ca-cert', '-ca-path'] as const;
/** What tells the AWS CLI and vault not to look at one. */
export const unverifiedFlags = ['--no-verify-ssl', '-tls-skip-verify'] as const;
const pathOption = new RegExp(`^(${storePathOptions.join('|')})(?:=(.*))?$`, 's');
const flag = new RegExp(`^(${unverifiedFlags.join('|')})(?:=(.*))?$`, 's');
// These have readers of their own (aws, vault, node): with any other program nobody knows whether they are handed on, or are its own
const ofOnePrograms: ReadonlySet<string> = new Set(['--ca-bundle', '-ca-cert', '-ca-path', ...unverifiedFlags]);

/** Reads the options of a program that we do not know, which may hand them to one that we do: a wrapper, an interpreter, a CLI. */
export const readOtherOptions: OptionReader = (words, sheet) => {
  const notFollowed = (name: string): void => sheet.unread(name, `what the program does with ${name} was not seen`);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (readProperty(word, sheet)) continue;
    const store = nodeStoreOf(word);
    if (store !== undefined) notFollowed(store);
    const clientFile = /^-(-client-(?:cert|key))(?:=|$)/.exec(word.replace(/^-(?=[^-])/, '--'))?.[1];
    if (clientFile !== undefined) notFollowed(clientFile);
    const [, name] = pathOption.exec(word) ?? flag.exec(word) ?? [];
    if (name === undefined) continue;
    if (ofOnePrograms.has(name)) notFollowed(name);
    else sheet.keep(name, 'path', word.includes('=') ? word.slice(name.length + 1) : (words[(at += 1)] ?? ''));
  }
};
