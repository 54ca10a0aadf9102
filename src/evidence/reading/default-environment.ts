import type { Machine } from '../machine/machine.ts';
import { configurationFiles } from './systemd-configuration.ts';
import { parseUnit } from './unit-file.ts';
import { splitAssignments } from './unit-words.ts';

/** What systemd would hand to every service (DefaultEnvironment=), read from its files; undefined where they could not be read. */
export async function readDefaultEnvironment(machine: Machine): Promise<ReadonlyMap<string, string> | undefined> {
  const files = await configurationFiles(machine);
  if (files === undefined) return undefined;
  const texts = await Promise.all(files.map(async (file) => (await machine.readText(file)).text));
  if (texts.includes(undefined)) return undefined;
  const settings = parseUnit(texts.map((text) => text ?? ''));
  const assignments = (settings.get('Manager.DefaultEnvironment') ?? []).flatMap(splitAssignments);
  return new Map(
    assignments
      .filter((word) => word.indexOf('=') > 0)
      .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
}
