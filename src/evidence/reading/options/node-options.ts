import type { OptionReader, OptionSheet } from './option-sheet.ts';

/** Options of node that take their value from the next word. */
export const nodeOptionsWithValue: ReadonlySet<string> = new Set(
  '-r --require --import --loader --experimental-loader -C --conditions --title --input-type --env-file'.split(' '),
);
/** Options that keep Node.js from speaking with a store as it does by itself; other bounds of the protocol are those that it has, or beneath. */
export const nodeHandshakeOptions: readonly string[] = [
  '--tls-cipher-list',
  '--tls-min-v1.3',
  '--tls-max-v1.2',
  '--enable-fips',
  '--force-fips',
];
const stores = /^--(no-)?(use-(?:openssl|system|bundled)-ca)$/;

/** Reads Node's own options up to the script. */
export const readNodeOptions: OptionReader = (words, sheet) => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--' || !word.startsWith('-')) return;
    readNodeStore(word, sheet);
    // An environment file may set what the environment does not show.
    if (/^--env-file(?:-if-exists)?(?:=|$)/.test(word)) sheet.unread('--env-file', 'node reads variables from a file, which was not read');
    if (/^--openssl-(?:shared-)?config(?:=|$)/.test(word.replaceAll('_', '-'))) {
      sheet.unread('--openssl-config', 'node takes another configuration of OpenSSL, which was not read');
    }
    const name = word.replace(/=.*$/s, '').replaceAll('_', '-');
    if (nodeHandshakeOptions.includes(name)) sheet.unread(name, `a store may not have what ${name} asks for`);
    if (nodeOptionsWithValue.has(word)) at += 1;
  }
};

/**
 * Reads `--use-openssl-ca` and its like, which Node also knows with underscores and with a value that it ignores (`--use-system-ca=false` uses it).
 * Only `--no-use-system-ca` takes anything back, NODE_USE_SYSTEM_CA too; `--no-use-openssl-ca` changes nothing (20.20, 22.23, 24.21).
 */
function readNodeStore(word: string, sheet: OptionSheet): void {
  const option = stores.exec(word.replace(/=.*$/s, '').replaceAll('_', '-'));
  if (option === null) return;
  const [, no, name = ''] = option;
  if (no === undefined) sheet.mark(`--${name}`);
  if (name !== 'use-system-ca') return;
  if (no === undefined) {
    sheet.drop('--no-use-system-ca');
  } else {
    sheet.drop('--use-system-ca');
    sheet.mark('--no-use-system-ca');
  }
}

/** Whether what a word of Node's says is read, or told as what was not. */
export function isReadByNode(word: string): boolean {
  const name = word.replace(/=.*$/s, '').replaceAll('_', '-');
  return (
    stores.test(name) || nodeHandshakeOptions.includes(name) || /^--(?:env-file(?:-if-exists)?|openssl-(?:shared-)?config)$/.test(name)
  );
}

/** The name of an option of Node's that chooses a store; undefined for any other word. */
export function nodeStoreOf(word: string): string | undefined {
  const [, no = '', name] = stores.exec(word.replace(/=.*$/s, '').replaceAll('_', '-')) ?? [];
  return name === undefined ? undefined : `--${no}${name}`;
}
