import { ParseError } from '../errors.ts';
import { parseCertificate } from '../x509/parse-certificate.ts';
import type { Damage, DamageKind, TrustStoreEntry } from './trust-store.ts';

/** Where bytes that should be a certificate were found, and how they are marked. */
export interface EntrySite {
  readonly byteOffset: number;
  readonly alias?: string | undefined;
  readonly mark?: TrustStoreEntry['mark'];
}

/** The entry where the bytes are one certificate, a `garbage-entry` damage where they are not; never throws. */
export function readEntry(der: Uint8Array, site: EntrySite): TrustStoreEntry | Damage {
  try {
    const certificate = parseCertificate(der);
    return { certificate, byteOffset: site.byteOffset, alias: site.alias, mark: site.mark ?? 'plain' };
  } catch (error) {
    return damageOf(error, 'garbage-entry', site.byteOffset, 'not a certificate');
  }
}

/** Whether readEntry found a certificate. */
export function isEntry(found: TrustStoreEntry | Damage): found is TrustStoreEntry {
  return 'certificate' in found;
}

/** The damage that a ParseError stands for; anything else that was thrown is a bug and is thrown again. */
export function damageOf(error: unknown, kind: DamageKind, byteOffset: number, what: string): Damage {
  if (!(error instanceof ParseError)) throw error;
  return { kind, byteOffset, message: `${what}: ${error.message}` };
}

/** Splits what was found into entries and damage, each in the order of the file. */
export function sortOut(found: readonly (TrustStoreEntry | Damage)[]): { entries: readonly TrustStoreEntry[]; damage: readonly Damage[] } {
  const entries = found.filter(isEntry);
  const damage = found.filter((item): item is Damage => !isEntry(item));
  return { entries, damage };
}
