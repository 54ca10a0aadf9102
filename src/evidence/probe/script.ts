import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { trustLocations } from './script/trust-locations.ts';
import { wordTables } from './script/word-tables.ts';

/**
 * The probe: one POSIX sh script that reads what a host holds and prints it (its records: parse-picture.ts). It is the same for every transport, and
 * what `snowline probe --script` prints. A build carries it as a file beside its code; without one it is put together from its parts.
 */
export function probeScript(): string {
  const built = new URL('probe.sh', import.meta.url);
  return existsSync(built) ? readFileSync(built, 'utf8') : composeProbe();
}

/** Puts the script together: the parts in the order of their names, behind the tables that they filter words by. */
export function composeProbe(): string {
  const folder = new URL('script/', import.meta.url);
  const parts = readdirSync(folder)
    .filter((name) => name.endsWith('.sh'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const [purpose = '', ...rest] = parts;
  // The last line starts everything, so that a script that was cut short on the way does nothing at all.
  const tables = `# Made of the lists that the interpretation of this script's output reads by.\n\nAWK_TABLES='\n${wordTables()}\n'\nTRUST_LOCATIONS='${trustLocations().join('\n')}'\n`;
  return [purpose, tables, ...rest, 'main "$@" </dev/null\n'].join('\n');
}
