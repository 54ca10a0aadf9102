import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * The rehearsal: one POSIX sh script that does handshakes on a host and prints how they went. It is the same for every transport. A build carries it as a file
 * beside its code; without one it is put together from its parts.
 */
export function rehearsalScript(): string {
  const built = new URL('rehearsal.sh', import.meta.url);
  return existsSync(built) ? readFileSync(built, 'utf8') : composeRehearsal();
}

/** Parts of the probe that it is made of too: records, limits in time, and which programs are safe to start. */
const sharedParts = ['10-output.sh', '12-limits.sh', '42-safe-to-run.sh'];

/** Puts the script together: what it is for, the probe's parts, its own in the order of their names. */
export function composeRehearsal(): string {
  const folder = new URL('script/', import.meta.url);
  const [purpose = '', ...own] = readdirSync(folder)
    .filter((name) => name.endsWith('.sh'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const shared = sharedParts.map((name) => readFileSync(new URL(`../probe/script/${name}`, import.meta.url), 'utf8'));
  // The last line starts everything, so that a script that was cut short on the way does nothing at all.
  return [purpose, ...shared, ...own, 'main "$@" </dev/null\n'].join('\n');
}
