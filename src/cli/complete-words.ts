import { shells } from './completion-scripts.ts';
import { commandNames, type OptionEntry, type OptionName, options } from './options.ts';

/**
 * The words that may stand in place of the last of these, the words after `snowline` on a command line up to the cursor: commands, flags that were not given
 * yet, values of a flag that has a few. None where a file or a free text is asked for.
 */
export async function completeWords(typed: readonly string[]): Promise<readonly string[]> {
  const words = unsplit(typed);
  const current = words.at(-1) ?? '';
  const fitting = (candidates: readonly string[]): readonly string[] => candidates.filter((word) => word.startsWith(current));
  if (words.length < 2) return fitting(current.startsWith('-') ? ['--help', '--version'] : commandNames);
  const command = commandNames.find((name) => name === words[0]);
  if (command === undefined) return [];
  const flags = (Object.entries(options) as [OptionName, OptionEntry][]).filter(([, entry]) => entry.commands.includes(command));
  const asking = flags.find(([name, entry]) => entry.type !== 'boolean' && words.at(-2) === `--${name}`);
  if (asking !== undefined) return fitting(await valuesOf(...asking));
  if (current.startsWith('-')) {
    const open = flags.filter(([name, entry]) => entry.type === 'list' || !words.slice(0, -1).includes(`--${name}`));
    return fitting(['--help', ...open.map(([name]) => `--${name}`)]);
  }
  return command === 'completion' && words.length === 2 ? fitting(shells) : [];
}

// bash splits words at the = of --format=json (COMP_WORDBREAKS)
function unsplit(typed: readonly string[]): readonly string[] {
  const words = typed.filter((word) => word !== '=');
  return typed.at(-1) === '=' ? [...words, ''] : words;
}

async function valuesOf(name: OptionName, entry: OptionEntry): Promise<readonly string[]> {
  if (name !== 'client') return entry.choices ?? [];
  const { clientProfiles } = await import('../clients/registry.ts');
  return clientProfiles.map((profile) => profile.name);
}
