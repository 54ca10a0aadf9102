import type { HostEvidence, MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';

/** Returns the distribution by os-release(5), with the reason where it does not tell. */
export async function readOs(
  machine: Machine,
): Promise<{ readonly os?: NonNullable<HostEvidence['os']>; readonly missing: readonly MissingFact[] }> {
  for (const file of ['/etc/os-release', '/usr/lib/os-release']) {
    const { text } = await machine.readText(file);
    if (text === undefined) continue;
    const id = assigned(text, 'ID');
    if (id === undefined) return { missing: [{ fact: 'os', reason: `${file} names no ID` }] };
    const version = assigned(text, 'VERSION_ID');
    return { os: { id, ...(version === undefined ? {} : { version }) }, missing: [] };
  }
  return { missing: [{ fact: 'os', reason: 'neither /etc/os-release nor /usr/lib/os-release can be read' }] };
}

// os-release(5): shell-like assignments; ID and VERSION_ID are lower-case letters, digits and `._-`.
function assigned(text: string, name: string): string | undefined {
  const value = new RegExp(`^${name}=["']?([A-Za-z0-9._-]{1,64})["']?\\s*$`, 'm').exec(text);
  return value?.[1];
}
