import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { reasonCodes } from '../src/reason-codes.ts';

const root = new URL('..', import.meta.url).pathname;

/** The tables of README.md that are made from code, by the name in their markers; one that has no source yet is left out. */
export async function renderTables(): Promise<Readonly<Record<string, string>>> {
  const tables: Record<string, string | undefined> = {
    'reason-codes': reasonCodeTable(),
    'exit-codes': await exitCodeTable(),
    flags: await flagTable(),
    rules: ruleTable(),
  };
  return Object.fromEntries(Object.entries(tables).flatMap(([name, table]) => (table === undefined ? [] : [[name, table]])));
}

/**
 * The text with every `<!-- begin:NAME -->` … `<!-- end:NAME -->` block filled from the tables. Throws where a marker names
 * no table or is not closed, because such a block would never be fresh again.
 */
export function fillTables(text: string, tables: Readonly<Record<string, string>>): string {
  const names = markedTables(text);
  for (const name of names) {
    if (tables[name] === undefined) throw new Error(`no generated table is called ${name}; there are: ${Object.keys(tables).join(', ')}`);
    if (!text.includes(`<!-- end:${name} -->`)) throw new Error(`the table ${name} begins but does not end`);
  }
  return names.reduce((filled, name) => {
    const block = new RegExp(`(<!-- begin:${name} -->)[\\s\\S]*?(<!-- end:${name} -->)`, 'g');
    return filled.replace(block, (_, begin: string, end: string) => `${begin}\n${tables[name] ?? ''}\n${end}`);
  }, text);
}

/** Names of the tables that a text has markers for. */
export function markedTables(text: string): readonly string[] {
  return [...text.matchAll(/<!-- begin:([\w-]+) -->/g)].flatMap((match) => match[1] ?? []);
}

function reasonCodeTable(): string {
  const rows = Object.entries(reasonCodes).map(([code, entry]) => [`\`${code}\``, entry.severity, entry.meaning]);
  return markdownTable(['Code', 'Severity', 'Meaning'], rows);
}

async function exitCodeTable(): Promise<string | undefined> {
  const module = await loadIfPresent('src/cli/exit-codes.ts');
  if (module === undefined) return undefined;
  const { exitCodes } = z.object({ exitCodes: z.array(z.object({ code: z.number(), meaning: z.string() })).min(1) }).parse(module);
  return markdownTable(
    ['Exit code', 'Meaning'],
    exitCodes.map((exit) => [String(exit.code), exit.meaning]),
  );
}

const flagSchema = z.object({
  type: z.string(),
  description: z.string(),
  default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
  alias: z.union([z.string(), z.array(z.string())]).optional(),
  choices: z.array(z.string()).optional(),
  hidden: z.boolean().optional(),
});

async function flagTable(): Promise<string | undefined> {
  const module = await loadIfPresent('src/cli/options.ts');
  if (module === undefined) return undefined;
  const { options } = z.object({ options: z.record(z.string(), flagSchema) }).parse(module);
  const rows = Object.entries(options)
    .filter(([, option]) => option.hidden !== true)
    .map(([name, option]) => {
      const spellings = [`--${name}`, ...[option.alias ?? []].flat().map((alias) => (alias.length === 1 ? `-${alias}` : `--${alias}`))];
      const value = option.choices === undefined ? option.type : option.choices.join(' \\| ');
      const fallback = option.default === undefined ? '' : `\`${[option.default].flat().join(',')}\``;
      return [spellings.map((spelling) => `\`${spelling}\``).join(', '), value, fallback, option.description];
    });
  return markdownTable(['Flag', 'Value', 'Default', 'What it does'], rows);
}

const ruleSchema = z.object({ kind: z.string(), title: z.string(), severity: z.string() });

function ruleTable(): string | undefined {
  const folder = path.join(root, 'rules');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  if (files.length === 0) return undefined;
  const rows = files.map((file) => {
    const rule = ruleSchema.parse(parse(readFileSync(path.join(folder, file), 'utf8')));
    return [`\`${file.replaceAll(path.sep, '/').replace(/\.yaml$/, '')}\``, rule.kind, rule.severity, rule.title];
  });
  return markdownTable(['Rule', 'Kind', 'Severity', 'Title'], rows);
}

async function loadIfPresent(file: string): Promise<unknown> {
  const location = path.join(root, file);
  return existsSync(location) ? ((await import(location)) as unknown) : undefined;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
