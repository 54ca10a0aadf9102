import type { Host } from '../inventory/host.ts';
import type { FetchRecord } from './fetch-record.ts';
import type { SecretAccess } from './secret-access.ts';

/** What records tell of who may read and who has read secrets, as it comes in. */
export interface SecretRecords {
  addAccess(access: SecretAccess): void;
  addFetch(fetch: FetchRecord): void;
  /** What IAM's simulation says of the role of a host. */
  readonly accessOf: (host: Host) => readonly SecretAccess[];
  /** Fetches by the host itself or from its address. */
  readonly fetchesOf: (host: Host) => readonly FetchRecord[];
}

/** Returns empty records: they are kept by role, instance and address, so that one host's cost nothing that others have. */
export function createSecretRecords(): SecretRecords {
  const access = new Map<string, SecretAccess[]>();
  const byInstance = new Map<string, FetchRecord[]>();
  const byAddress = new Map<string, FetchRecord[]>();
  return {
    addAccess: (one) => append(access, one.instanceProfile, one),
    addFetch(fetch) {
      if (fetch.instance !== undefined) append(byInstance, fetch.instance, fetch);
      else if (fetch.address !== undefined) append(byAddress, fetch.address, fetch);
    },
    accessOf: ({ instanceProfile }) => access.get(instanceProfile ?? '') ?? [],
    fetchesOf: ({ id, address }) => [...(byInstance.get(id) ?? []), ...(byAddress.get(address ?? '') ?? [])],
  };
}

function append<Item>(into: Map<string, Item[]>, key: string, item: Item): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, [item]);
  else known.push(item);
}
