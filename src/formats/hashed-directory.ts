import { ParseError } from '../errors.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { DirectoryDamage, DirectoryEntry, DirectoryFile, DirectoryProblem, DirectoryReading } from './directory.ts';
import { oneLine } from './one-line.ts';
import { format as pem } from './pem.ts';
import { subjectHash } from './subject-hash.ts';
import type { Damage, TrustStoreReading } from './trust-store.ts';

/**
 * What OpenSSL finds in a directory of hashed names (`openssl rehash`): it looks for HASH.0, HASH.1, … of the issuer's name and
 * stops at the first that is missing or damaged. Entries of one hash keep that order; hashes stand in the order of the listing.
 *
 * OpenSSL 3.0 crypto/x509/by_dir.c, get_cert_by_subject_ex. Never throws.
 */
export function readHashedDirectory(files: readonly DirectoryFile[]): DirectoryReading {
  const entries: DirectoryEntry[] = [];
  const damage: DirectoryDamage[] = [];
  for (const [hash, numbered] of byHash(files)) {
    const reading = readHash(hash, numbered);
    entries.push(...reading.entries);
    damage.push(...reading.damage);
  }
  return { entries, damage: [...damage, ...notLinked(files, entries)] };
}

// by_dir.c builds "%08lx.%d": small letters, no leading zeros in the number.
const hashedName = /^([0-9a-f]{8})\.(0|[1-9][0-9]{0,8})$/;

function byHash(files: readonly DirectoryFile[]): Map<string, Map<number, DirectoryFile>> {
  const hashes = new Map<string, Map<number, DirectoryFile>>();
  for (const file of files) {
    const [, hash, number] = hashedName.exec(file.name) ?? [];
    if (hash === undefined || number === undefined) continue;
    const numbered = hashes.get(hash) ?? new Map<number, DirectoryFile>();
    hashes.set(hash, numbered.set(Number(number), file));
  }
  return hashes;
}

function readHash(hash: string, numbered: ReadonlyMap<number, DirectoryFile>): DirectoryReading {
  const entries: DirectoryEntry[] = [];
  const damage: DirectoryDamage[] = [];
  const read = new Set<string>();
  for (let number = 0, going = true; going; number += 1) {
    const file = numbered.get(number);
    if (file === undefined) break;
    read.add(file.name);
    if (file.bytes === undefined) {
      damage.push(problem(file, 'dangling-link', 'file cannot be read: a dangling link, or no permission'));
      break;
    }
    const reading = pem.read(file.bytes, {});
    const fatal = fatalDamage(reading);
    going = fatal === undefined;
    if (fatal !== undefined) damage.push({ ...fatal, fileName: file.name, problem: 'damaged-file' });
    // OpenSSL keeps what it read of a file before it stumbled
    const readable = reading.entries.filter((entry) => fatal === undefined || entry.byteOffset < fatal.byteOffset);
    const fitting = readable.filter((entry) => hashOf(entry.certificate) === hash);
    if (readable.length > 0 && fitting.length === 0) {
      damage.push(problem(file, 'stale-link', 'hash in the name is not that of the subject: the client does not find it'));
    }
    entries.push(...fitting.map((entry) => ({ ...entry, fileName: file.name })));
  }
  const unreached = [...numbered.values()].filter((file) => !read.has(file.name));
  return {
    entries,
    damage: [...damage, ...unreached.map((file) => problem(file, 'numbering-gap', 'a lower number is missing or damaged'))],
  };
}

/** The first damage at which PEM_read_bio gives up; a file without certificates is refused as well. */
function fatalDamage(reading: TrustStoreReading): Damage | undefined {
  const fatal = reading.damage.find(({ kind }) => ['garbage-entry', 'truncated-tail', 'missing-newline'].includes(kind));
  if (fatal !== undefined) return fatal;
  return reading.entries.length > 0 ? undefined : { kind: 'not-a-certificate', byteOffset: 0, message: 'file holds no certificate' };
}

/** Certificates of the other files that no hash leads to. */
function notLinked(files: readonly DirectoryFile[], entries: readonly DirectoryEntry[]): DirectoryDamage[] {
  const found = new Set(entries.map((entry) => entry.certificate.sha256));
  return files
    .filter((file) => !hashedName.test(file.name) && file.bytes !== undefined && pem.recognise(file.bytes))
    .flatMap((file) => {
      const missed = pem.read(file.bytes ?? new Uint8Array(), {}).entries.filter((entry) => !found.has(entry.certificate.sha256));
      return missed.map((entry) => {
        const subject = oneLine(entry.certificate.subject.text);
        return problem(file, 'not-linked', `no hash link leads to '${subject}': the client does not find it`, entry.byteOffset);
      });
    });
}

function problem(file: DirectoryFile, what: DirectoryProblem, message: string, byteOffset = 0): DirectoryDamage {
  return { kind: 'not-a-certificate', byteOffset, message, fileName: file.name, problem: what };
}

function hashOf(certificate: Certificate): string | undefined {
  try {
    return subjectHash(certificate.subject);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return undefined;
  }
}
