import type { ClientKey } from '../evidence/credential-evidence.ts';
import type { WorkloadEvidence } from '../evidence/host-evidence.ts';
import { readerNamed } from '../evidence/reading/client-keys.ts';

/** Whether the user of a service may read a file: `no` and `not-known` with the reason. */
export type Readable = { readonly kind: 'yes' } | { readonly kind: 'no' | 'not-known'; readonly reason: string };

type File = Pick<ClientKey, 'path' | 'owner' | 'mode' | 'members'>;

/**
 * Whether the user of the next start may read the file, by its owner, its group and its mode. `no` only where nothing could let it in: an access control
 * list shows its widest right in the group's bits (acl(5), "mask"). Not looked at: security modules, and capabilities of a program file.
 */
export function mayRead({ path, owner, mode, members }: File, { name, unit, origin }: WorkloadEvidence): Readable {
  const open = (why: string): Readable => ({ kind: 'not-known', reason: `whether ${why} may read ${path} is not known` });
  if (mode === undefined || owner === undefined) return open(unit?.user ?? 'the service');
  const bits = Number.parseInt(mode, 8);
  const isOpenToAll = (bits & 0o044) === 0o044;
  if (isOpenToAll && (bits & 0o400) !== 0) return { kind: 'yes' };
  const shown = `(mode ${mode}, owner ${owner})`;
  // Of a process without a unit nobody knows who will start it
  if (unit === undefined || origin !== 'systemd-unit')
    return { kind: 'not-known', reason: `no unit starts ${name}, so whether it may read ${path} ${shown} is not known` };
  const user = unit.user ?? 'root';
  if (user === 'root' || user === '0') return { kind: 'yes' };
  const closed: Readable =
    unit.readsMore === true ? open(`${user} ${shown}`) : { kind: 'no', reason: `${user} may not read ${path} ${shown}` };
  if (owner === user) return (bits & 0o400) === 0 ? closed : { kind: 'yes' };
  if (isOpenToAll) return { kind: 'yes' };
  if ((bits & 0o040) !== 0 && members?.includes(readerNamed(unit)) === true) return { kind: 'yes' };
  return (bits & 0o044) === 0 ? closed : open(`${user} ${shown}`);
}
