import { directoryListingSchema, type FileEvidence } from '../../evidence/file-evidence.ts';
import { readHashedDirectory } from '../../formats/hashed-directory.ts';
import { whyUnreadable } from '../path/defects.ts';
import type { TrustAnchor } from '../path/path-verdict.ts';
import { readPemFile } from './pem-file.ts';
import type { StoreReader } from './readable-entries.ts';
import { type LocationQuestion, loadedFrom, type StorePart, type Unknown, type Unlinked } from './store-part.ts';

interface DirectoryFile {
  readonly name: string;
  /** Undefined where the link dangles or the file could not be read. */
  readonly sha256: string | null;
  readonly bytes: Uint8Array | undefined;
}

/** What the client takes from a directory: the names that OpenSSL looks up by hash, or every file in the order of their names (Go). */
export function loadDirectory(
  reading: 'hashed-directory' | 'every-file',
  at: { readonly file: FileEvidence; readonly bytes: Uint8Array; readonly tolerance: StoreReader; readonly question: LocationQuestion },
): StorePart | Unknown {
  const { file, question } = at;
  const files = filesOf(file, at.bytes, question);
  if ('kind' in files) return files;
  const found = reading === 'hashed-directory' ? hashed(files, at.tolerance) : everyFile(files, at.tolerance);
  if (found.kind === 'unknown') return { kind: 'unknown', reason: `${file.path}: ${found.reason}` };
  const onDemand = reading === 'hashed-directory' ? { lookedUpIn: file.path } : {};
  const anchors = found.anchors.map((anchor) => ({ ...anchor, ...onDemand, file: `${file.path}/${anchor.file}` }));
  return {
    kind: 'part',
    anchors,
    loaded: [loadedFrom(file, question, anchors.length, reading === 'hashed-directory' ? 'hash-links' : 'every-file')],
    remarks: found.remarks.map((remark) => `${file.path}: ${remark}`),
    unlinked: found.unlinked.map((one) => ({ ...one, file: `${file.path}: ${one.file}` })),
    fatal: undefined,
  };
}

/** The files of a listing with their contents; unknown where a content that was recorded is not in the evidence. */
export function filesOf(
  file: FileEvidence,
  listing: Uint8Array,
  { readBlob }: Pick<LocationQuestion, 'readBlob'>,
): readonly DirectoryFile[] | Unknown {
  let entries: readonly (readonly [string, string | null])[];
  try {
    entries = directoryListingSchema.parse(JSON.parse(Buffer.from(listing).toString('utf8'))).entries;
  } catch {
    // Not JSON or another shape: whoever recorded it wrote something else than a listing.
    return { kind: 'unknown', reason: `the listing of ${file.path} cannot be read` };
  }
  const files: DirectoryFile[] = [];
  for (const [name, sha256] of entries) {
    const bytes = sha256 === null ? undefined : readBlob(sha256);
    if (sha256 !== null && bytes === undefined)
      return { kind: 'unknown', reason: `the content of ${file.path}/${name} is not in the evidence` };
    files.push({ name, sha256, bytes });
  }
  return files;
}

type Found =
  | (Pick<StorePart, 'remarks'> & {
      readonly kind: 'found';
      readonly anchors: readonly TrustAnchor[];
      readonly unlinked: readonly Unlinked[];
    })
  | Unknown;

function hashed(files: readonly DirectoryFile[], tolerance: StoreReader): Found {
  const { entries, damage } = readHashedDirectory(files);
  const kept = entries.filter(
    ({ mark, certificate }) =>
      (mark === 'plain' || tolerance.trustedMark === 'accepted') && whyUnreadable(certificate, tolerance.path) === undefined,
  );
  return {
    kind: 'found',
    anchors: kept.map(({ certificate, fileName }) => ({ certificate, file: fileName })),
    remarks: byFile(
      damage.filter(({ certificate }) => certificate === undefined).map(({ fileName, message }) => ({ file: fileName, message })),
    ),
    unlinked: damage.flatMap(({ certificate, fileName: name, message }) =>
      certificate === undefined ? [] : [{ file: name, certificate, message }],
    ),
  };
}

/** The remarks on certificates that no hash link leads to and that are not among the anchors that the client has. */
export function remarksOnUnlinked(unlinked: readonly Unlinked[], anchors: readonly TrustAnchor[]): readonly string[] {
  if (unlinked.length === 0) return [];
  const held = new Set(anchors.map(({ certificate }) => certificate.sha256));
  return byFile(unlinked.filter(({ certificate }) => !held.has(certificate)));
}

/** One remark a file: a bundle that no hash leads to would otherwise say so once for each of its certificates. */
function byFile(remarks: readonly Pick<Unlinked, 'file' | 'message'>[]): readonly string[] {
  return [...Map.groupBy(remarks, ({ file }) => file)].flatMap(([file, [first, ...others]]) => {
    if (first === undefined) return [];
    return [`${file}: ${first.message}${others.length > 0 ? ` (and ${others.length} more)` : ''}`];
  });
}

function everyFile(files: readonly DirectoryFile[], tolerance: StoreReader): Found {
  const anchors: TrustAnchor[] = [];
  const remarks: string[] = [];
  // A pool holds each certificate once, so hash links and bundles beside single files add nothing.
  const seen = new Set<string>();
  const pooled = new Set<string>();
  for (const { name, sha256, bytes } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (bytes === undefined || sha256 === null || seen.has(sha256)) continue;
    seen.add(sha256);
    const read = readPemFile(bytes, tolerance);
    if (read.kind === 'unknown') return { kind: 'unknown', reason: `${name}: ${read.reason}` };
    for (const { certificate } of read.entries) {
      if (!pooled.has(certificate.sha256)) anchors.push({ certificate, file: name });
      pooled.add(certificate.sha256);
    }
    remarks.push(...read.remarks.filter((remark) => remark.startsWith('damaged')).map((remark) => `${name}: ${remark}`));
  }
  return { kind: 'found', anchors, remarks, unlinked: [] };
}
