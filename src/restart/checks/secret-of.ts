import { secretsIn } from '../../config/declared-secrets.ts';
import type { SecretState } from '../../credential-store/secret-state.ts';
import type { Subject } from '../check.ts';

/** Ids of the secrets that the workload's service declares for a store of which no secret is ever described, so that nobody looked at them. */
export function unseenSecretsOf({ store, declared }: Subject): readonly string[] {
  return store === undefined || declared === undefined || store.state.secrets !== undefined ? [] : secretsIn(store.state.name, declared);
}

/**
 * The state of each secret that the workload's service declares for its store; one that the evidence does not tell of is unknown. Empty where none is
 * declared, or the store is none whose secrets can be described (Vault tells of them to a token alone).
 */
export function secretsOf({ store, declared }: Subject): readonly SecretState[] {
  const states = store?.state.secrets;
  if (store === undefined || declared === undefined || states === undefined) return [];
  return secretsIn(store.state.name, declared).map(
    (id) => states.find((state) => state.id === id) ?? { id, state: 'unknown', reason: 'the evidence does not tell of it' },
  );
}
