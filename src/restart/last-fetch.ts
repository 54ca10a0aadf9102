import { secretsIn } from '../config/declared-secrets.ts';
import { dayMs } from '../config/duration.ts';
import { fromInstant, toInstant } from '../config/instant.ts';
import { type FetchRecord, secretName } from '../credential-store/fetch-record.ts';
import type { SecretState } from '../credential-store/secret-state.ts';
import type { Host } from '../inventory/host.ts';
import type { Subject } from './check.ts';
import type { WorkloadVerdict } from './restart-verdict.ts';

type LastFetch = NonNullable<WorkloadVerdict['lastFetch']>;

/**
 * When a workload's host fetched one of its declared secrets last, as far as somebody has recorded it: proven by CloudTrail or Vault's audit log for the
 * instance, less surely for its address alone, or bounded by LastAccessedDate (no later than the end of that day, by whoever). Never guessed: undefined
 * where nothing is recorded, and for a service that declares no secrets, since what else the host fetches may belong to others.
 */
export function lastFetchOf({ store, declared, host, fetches = [] }: Subject): LastFetch | undefined {
  if (store === undefined || declared === undefined || host === undefined) return undefined;
  const ids = secretsIn(store.state.name, declared);
  const states = (store.state.secrets ?? []).filter(({ id }) => ids.includes(id));
  // CloudTrail tells of Secrets Manager, whose secrets are described, and of no other store
  const from = store.state.secrets === undefined ? 'vault-audit' : 'cloudtrail';
  const own = fetches.filter((fetch) => fetch.from === from && ids.some((id) => isOf(fetch, id, states)));
  for (const by of ['instance', 'address'] as const) {
    const last = latest(own.filter((fetch) => isBy(fetch, host, by)));
    if (last !== undefined) return { at: last.at, proof: last.from, by };
  }
  const bound = latest(states.flatMap((state) => boundOf(state)));
  return bound === undefined ? undefined : { at: bound.at, proof: 'upper-bound', by: 'anyone' };
}

function isBy({ instance, address }: FetchRecord, host: Host, by: 'instance' | 'address'): boolean {
  if (by === 'instance') return instance !== undefined && instance === host.id;
  // a caller that says who it is, and is another one, only shares the address
  return address !== undefined && address === host.address && (instance === undefined || instance === host.id);
}

function isOf({ secret, region }: FetchRecord, id: string, states: readonly SecretState[]): boolean {
  const state = states.find((one) => one.id === id);
  const arn = state?.state === 'known' ? state.arn : id.startsWith('arn:') ? id : undefined;
  const place = arn?.split(':')[3];
  if (region !== undefined && place !== undefined && region !== place) return false;
  if (secret === id || secret === arn) return true;
  // a name that stands for a whole ARN, or an ARN without the seven characters that Secrets Manager adds
  if (arn !== undefined) return secret.startsWith('arn:') ? arn.slice(0, -7) === secret : secretName(arn) === secret;
  return secretName(secret) === id;
}

function boundOf(state: SecretState): readonly { readonly at: string }[] {
  const day = state.state === 'known' && state.lastAccessedDay !== undefined ? fromInstant(state.lastAccessedDay) : undefined;
  return day === undefined ? [] : [{ at: toInstant(day + dayMs) }];
}

function latest<Item extends { readonly at: string }>(items: readonly Item[]): Item | undefined {
  return items.toSorted((a, b) => (fromInstant(b.at) ?? 0) - (fromInstant(a.at) ?? 0))[0];
}
