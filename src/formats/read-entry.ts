import { ParseError } from '../errors.ts';
import { parseCertificate } from '../x509/parse-certificate.ts';
import { cappedDamage } from './damage-cap.ts';
import type { Damage, TrustStoreEntry } from './trust-store.ts';

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
    // Anything else is a bug
    if (!(error instanceof ParseError)) throw error;
    return { kind: 'garbage-entry', byteOffset: site.byteOffset, message: `not a certificate: ${error.message}` };
  }
}

function isEntry(found: TrustStoreEntry | Damage): found is TrustStoreEntry {
  return 'certificate' in found;
}

/** Splits what was found into entries and damage, each in the order of the file; damage is capped, and touches entries only. */
export function sortOut(found: readonly (TrustStoreEntry | Damage)[]): { entries: readonly TrustStoreEntry[]; damage: readonly Damage[] } {
  const entries = found.filter((item) => isEntry(item));
  const offsets = new Set(entries.map((entry) => entry.byteOffset));
  const damage = found.filter((item): item is Damage => !isEntry(item)).map((item) => withoutAbsent(item, offsets));
  return { entries, damage: cappedDamage(damage) };
}

// Damage names the blocks at it before it is known whether they hold certificates.
function withoutAbsent({ touches = [], ...damage }: Damage, offsets: ReadonlySet<number>): Damage {
  const present = touches.filter((offset) => offsets.has(offset));
  return present.length === 0 ? damage : { ...damage, touches: present };
}
