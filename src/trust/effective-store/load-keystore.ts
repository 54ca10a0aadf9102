import type { KeystoreOptions, TrustLocation } from '../../clients/client-profile.ts';
import type { FileEvidence } from '../../evidence/file-evidence.ts';
import { readTrustStore } from '../../formats/read-trust-store.ts';
import { asReadBy, type StoreReader } from './readable-entries.ts';
import { type LocationQuestion, partOf, type StorePart, type Unknown } from './store-part.ts';
import { tolerate } from './tolerate.ts';

/** How evidence says that the password is the one that every JDK ships with; any other was not collected. */
const shippedPassword: Readonly<Record<string, string>> = { default: 'changeit', changeit: 'changeit' };

/** What a JVM takes from a key store: its type must fit, its password must open it, and only trusted entries count. */
export function loadKeystore(
  location: TrustLocation,
  at: { readonly file: FileEvidence; readonly bytes: Uint8Array; readonly tolerance: StoreReader; readonly question: LocationQuestion },
): StorePart | Unknown {
  const { file, question } = at;
  const options = location.keystore;
  if (options === undefined) return { kind: 'unknown', reason: `how ${question.profile.title} opens ${file.path} is not known` };
  const type = valueOf(question, options.typeOption);
  const formats = type === undefined ? Object.values(options.types)[0] : options.types[type.toLowerCase()];
  if (formats === undefined) return { kind: 'unknown', reason: `key stores of the type ${type ?? ''} were not measured (${file.path})` };
  const recorded = valueOf(question, options.passwordOption);
  const password = question.storePassword ?? (recorded === undefined ? undefined : shippedPassword[recorded]);
  if (recorded !== undefined && password === undefined) {
    return { kind: 'unknown', reason: `the password of ${file.path} is not collected, so whether it opens the key store is not known` };
  }
  const reading = readTrustStore(at.bytes, { password });
  if (!formats.includes(reading.format)) {
    const remark = `is ${reading.format}, not a key store of the type ${type ?? 'pkcs12 or jks'}`;
    return partOf(file, question, { kind: 'read', entries: [], remarks: [remark], trouble: 'damaged' });
  }
  return partOf(
    file,
    question,
    tolerate(asReadBy(reading, at.tolerance), password === undefined ? withoutPassword(at.tolerance, options) : at.tolerance),
  );
}

function withoutPassword(tolerance: StoreReader, options: KeystoreOptions): StoreReader {
  return { ...tolerance, damage: { ...tolerance.damage, 'wrong-password': options.withoutPassword } };
}

function valueOf(question: LocationQuestion, name: string): string | undefined {
  return question.settings.valueOf({ kind: 'option', name });
}
