import { ParseError } from '../errors.ts';
import { parseCertificate } from '../x509/parse-certificate.ts';
import { cappedDamage } from './damage-cap.ts';
import type { Damage, TrustStoreEntry, TrustStoreReading } from './trust-store.ts';

/** Where bytes that should be a certificate were found, and how they are marked. */
export interface EntrySite {
  readonly byteOffset: number;
  readonly alias?: string | undefined;
  readonly mark?: TrustStoreEntry['mark'];
}

/**
 * The entry where the bytes are one certificate, a `garbage-entry` damage where they are not; never throws. The certificate has
 * memory of its own: a view would keep the whole file alive, and would carry the keys of a key store along to other threads.
 */
export function readEntry(der: Uint8Array, site: EntrySite): TrustStoreEntry | Damage {
  try {
    const certificate = parseCertificate(der.byteLength === der.buffer.byteLength ? der : new Uint8Array(der));
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

/**
 * Splits what was found into entries and damage, each in the order of the file. Damage is capped, touches entries only, and knows which item of the file it is.
 */
export function sortOut(found: readonly (TrustStoreEntry | Damage)[]): Pick<TrustStoreReading, 'entries' | 'damage'> {
  const entries = found.filter((item) => isEntry(item));
  const offsets = new Set(entries.map((entry) => entry.byteOffset));
  const damage: Damage[] = [];
  let position = 0;
  for (const item of found) {
    if (isEntry(item) || items.has(item.kind)) position += 1;
    if (!isEntry(item)) damage.push(withoutAbsent(items.has(item.kind) ? { ...item, position } : item, offsets));
  }
  return { entries, damage: cappedDamage(damage) };
}

/** Damage that stands in the place of an entry; the others lie around entries, or concern the whole file. */
const items = new Set<Damage['kind']>(['garbage-entry', 'truncated-tail', 'not-a-certificate']);

// Damage names the blocks at it before it is known whether they hold certificates.
function withoutAbsent({ touches = [], ...damage }: Damage, offsets: ReadonlySet<number>): Damage {
  const present = touches.filter((offset) => offsets.has(offset));
  return present.length === 0 ? damage : { ...damage, touches: present };
}
