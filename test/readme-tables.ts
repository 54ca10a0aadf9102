import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { awsPolicy } from '../src/cli/aws-policy.ts';
import { clientFamilies } from '../src/clients/registry.ts';
import { ec2InventorySchema } from '../src/config/config.ts';
import { ssmSchema } from '../src/config/ssm-config.ts';
import { detailActions } from '../src/inventory/ec2-details.ts';
import { notYetReported, reasonCodes } from '../src/reason-codes.ts';

const root = new URL('..', import.meta.url).pathname;

/** The tables of README.md that are made from code, by the name in their markers; one that has no source yet is left out. */
export async function renderTables(): Promise<Readonly<Record<string, string>>> {
  const tables: Record<string, string | undefined> = {
    'reason-codes': reasonCodeTable(),
    'exit-codes': await exitCodeTable(),
    flags: await flagTable(),
    rules: ruleTable(),
    clients: clientTable(),
    'iam-policy': iamPolicy(),
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
  const rows = Object.entries(reasonCodes).map(([code, entry]) => [
    `\`${code}\``,
    entry.severity,
    notYetReported.some((one) => one === code) ? 'not yet' : 'yes',
    entry.meaning,
  ]);
  return markdownTable(['Code', 'Severity', 'Looked for', 'Meaning'], rows);
}

/** What the sources name beside the list itself: the list is closed and older than the checks, and a reader must see which codes a report can hold today. */
export function codesInUse(): ReadonlySet<string> {
  const folder = path.join(root, 'src');
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'reason-codes.ts')
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/(?:'|reasonCodes\.)([A-Z]+(?:_[A-Z]+)*)\b/g)].flatMap((match) => match[1] ?? [])),
  );
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
  /** Stands for the value in help texts. */
  value: z.string().optional(),
  commands: z.array(z.string()),
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
      const value = option.choices?.join(' \\| ') ?? (option.type === 'boolean' ? '' : (option.value ?? option.type));
      const fallback = option.default === undefined ? '' : `\`${[option.default].flat().join(',')}\``;
      return [spellings.map((spelling) => `\`${spelling}\``).join(', '), value, fallback, option.commands.join(', '), option.description];
    });
  return markdownTable(['Flag', 'Value', 'Default', 'Commands', 'What it does'], rows);
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

function clientTable(): string {
  const rows = clientFamilies.flatMap((family) => [
    ...family.coverage.map(({ profile, versions, libraries, because }) => {
      const linked = (libraries ?? []).map((library) => `${library.name} ${rangeOf(library)}`).join(', ');
      return [`\`${profile.name}\``, `${family.family} ${rangeOf(versions)}${linked === '' ? '' : `, linked with ${linked}`}`, because];
    }),
    ...family.libraries.map((profile) => [`\`${profile.name}\``, `${profile.title}: where a service declares it with \`client:\``, '']),
  ]);
  return markdownTable(['Profile', 'Judges', 'Because'], rows);
}

function rangeOf({ from, below }: { readonly from: string; readonly below: string }): string {
  return `from ${from}, below ${below}`;
}

function iamPolicy(): string {
  const roleArn = 'arn:aws:iam::111122223333:role/snowline-read';
  const details = Object.keys(detailActions);
  const policy = awsPolicy({
    inventory: [ec2InventorySchema.parse({ source: 'ec2', regions: 'all', accounts: [{ roleArn }], details })],
    stores: [{ generations: { from: 'secrets-manager', secretId: 'pki/store-ca', region: 'eu-west-1', roleArn } }],
    ssm: ssmSchema.parse({}),
  });
  return `\`\`\`json\n${JSON.stringify(policy, undefined, 2)}\n\`\`\``;
}

async function loadIfPresent(file: string): Promise<unknown> {
  const location = path.join(root, file);
  return existsSync(location) ? ((await import(location)) as unknown) : undefined;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
