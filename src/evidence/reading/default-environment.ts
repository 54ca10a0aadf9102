import type { Machine } from '../machine/machine.ts';
import { parseUnit } from './unit-file.ts';
import { splitAssignments } from './unit-words.ts';

// systemd-system.conf(5): the first folder that has a file of a name wins, the files count in the order of their names.
const folders = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map((folder) => `${folder}/systemd`);

/** What systemd would hand to every service (DefaultEnvironment=), read from its files; undefined where they could not be read. */
export async function readDefaultEnvironment(machine: Machine): Promise<ReadonlyMap<string, string> | undefined> {
  const dropIns = new Map<string, string>();
  let main: string | undefined;
  for (const folder of folders) {
    const listed = await machine.list(`${folder}/system.conf.d`);
    if (listed.kind === 'failed' && !listed.missing) return undefined;
    for (const name of listed.kind === 'names' ? listed.names : [])
      if (name.endsWith('.conf') && !dropIns.has(name)) dropIns.set(name, `${folder}/system.conf.d/${name}`);
    const read = await machine.readText(`${folder}/system.conf`);
    if (read.text === undefined && !read.missing) return undefined;
    main ??= read.text;
  }
  const files = [...dropIns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  const texts = await Promise.all(files.map(async (file) => (await machine.readText(file)).text));
  if (texts.includes(undefined)) return undefined;
  const settings = parseUnit([main ?? '', ...texts.map((text) => text ?? '')]);
  const assignments = (settings.get('Manager.DefaultEnvironment') ?? []).flatMap(splitAssignments);
  return new Map(
    assignments
      .filter((word) => word.indexOf('=') > 0)
      .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
}
