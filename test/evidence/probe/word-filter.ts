import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { wordTables } from '../../../src/evidence/probe/script/word-tables.ts';
import { findProgram } from '../../require.ts';
import type { AwkName } from './run-probe.ts';

/** A start as a host holds it, and what its word filter lets through of it. */
export interface Start {
  readonly words: readonly string[];
  readonly environment: readonly (readonly [name: string, value: string])[];
}

const folder = new URL('../../../src/evidence/probe/script/', import.meta.url);

/** Runs the probe's word filter alone over many starts in one awk; answers them in the same order. */
export function filterStarts(awk: AwkName, starts: readonly Start[]): readonly Start[] {
  const lines = starts.flatMap(({ words, environment }) => [
    ['w', ...words].map(escape).join('\t'),
    ...environment.map((pair) => `e\t${escape(pair.join('='))}`),
    'end',
  ]);
  const output = runFilter(
    awk,
    `$1 == "w" { for (i = 2; i <= NF; i++) words[i - 1] = unescape($i); count = filter_words(words, NF - 1)
       printf "w"; for (i = 1; i <= count; i++) printf "\\t%s", escape(words[i]); print "" }
     $1 == "e" { text = filter_assignment(unescape($2)); if (text != "") print "e\\t" escape(text) }
     $1 == "end" { print }`,
    `${lines.join('\n')}\n`,
  );
  const results: Start[] = [];
  let words: readonly string[] = [];
  let environment: (readonly [string, string])[] = [];
  for (const line of output.split('\n')) {
    const [kind, ...fields] = line.split('\t').map(unescape);
    if (kind === 'w') words = fields;
    else if (kind === 'e') environment.push([(fields[0] ?? '').replace(/=.*$/s, ''), (fields[0] ?? '').replace(/^[^=]*=/, '')]);
    else if (kind === 'end') {
      results.push({ words, environment });
      environment = [];
    }
  }
  return results;
}

/** Filters unit files (`part` by unit, files apart by their index) and environment files as the probe does; answers the records by file. */
export function filterUnitFiles(awk: AwkName, input: readonly string[]): ReadonlyMap<string, string> {
  const output = runFilter(
    awk,
    '',
    input.map((line) => `${line}\n`).join(''),
    '$AWK_UNIT_SYNTAX$AWK_UNIT_LINES$AWK_UNIT_READ$AWK_ENVIRONMENT_FILE$AWK_UNIT_INPUT$AWK_UNIT_REPORT$AWK_UNIT_LEADS',
  );
  const texts = new Map<string, string>();
  let file = '';
  for (const line of output.split('\n')) {
    const [kind, name = ''] = line.split('\t');
    if (line.startsWith('|')) texts.set(file, `${texts.get(file) ?? ''}${unescape(line.slice(1))}\n`);
    else if (kind === 'text') texts.set((file = unescape(name)), '');
  }
  return texts;
}

/** Runs an awk program behind the probe's library of filters. */
export function runFilter(awk: AwkName, program: string, input: string, further = '', options: readonly string[] = []): string {
  const parts = readdirSync(folder)
    .filter((name) => /^(?:1[02]|2\d|3[0-4])-.*\.sh$/.test(name))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const script = [`AWK_TABLES='\n${wordTables()}\n'`, ...parts, `printf '%s' "$AWK_ESCAPE$AWK_WORDS${further}"`].join('\n');
  const library = execFileSync('sh', ['-c', script], { encoding: 'latin1', maxBuffer: 1e8 });
  const [file, first] = awk === 'busybox' ? [findProgram('busybox') ?? awk, ['awk']] : [findProgram(awk) ?? awk, []];
  return execFileSync(file, [...first, ...options, '-F', '\t', `${library}\n${program}`], {
    input: Buffer.from(input, 'utf8'),
    env: { LC_ALL: 'C' },
    maxBuffer: 1e8,
  }).toString('utf8');
}

/** As the probe writes fields. */
export function escape(text: string): string {
  const known: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
  return text.replaceAll(/[^ -~\u0080-\u{10ffff}]|\\/gu, (byte) => known[byte] ?? `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** What `escape` wrote. */
export function unescape(field: string): string {
  return field.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? ({ t: '\t', n: '\n', r: '\r' }[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
