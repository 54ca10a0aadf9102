import type { Machine } from '../machine/machine.ts';

// systemd-system.conf(5): the first folder that has a file of a name wins, the files count in the order of their names.
const folders = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map((folder) => `${folder}/systemd`);

/** The files that systemd itself is configured by, in the order in which they count; undefined where they could not all be found. */
export async function configurationFiles(machine: Machine): Promise<readonly string[] | undefined> {
  const dropIns = new Map<string, string>();
  let main: string | undefined;
  for (const folder of folders) {
    const listed = await machine.list(`${folder}/system.conf.d`);
    if (listed.kind === 'failed' && !listed.missing) return undefined;
    for (const name of listed.kind === 'names' ? listed.names : [])
      if (name.endsWith('.conf') && !dropIns.has(name)) dropIns.set(name, `${folder}/system.conf.d/${name}`);
    const read = await machine.readText(`${folder}/system.conf`);
    if (read.text === undefined && !read.missing) return undefined;
    if (read.text !== undefined) main ??= `${folder}/system.conf`;
  }
  return [...(main === undefined ? [] : [main]), ...[...dropIns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file)];
}
