import type { Damage, TrustStoreReading } from './trust-store.ts';

/** Kinds of damage that end the reading of OpenSSL. */
export const fatalKinds: ReadonlySet<Damage['kind']> = new Set(['garbage-entry', 'truncated-tail', 'missing-newline']);

/** The first damage at which OpenSSL's PEM readers give up the file (PEM_read_bio, PEM_X509_INFO_read_bio); undefined where they reach its end. */
export function fatalDamage({ damage }: TrustStoreReading): Damage | undefined {
  return damage.find(({ kind }) => fatalKinds.has(kind));
}
