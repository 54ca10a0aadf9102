import type { ClientProfile, FileTolerance } from '../../clients/client-profile.ts';
import type { Damage, TrustStoreReading } from '../../formats/trust-store.ts';
import { whyUnreadable } from '../path/defects.ts';

/** The client that reads a file: what it makes of damage, and which certificates it cannot read. */
export type StoreReader = FileTolerance & Pick<ClientProfile, 'path'>;

/**
 * The reading with every certificate that this client cannot read, though we can, as one more damaged entry: OpenSSL gives up a file at it as at any
 * garbage, Go passes over it, Java loads no such key store.
 */
export function asReadBy(reading: TrustStoreReading, { path }: StoreReader): TrustStoreReading {
  const damage = reading.entries.flatMap(({ certificate, byteOffset }): readonly Damage[] => {
    const why = whyUnreadable(certificate, path);
    if (why === undefined) return [];
    return [{ kind: 'garbage-entry', byteOffset, message: `a certificate that this client cannot read: ${why}`, touches: [byteOffset] }];
  });
  if (damage.length === 0) return reading;
  return { ...reading, damage: [...reading.damage, ...damage].toSorted((a, b) => a.byteOffset - b.byteOffset) };
}
