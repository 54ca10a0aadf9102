import type { ServiceDeclaration } from './config.ts';

/** Ids of the secrets that a service reads from the store, each once; one that names no store is in the service's only one (secret-mistakes.ts). */
export function secretsIn(store: string, { secrets = [] }: Pick<ServiceDeclaration, 'secrets'>): readonly string[] {
  const own = secrets.flatMap((secret) => {
    if (typeof secret === 'string') return [secret];
    return secret.store === undefined || secret.store === store ? [secret.id] : [];
  });
  return [...new Set(own)];
}

/** Ids of the secrets that any service reads from the store. A service without stores of its own uses the default ones; without those, any. */
export function secretsReadFrom(
  store: string,
  services: readonly ServiceDeclaration[],
  defaultStores: readonly string[] | undefined,
): readonly string[] {
  const users = services.filter(({ stores = defaultStores }) => stores === undefined || stores.includes(store));
  return [...new Set(users.flatMap((service) => secretsIn(store, service)))].toSorted();
}
