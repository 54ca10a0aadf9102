import type { DamageEffect, FileTolerance, FileTrouble } from '../../clients/client-profile.ts';
import { oneLine } from '../../formats/one-line.ts';
import { findRepeats } from '../../formats/repeats.ts';
import type { Damage, TrustStoreEntry, TrustStoreReading } from '../../formats/trust-store.ts';
import type { Unknown } from './store-part.ts';

/** What a client keeps of a file. */
export interface Tolerated {
  readonly kind: 'read';
  readonly entries: readonly TrustStoreEntry[];
  /** Without the file's name. */
  readonly remarks: readonly string[];
  /** Why the client gives up, so that every connection is an error; undefined where it goes on. */
  readonly trouble: FileTrouble | undefined;
}

/**
 * What a client keeps of a file by its own rules about damage (CLIENTS §4). Damage that our own reader could not get over
 * makes it unknown, because the client may read on.
 */
export function tolerate(reading: TrustStoreReading, tolerance: FileTolerance): Tolerated | Unknown {
  const beyondUs = reading.damage.find((damage) => damage.kind === 'unsupported');
  if (beyondUs !== undefined) return { kind: 'unknown', reason: beyondUs.message };
  const effectOf = (damage: Damage): DamageEffect => tolerance.damage[damage.kind];
  const harmful = reading.damage.filter((damage) => effectOf(damage) !== 'harmless');
  const has = (effect: DamageEffect): boolean => harmful.some((damage) => effectOf(damage) === effect);

  const accepted = reading.entries.filter((entry) => isAccepted(entry, tolerance));
  const entries = has('error') || has('no-anchors') ? [] : accepted.filter((entry) => !isLost(entry, harmful, effectOf));
  const isEmpty = entries.length === 0 && tolerance.whenNoCertificate === 'error';
  const trouble = has('error') ? 'damaged' : isEmpty ? 'empty' : undefined;
  return { kind: 'read', entries, remarks: remarksOn(reading, { accepted, entries, harmful }), trouble };
}

function isAccepted(entry: TrustStoreEntry, tolerance: FileTolerance): boolean {
  if (entry.mark === 'unmarked' || entry.mark === 'hidden') return false;
  return entry.mark === 'plain' || tolerance.trustedMark === 'accepted';
}

function isLost(entry: TrustStoreEntry, harmful: readonly Damage[], effectOf: (damage: Damage) => DamageEffect): boolean {
  return harmful.some((damage) => {
    const touched = damage.touches?.includes(entry.byteOffset) === true;
    return touched || (effectOf(damage) === 'stops-reading' && entry.byteOffset >= damage.byteOffset);
  });
}

function remarksOn(
  reading: TrustStoreReading,
  { accepted, entries, harmful }: { accepted: readonly TrustStoreEntry[]; entries: readonly TrustStoreEntry[]; harmful: readonly Damage[] },
): readonly string[] {
  const remarks: string[] = [...remarksOnMarks(reading, accepted)];
  const closed = harmful.find((damage) => damage.kind === 'wrong-password');
  const others = harmful.filter((damage) => damage !== closed);
  // what is missing is a password: that is no damage
  if (closed !== undefined) remarks.push(`${closed.message}: this client finds no certificate in it`);
  const [first] = others;
  const lost = accepted.length - entries.length;
  if (first !== undefined) {
    const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
    const kept = entries.length === 0 ? 'no certificate is left' : 'the others are read';
    const cost = lost === 0 ? kept : `this client loses ${certificates(lost)}`;
    remarks.push(`damaged at byte ${first.byteOffset} (${first.message}${more}): ${cost}`);
  }
  if (reading.entries.length === 0 && harmful.length === 0) remarks.push('holds no certificate');
  return [...remarks, ...remarksOnRepeats(reading)];
}

/** What the marks of entries cost, and what to do; which mark it is follows from the format. */
function remarksOnMarks({ format, entries }: TrustStoreReading, accepted: readonly TrustStoreEntry[]): readonly string[] {
  const passed = entries.filter((entry) => !accepted.includes(entry));
  const count = (mark: TrustStoreEntry['mark']): number => passed.filter((entry) => entry.mark === mark).length;
  const [unmarked, hidden, openssl] = [count('unmarked'), count('hidden'), count('openssl-trusted')];
  const keys = accepted.filter((entry) => entry.ofKey === true);
  return [
    ...(unmarked === 0 ? [] : [`${certificates(unmarked)} ${unmarkedIn(format)}`]),
    ...(hidden === 0
      ? []
      : [`${certificates(hidden)} that Java does not find by name: no anchors; give each an alias of its own in small letters`]),
    ...(openssl === 0
      ? []
      : [`${certificates(openssl)} labelled for OpenSSL only (BEGIN TRUSTED CERTIFICATE): this client passes over them`]),
    ...keys.map(({ alias, certificate }) => {
      const entry = alias === undefined ? 'a private key' : `the private key '${oneLine(alias)}'`;
      return `'${oneLine(certificate.subject.text)}' belongs to ${entry}: Java takes it for an anchor like a root`;
    }),
  ];
}

function unmarkedIn(format: TrustStoreReading['format']): string {
  if (format === 'pkcs12')
    return 'without the mark of a trusted certificate (trustedKeyUsage), as openssl writes them: Java takes none for an anchor, unless keytool -importcert imports it';
  return 'not trusted for TLS servers by the database: no anchors';
}

function remarksOnRepeats(reading: TrustStoreReading): readonly string[] {
  const repeats = findRepeats(reading.entries);
  const duplicates = repeats.filter((repeat) => repeat.kind === 'duplicate').length;
  const names = repeats.filter((repeat) => repeat.kind === 'same-name-other-key').map(({ entries }) => entries);
  return [
    ...(duplicates > 0 ? [`${certificates(duplicates)} ${duplicates === 1 ? 'stands' : 'stand'} there more than once`] : []),
    ...names.map((entries) => `${entries.length} keys under the name '${oneLine(entries[0]?.certificate.subject.text ?? '')}'`),
  ];
}

function certificates(count: number): string {
  return count === 1 ? '1 certificate' : `${count} certificates`;
}
