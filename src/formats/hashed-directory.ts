import { ParseError } from '../errors.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { DirectoryDamage, DirectoryEntry, DirectoryFile, DirectoryProblem, DirectoryReading } from './directory.ts';
import { fatalDamage } from './fatal-damage.ts';
import { oneLine } from './one-line.ts';
import { format as pem } from './pem.ts';
import { rehashLinks } from './rehash.ts';
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
  return { entries, damage: [...damage, ...notLinked(files, { entries, damage })] };
}

/** Whether OpenSSL would ever look for that name; revocation lists (`.r0`) and the MD5 names of OpenSSL 0.9 are not told apart from others. */
export function isHashedName(name: string): boolean {
  return hashedName.test(name);
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
    const fatal = fatalDamage(reading) ?? withoutCertificates(reading);
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

// by_file.c, X509_load_cert_file_ex: a file without certificates is an error as well
function withoutCertificates(reading: TrustStoreReading): Damage | undefined {
  return reading.entries.length > 0 ? undefined : { kind: 'not-a-certificate', byteOffset: 0, message: 'file holds no certificate' };
}

/** Certificates that no hash leads to: those of files with other names, and those that a hashed file holds beside the one that it is named for. */
function notLinked(files: readonly DirectoryFile[], { entries, damage }: DirectoryReading): DirectoryDamage[] {
  const found = new Set(entries.map((entry) => entry.certificate.sha256));
  const told = new Set(damage.map((item) => item.fileName));
  const ordinary = files.filter(({ name }) => !hashedName.test(name));
  const hashed = files.filter(({ name }) => hashedName.test(name) && !told.has(name));
  return [...ordinary, ...hashed].flatMap((file) => {
    if (file.bytes === undefined || !pem.recognise(file.bytes)) return [];
    const missed = pem.read(file.bytes, {}).entries.filter((entry) => !found.has(entry.certificate.sha256));
    // A link is told once, by the file that it leads to
    for (const entry of missed) found.add(entry.certificate.sha256);
    const rehash = rehashLinks(file) ? 'links-it' : 'passes-over';
    return missed.map((entry): DirectoryDamage => {
      const subject = oneLine(entry.certificate.subject.text);
      const message = `no hash link leads to '${subject}': the client does not find it`;
      return { ...problem(file, 'not-linked', message, entry.byteOffset), rehash, certificate: entry.certificate.sha256 };
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
