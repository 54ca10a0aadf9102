import type { ClientProfile, TrustLocation } from '../clients/client-profile.ts';
import type { FileEvidence } from '../evidence/file-evidence.ts';
import type { HostEvidence, WorkloadEvidence } from '../evidence/host-evidence.ts';
import { readTrustStore } from '../formats/read-trust-store.ts';
import type { DamageKind } from '../formats/trust-store.ts';
import { filesOf } from './effective-store/load-directory.ts';
import { type EffectiveStore, resolveEffectiveStore } from './effective-store.ts';
import { isForDirectories, locationFor, settingOf } from './named-location.ts';
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
  const location = locationFor(profile, file.state === 'directory');
  if (location === undefined)
    return { kind: 'unknown', client: profile, reason: `how ${profile.title} reads a named file was not measured` };
  if (file.state === 'directory' && location.whenDirectory === 'missing') return withoutDirectory(profile, file, location);
  const { when: _, builtFor: __, separator: ___, ...reading } = location;
  const named: TrustLocation = { ...reading, source: { kind: 'path', path: file.path }, whenMissing: 'no-anchors' };
  const store = resolveEffectiveStore({
    profile: { ...profile, lookup: [{ name: 'named', locations: [named] }], optionVariables: [] },
    workload,
    host: { ...host, trustFiles: [file] },
    readBlob,
    storePassword: password,
  });
  return store.kind === 'unknown' ? store : { ...store, loaded: store.loaded.map((one) => ({ ...one, because: settingOf(location) })) };
}

// It looks for its defaults as if nothing were named: of what is named it reads nothing
function withoutDirectory(profile: ClientProfile, file: FileEvidence, location: TrustLocation): EffectiveStore {
  const loaded = { path: file.path, because: settingOf(location), sha256: file.sha256, modifiedAt: file.modifiedAt, anchors: 0 };
  const remarks = [`${file.path}: is a directory, which the client does not read`];
  return { kind: 'known', client: profile, anchors: [], loaded: [loaded], remarks, verification: 'on', fatal: undefined };
}

/** Whether the client reads files of that format at all (or directories), whatever it then finds in this one. */
export function readsNamed(profile: ClientProfile, file: FileEvidence, named: NamedStores): boolean {
  const location = locationFor(profile, file.state === 'directory');
  if (location === undefined) return false;
  if (file.state === 'directory') return isForDirectories(location);
  const bytes = file.sha256 === undefined ? undefined : named.readBlob(file.sha256);
  if (bytes === undefined) return true;
  const { format } = readTrustStore(bytes, { password: named.password });
  return location.keystore === undefined ? format === 'pem' : Object.values(location.keystore.types).flat().includes(format);
}

/** Whether the file has encrypted parts that no given password opens. */
export function needsPassword(file: FileEvidence, { readBlob, password }: NamedStores): boolean {
  const bytes = file.state !== 'file' || file.sha256 === undefined ? undefined : readBlob(file.sha256);
  return bytes !== undefined && readTrustStore(bytes, { password }).damage.some((item) => item.kind === 'wrong-password');
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
  // the same words for every client: a report says them once
  const what = file.state === 'directory' ? 'a directory is' : `files of this format (${formatOf(listing, named)}) are`;
  const remark = `${file.path}: ${what} not read; judged as if its certificates had been imported into a store that the client reads`;
  const loaded = { path: file.path, because: 'imported', sha256: file.sha256, modifiedAt: file.modifiedAt, anchors: anchors.length };
  return { kind: 'known', client: profile, anchors, loaded: [loaded], remarks: [remark], verification: 'on', fatal: undefined };
}

function formatOf(bytes: Uint8Array, { password }: NamedStores): string {
  const { format } = readTrustStore(bytes, { password });
  return formatNames[format] ?? format;
}

const formatNames: Readonly<Record<string, string>> = {
  pem: 'PEM',
  der: 'DER',
  pkcs7: 'PKCS#7',
  pkcs12: 'PKCS#12',
  jks: 'JKS',
  jceks: 'JCEKS',
};

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
