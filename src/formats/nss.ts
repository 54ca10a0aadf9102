/**
 * NSS databases (cert9.db: Firefox, and what was linked with NSS). Their file is SQLite with a layout of NSS's own, and its trust
 * flags are signed with a key of key4.db, so only NSS can say what they hold: collection asks certutil, and writes what it says as
 * the listing that is read here. A database that comes without one is unsupported, and says so.
 */
import { NssListing, nssListingHeader } from './nss-listing.ts';
import { decodeBase64, pemBlocks } from './pem-blocks.ts';
import { readEntry, sortOut } from './read-entry.ts';
import type { Damage, TrustStoreEntry, TrustStoreFormat, TrustStoreReading } from './trust-store.ts';

/** What certutil said of a database; the database itself without it. */
export const format: TrustStoreFormat = {
  name: 'nss',
  recognise: (bytes) => startsWith(bytes, nssListingHeader) || nssDatabaseKind(bytes) !== undefined,
  read: readNss,
};

/** Which database of NSS a file is: `certificates` (cert9.db), `keys` (key4.db), `legacy` (cert8.db, key3.db: Berkeley DB); undefined for others. */
export function nssDatabaseKind(bytes: Uint8Array): 'certificates' | 'keys' | 'legacy' | undefined {
  // The hash format of Berkeley DB 1.85, big-endian (dbm/src/hash.h: HASHMAGIC); NSS before 3.35 wrote it
  if (startsWith(bytes, '\0\x06\x15\x61')) return 'legacy';
  if (!startsWith(bytes, 'SQLite format 3\0')) return undefined;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // nss/lib/softoken/sdb.c: the names of its two tables
  if (file.includes('CREATE TABLE nssPrivate ')) return 'keys';
  return file.includes('CREATE TABLE nssPublic ') ? 'certificates' : undefined;
}

function readNss(bytes: Uint8Array): TrustStoreReading {
  if (!startsWith(bytes, nssListingHeader)) {
    const message = 'NSS database, which only certutil reads: the evidence does not hold what certutil says of it';
    return { format: 'nss', ...sortOut([{ kind: 'unsupported', byteOffset: 0, message }]) };
  }
  const listing = new NssListing(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
  const found: (TrustStoreEntry | Damage)[] = [];
  for (const section of listing.sections()) {
    const { byteOffset, alias } = section;
    if (section.kind === 'ambiguous') {
      const message = `several certificates are called '${alias}' and are not trusted alike: certutil does not say which is which`;
      found.push({ kind: 'unsupported', byteOffset, message });
    } else {
      found.push(...readCertificates(section));
    }
  }
  if (!listing.isWhole) found.push({ kind: 'truncated-tail', byteOffset: bytes.length, message: 'listing has no end' });
  return { format: 'nss', ...sortOut(found) };
}

function readCertificates(section: Section): (TrustStoreEntry | Damage)[] {
  const { alias, byteOffset } = section;
  const blocks = pemBlocks(section.text);
  if (blocks.length === 0) return [{ kind: 'garbage-entry', byteOffset, message: `certutil did not give out '${alias}'` }];
  return blocks.map((block) => {
    const site = { byteOffset: byteOffset + block.byteOffset, alias, mark: section.mark };
    const der = block.frame === 'whole' && block.label === 'CERTIFICATE' ? decodeBase64(block.body) : undefined;
    if (der !== undefined) return readEntry(der, site);
    return { kind: 'garbage-entry', byteOffset: site.byteOffset, message: `block of '${alias}' is no certificate` };
  });
}

type Section = ReturnType<NssListing['sections']>[number];

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, text.length)).toString('latin1') === text;
}
