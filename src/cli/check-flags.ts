import { existsSync, statSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import type { Command } from './command.ts';
import { kindOfFile } from './evidence-head.ts';
import { type Flags, type OptionEntry, type OptionName, options } from './options.ts';
import { assertWritable } from './private-file.ts';
import { isSameFile } from './same-file.ts';

/** Throws UsageError for flags that no command could follow: an empty value, and files that could not be written, or whose content would be lost. Before anything is asked. */
export function checkFlags(command: Pick<Command, 'name'>, flags: Flags): void {
  refuseEmpty(flags);
  const { output, journal } = flags;
  if (output === undefined || output === '-') return;
  // Evidence has rules of its own for what it replaces (journal.ts)
  if (command.name !== 'collect') refuseLoss(output);
  if (journal !== undefined && isSameFile(output, journal)) {
    throw new UsageError('--output and --journal name the same file', { hint: 'the report would take the place of the journal' });
  }
  for (const [read, name] of filesRead(flags)) {
    if (!isSameFile(output, read)) continue;
    throw new UsageError(`--output ${output} is the file that ${name} reads`, { hint: 'write to another file' });
  }
  assertWritable(output);
}

// yargs takes `--journal=` (an unset variable in a pipeline) for an empty text. An empty password opens key stores, and an empty percentage has a message of its own
function refuseEmpty(flags: Flags): void {
  const given: Readonly<Record<string, unknown>> = { ...flags };
  for (const [name, entry] of Object.entries(options) as [OptionName, OptionEntry][]) {
    const value = given[name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
    if (name === 'store-password' || name === 'min-coverage') continue;
    if (value !== '' && !(Array.isArray(value) && value.includes(''))) continue;
    throw new UsageError(`--${name} needs a value`, { hint: `write it as --${name} ${entry.value ?? 'VALUE'}` });
  }
}

function filesRead({ config, file, chain, trustStore }: Flags): readonly (readonly [string, string])[] {
  const named = [
    ...(config === undefined ? [] : [[config, '--config'] as const]),
    ...(file === undefined ? [] : [[file, 'this command'] as const]),
    ...(chain === undefined ? [] : [[chain, '--chain'] as const]),
    ...(trustStore ?? []).map((store) => [store, '--trust-store'] as const),
  ];
  return named.filter(([read]) => read !== '-');
}

// A report is made again in a moment; what was seen of a fleet is not
function refuseLoss(file: string): void {
  if (!existsSync(file) || !statSync(file).isFile()) return;
  const kind = kindOfFile(file);
  if (kind === 'empty' || kind === 'foreign') return;
  throw new UsageError(`--output ${file} holds evidence, which would be lost`, { hint: 'write to another file, or move this one away' });
}
