import type { OptionReader } from './option-sheet.ts';

const pathOptions: ReadonlySet<string> = new Set(['ca-cert', 'ca-path', 'client-cert', 'client-key']);

/** Reads the options of HashiCorp's vault, whose names may have one dash or two (Go's flag package). */
export const readVaultOptions: OptionReader = (words, sheet) => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return;
    const [, name, joined] = /^--?([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const value = joined ?? words[at + 1] ?? '';
    if (name !== undefined && pathOptions.has(name)) sheet.keep(`-${name}`, 'path', value);
    else if (name === 'tls-skip-verify' && !/^(?:0|f|false)$/i.test(joined ?? '')) sheet.mark('-tls-skip-verify');
    else if (name === 'address') sheet.keep('-address', 'endpoint', value);
    else if (name === 'tls-server-name') sheet.unread('-tls-server-name', 'it asks Vault for another name, which is not collected');
    else if (name === 'config') sheet.unread('-config', 'vault reads further settings from a file, which was not read');
  }
};
