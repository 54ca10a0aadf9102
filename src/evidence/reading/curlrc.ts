import path from 'node:path';
import type { Machine } from '../machine/machine.ts';
import { isSettled } from './options/curl-settled-options.ts';

/** Options that curl takes from a file before those of its command line, or why they are not known. */
export type CurlConfiguration = { readonly words: readonly string[] } | { readonly unread: string };

/**
 * Reads what curl would read of itself: .curlrc in CURL_HOME, XDG_CONFIG_HOME, HOME, or the home of the user (curl 7.88,
 * src/tool_findfile.c); later versions also look for `curlrc` in folders of configuration. The first that is there counts.
 * Of the files that `notSeen` names something else stands in their place: nothing, where that is sure.
 */
export async function readCurlConfiguration(
  machine: Machine,
  environment: ReadonlyMap<string, string>,
  userHome: string | undefined,
  notSeen: (file: string) => { readonly by: string; readonly isSure: boolean } | undefined = () => undefined,
): Promise<CurlConfiguration> {
  const named = ['CURL_HOME', 'XDG_CONFIG_HOME', 'HOME'].map((name) => environment.get(name) ?? '');
  const homes = [...named, userHome ?? ''].filter((home) => home.startsWith('/'));
  const files = new Set(homes.flatMap((home) => ['.curlrc', 'curlrc', '.config/curlrc'].map((name) => path.posix.join(home, name))));
  const texts: string[] = [];
  for (const file of files) {
    const real = await machine.realPath(file);
    const hidden = notSeen(file) ?? (real.kind === 'path' ? notSeen(real.path) : undefined);
    if (hidden?.isSure === true) continue;
    if (hidden !== undefined)
      return { unread: `whether curl reads options from a file is not known: ${hidden.by}= puts something else there` };
    const read = await machine.readText(file);
    if (read.text !== undefined) texts.push(read.text);
    else if (!read.missing)
      return { unread: `whether curl reads options from a file is not known: ${path.basename(file)}: ${read.reason}` };
  }
  if (texts.length > 1) return { unread: 'more than one .curlrc is there, and which one counts depends on the version of curl' };
  const lines = (texts[0] ?? '').split(/\r?\n/).map(wordsOfLine);
  if (lines.some(([option]) => option !== undefined && !isSettled(option)))
    return { unread: 'the .curlrc holds an option of which it is not known what comes of it' };
  return { words: lines.flat() };
}

// curl(1), --config: `name = value`, `name: value` or `name value`, dashes may be left out of long names, `#` starts a comment,
// double quotes group and know backslashes.
function wordsOfLine(line: string): readonly string[] {
  const [, option = '', rest = ''] = /^\s*([^\s#=:][^\s=:]*)[\s=:]*(.*)$/s.exec(line) ?? [];
  if (option === '') return [];
  const name = option.startsWith('-') ? option : `--${option}`;
  const quoted = /^"((?:[^"\\]|\\.)*)"?/s.exec(rest)?.[1]?.replaceAll(/\\(.)/gs, '$1');
  const value = quoted ?? /^\S*/.exec(rest)?.[0] ?? '';
  return value === '' && quoted === undefined ? [name] : [name, value];
}
