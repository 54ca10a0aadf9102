import { sha256Of } from '../evidence/blob-store.ts';
import type { Host } from '../inventory/host.ts';

/**
 * Which machine an inventory means by an id, as a short digest: what its evidence is asked by and told apart by. Two that differ may be two machines, since
 * ids of files are names, and a name moves on to another one. What may change of one machine (services, tags, state, image) is no part of it.
 */
export function machineIdentity({ id, name, source, scope, reach, address, account, region }: Host): string {
  const parts = [id, name, source, scope, reach, address, account, region].map((part) => part ?? null);
  // 128 bits: a fleet of 100,000 has one of each host in memory
  return sha256Of(Buffer.from(JSON.stringify(parts))).slice(0, 32);
}
