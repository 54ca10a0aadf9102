import type { ClientProfile, TrustLocation, TrustSource } from '../clients/client-profile.ts';
import type { FileEvidence, HostEvidence, WorkloadEvidence } from '../evidence/host-evidence.ts';
import { readTrustStore } from '../formats/read-trust-store.ts';
import type { DamageKind } from '../formats/trust-store.ts';
import { filesOf } from './effective-store/load-directory.ts';
import { type EffectiveStore, resolveEffectiveStore } from './effective-store.ts';
import type { TrustAnchor } from './path/path-verdict.ts';

/** Trust stores that somebody names, in place of those that the client would look for. */
export interface NamedStores {
  /** In the order given; directories as their listing. */
  readonly files: readonly FileEvidence[];
  readonly readBlob: (sha256: string) => Uint8Array | undefined;
  /** Opens key stores. */
  readonly password?: string | undefined;
  /** Whether what the client cannot read is taken as if its certificates had been imported into a store that it can. */
  readonly imported: boolean;
}

type KnownStore = Extract<EffectiveStore, { kind: 'known' }>;

/**
 * The trust store that the client would have if its settings named these files and nothing else: read by its own rules, damage included, and joined in the
 * order given. What it cannot read holds no anchors and says so, unless `imported` asks for more.
 */
export function storeOfNamed(profile: ClientProfile, named: NamedStores): EffectiveStore {
  let joined: KnownStore = { kind: 'known', client: profile, anchors: [], loaded: [], remarks: [], verification: 'on', fatal: undefined };
  for (const file of named.files) {
    const store = named.imported && !readsNamed(profile, file, named) ? imported(profile, file, named) : asRead(profile, file, named);
    if (store.kind === 'unknown') return { ...store, client: profile };
    joined = {
      ...joined,
      anchors: [...joined.anchors, ...store.anchors],
      loaded: [...joined.loaded, ...store.loaded],
      remarks: [...joined.remarks, ...store.remarks],
      fatal: joined.fatal ?? store.fatal,
    };
  }
  return joined;
}

// The resolver with a lookup of one place: so that a named file is read exactly as one that evidence shows
function asRead(profile: ClientProfile, file: FileEvidence, { readBlob, password }: NamedStores): EffectiveStore {
  const location = locationFor(profile, file);
  if (location === undefined)
    return { kind: 'unknown', client: profile, reason: `how ${profile.title} reads a named file was not measured` };
  const { when: _, builtFor: __, separator: ___, ...reading } = location;
  const named: TrustLocation = { ...reading, source: { kind: 'path', path: file.path }, whenMissing: 'no-anchors' };
  return resolveEffectiveStore({
    profile: { ...profile, lookup: [{ name: 'named', locations: [named] }], optionVariables: [] },
    workload,
    host: { ...host, trustFiles: [file] },
    readBlob,
    storePassword: password,
  });
}

const preference: readonly TrustSource['kind'][] = ['option', 'environment', 'path', 'bundled'];

/** How the client reads a file or directory that is named to it: by the most explicit of its settings that takes one. */
function locationFor(profile: ClientProfile, file: FileEvidence): TrustLocation | undefined {
  const all = profile.lookup.flatMap((slot) => slot.locations.map((location) => ({ location, conditional: slot.when !== undefined })));
  const takesFiles = all.filter(({ location }) => location.reading === 'pem-file' || location.reading === 'java-keystore');
  const takesDirectories = all.filter(({ location }) => isForDirectories(location));
  const fitting = file.state === 'directory' && takesDirectories.length > 0 ? takesDirectories : takesFiles;
  const rank = ({ location, conditional }: (typeof all)[number]): number =>
    preference.indexOf(location.source.kind) * 2 + (conditional ? 1 : 0);
  return fitting.toSorted((a, b) => rank(a) - rank(b))[0]?.location;
}

function isForDirectories(location: TrustLocation): boolean {
  return location.reading === 'hashed-directory' || location.reading === 'every-file' || location.whenDirectory === 'hashed-directory';
}

/** Whether the client reads files of that format at all (or directories), whatever it then finds in this one. */
export function readsNamed(profile: ClientProfile, file: FileEvidence, named: NamedStores): boolean {
  const location = locationFor(profile, file);
  if (location === undefined) return false;
  if (file.state === 'directory') return isForDirectories(location);
  const bytes = file.sha256 === undefined ? undefined : named.readBlob(file.sha256);
  if (bytes === undefined) return true;
  const { format } = readTrustStore(bytes, { password: named.password });
  return location.keystore === undefined ? format === 'pem' : Object.values(location.keystore.types).flat().includes(format);
}

// Damage that leaves no doubt about which certificates an import would find
const harmless: ReadonlySet<DamageKind> = new Set(['byte-order-mark', 'not-a-certificate']);

function imported(profile: ClientProfile, file: FileEvidence, named: NamedStores): EffectiveStore {
  const unknown = (reason: string): EffectiveStore => ({ kind: 'unknown', client: profile, reason });
  const listing = file.sha256 === undefined ? undefined : named.readBlob(file.sha256);
  if (listing === undefined) return unknown(`the content of ${file.path} was not read`);
  const files = file.state === 'directory' ? filesOf(file, listing, named) : [{ name: '', bytes: listing }];
  if ('kind' in files) return unknown(files.reason);
  const anchors: TrustAnchor[] = [];
  for (const { name, bytes } of files) {
    if (bytes === undefined) continue;
    const { entries, damage } = readTrustStore(bytes, { password: named.password });
    const harm = damage.find((item) => !harmless.has(item.kind));
    // a directory also holds what is no trust store
    if (harm !== undefined && name === '') return unknown(`what an import of ${file.path} would find is not known: ${harm.message}`);
    anchors.push(...entries.map(({ certificate }) => ({ certificate, file: name === '' ? file.path : `${file.path}/${name}` })));
  }
  const what = file.state === 'directory' ? 'directories' : 'files of this format';
  const remark = `${file.path}: ${profile.title} does not read ${what}; judged as if its certificates had been imported into a store that it reads`;
  const loaded = { path: file.path, because: 'imported', sha256: file.sha256, modifiedAt: file.modifiedAt, anchors: anchors.length };
  return { kind: 'known', client: profile, anchors, loaded: [loaded], remarks: [remark], verification: 'on', fatal: undefined };
}

// Nobody's start: no variable, no option, nothing but what is named
const workload: WorkloadEvidence = { name: 'verify', origin: 'default-client', nextStart: { environment: {}, options: {} } };
const host: HostEvidence = {
  id: 'verify',
  collector: 'verify',
  observedAt: '1970-01-01T00:00:00Z',
  runtimes: [],
  trustFiles: [],
  workloads: [],
  missing: [],
};
