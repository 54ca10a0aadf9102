import type { ClientKey } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { readOwners } from './owners.ts';

/** Client certificates and keys that services name, with whom they are open to: whether a service's user may read its own key shows by that. */
export async function readClientKeys(machine: Machine): Promise<readonly ClientKey[]> {
  const keys = await machine.clientKeys();
  if (keys.length === 0) return [];
  const owners = await readOwners(machine);
  return Promise.all(
    keys.map(async (key) => {
      const status = await machine.stat(key.path);
      if (status.kind === 'failed') return key;
      return { ...key, owner: owners.get(status.uid) ?? String(status.uid), mode: status.mode.toString(8).padStart(4, '0') };
    }),
  );
}
