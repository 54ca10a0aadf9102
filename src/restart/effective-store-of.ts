import type { ClientProfile } from '../clients/client-profile.ts';
import type { ServiceDeclaration } from '../config/config.ts';
import type { BlobStore } from '../evidence/blob-store.ts';
import type { FileEvidence } from '../evidence/file-evidence.ts';
import type { HostEvidence, WorkloadEvidence } from '../evidence/host-evidence.ts';
import { hostSeenBy, namedInRoot, rootNameOf } from '../trust/effective-store/own-root.ts';
import { type EffectiveStore, resolveEffectiveStore } from '../trust/effective-store.ts';
import { startedAsRunning } from './as-running.ts';
import { chooseClient } from './client-choice.ts';
import { showsTheSame } from './client-credential.ts';
import type { Workload } from './workloads.ts';

/**
 * The trust store that a workload's own client would load on its next start; undefined where there is nothing to look at. An unknown client's store
 * is unknown too, and so is that of a program which may use several libraries that do not read the same.
 */
export function effectiveStoreOf(
  workload: Workload,
  host: HostEvidence | undefined,
  declared: ServiceDeclaration | undefined,
  blobs: BlobStore,
): EffectiveStore | undefined {
  const { evidence } = workload;
  if (evidence === undefined || host === undefined || workload.consumer === 'not-detected') return undefined;
  const choice = chooseClient(evidence, declared);
  if (choice.kind === 'unknown') return { kind: 'unknown', client: undefined, reason: inItsRoot(choice.reason, evidence) };
  const { profile, alternatives } = choice;
  const store = resolved(evidence, host, profile, blobs);
  const unreadable = whyUnreadable(store, evidence, host);
  if (unreadable !== undefined) return { kind: 'unknown', client: profile, reason: unreadable };
  const others = alternatives.filter(
    (alternative) =>
      !readsTheSame(store, resolved(evidence, host, alternative, blobs)) || !showsTheSame(evidence, declared, profile, alternative),
  );
  if (others.length === 0) return store;
  const names = [profile, ...others].map((candidate) => candidate.name);
  return {
    kind: 'unknown',
    client: undefined,
    reason: inItsRoot(
      `${eitherOf(names)}: which of them ${workload.service} fetches its secrets with is not known, and they do not read the same trust store or client certificate: declare it with client:`,
      evidence,
    ),
  };
}

/**
 * The trust store that the same client would load if it were started as the running process was; undefined where its next start is like that. The evidence
 * holds the files of both.
 */
export function asRunningOf(
  workload: Workload,
  host: HostEvidence | undefined,
  declared: ServiceDeclaration | undefined,
  blobs: BlobStore,
): EffectiveStore | undefined {
  const evidence = startedAsRunning(workload.evidence);
  return evidence === undefined ? undefined : effectiveStoreOf({ ...workload, evidence }, host, declared, blobs);
}

function eitherOf(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' or ');
}

function inItsRoot(reason: string, { root, container }: WorkloadEvidence): string {
  const name = rootNameOf({ root, container });
  return name === undefined ? reason : `in ${name}: ${reason}`;
}

// Who runs it, where his rights tell what he may read; of a container's process not even the user is known.
function plainUserOf({ root, unit }: WorkloadEvidence): string | undefined {
  return root !== undefined || unit?.user === undefined || unit.user === 'root' || unit.readsMore === true ? undefined : unit.user;
}

/**
 * Of the host's files those that the user surely may not read. Groups and access lists are not in the evidence, but where the bits of the group are off, no
 * entry of an access list counts either: they are its mask then (acl(5), "Correspondence between ACL entries and file permission bits").
 */
function closedTo(workload: WorkloadEvidence, host: HostEvidence): ReadonlyMap<string, string> | undefined {
  const user = plainUserOf(workload);
  if (user === undefined) return undefined;
  const files = host.trustFiles.filter(({ owner, mode, state }) => {
    // An owner without a name may be the very user, whom a directory knows
    if (owner === undefined || mode === undefined || /^\d+$/.test(owner)) return false;
    // A folder that may be passed through gives what is asked for by its name
    const wanted = state === 'directory' ? 0o111 : 0o444;
    return (Number.parseInt(mode, 8) & wanted & (owner === user ? 0o700 : 0o077)) === 0;
  });
  if (files.length === 0) return undefined;
  const why = ({ owner, mode }: FileEvidence): string => `which ${user} may not read (mode ${mode ?? ''}, owner ${owner ?? ''})`;
  return new Map(files.map((file) => [file.path, why(file)]));
}

// What may be open to a group, or by an access list, to which the service's user belongs or not
function whyUnreadable(store: EffectiveStore, workload: WorkloadEvidence, host: HostEvidence): string | undefined {
  const { root, unit } = workload;
  const user = root === undefined ? unit?.user : 'its process';
  if (store.kind === 'unknown' || user === undefined || (user === 'root' && root === undefined)) return undefined;
  const named = (file: string): string => namedInRoot(file, workload);
  const files = hostSeenBy(workload, host)?.trustFiles ?? [];
  const used = files.filter((file) => store.loaded.some((loaded) => loaded.path === named(file.path)));
  const listed = new Set(store.loaded.flatMap(({ path, takes }) => (takes === 'every-file' ? [path] : [])));
  const closed = used.find((file) => file.owner !== user && !isOpenToAll(file, listed.has(named(file.path))));
  if (closed !== undefined) {
    return `whether ${user} may read ${named(closed.path)} (mode ${closed.mode ?? ''}, owner ${closed.owner ?? 'not known'}) is not known`;
  }
  const within = new Set(used.flatMap((folder) => folder.closed?.map((name) => named(`${folder.path}/${name}`)) ?? []));
  const anchor = within.size === 0 ? undefined : store.anchors.find(({ file }) => within.has(file));
  return anchor && `whether ${user} may read ${anchor.file}, which is not open to everybody, is not known`;
}

// Whoever is of the group has its bits alone, so others' bits speak for nobody where the group's are fewer (path_resolution(7)). To list a folder asks for more
// than to look up a name in it.
function isOpenToAll({ mode, state }: FileEvidence, isListed: boolean): boolean {
  if (mode === undefined) return true;
  const wanted = state !== 'directory' ? 0o44 : isListed ? 0o55 : 0o11;
  return (Number.parseInt(mode, 8) & wanted) === wanted;
}

function readsTheSame(a: EffectiveStore, b: EffectiveStore): boolean {
  if (a.kind === 'unknown' || b.kind === 'unknown') return false;
  return fingerprintOf(a) === fingerprintOf(b);
}

function fingerprintOf(store: Extract<EffectiveStore, { kind: 'known' }>): string {
  return JSON.stringify([store.verification, store.fatal, store.client.path, store.anchors.map((anchor) => anchor.certificate.sha256)]);
}

interface Resolved {
  readonly files: HostEvidence['trustFiles'];
  readonly os: HostEvidence['os'];
  readonly roots: HostEvidence['roots'];
  readonly blobs: BlobStore;
  readonly store: EffectiveStore;
}

// Hosts that were recorded as alike share the very objects of their evidence, so their stores are resolved once
const known = new WeakMap<WorkloadEvidence, Map<ClientProfile, Resolved>>();

function resolved(workload: WorkloadEvidence, host: HostEvidence, profile: ClientProfile, blobs: BlobStore): EffectiveStore {
  const byProfile = known.get(workload) ?? new Map<ClientProfile, Resolved>();
  known.set(workload, byProfile);
  const earlier = byProfile.get(profile);
  const { trustFiles: files, os, roots } = host;
  if (earlier?.files === files && earlier.os === os && earlier.roots === roots && earlier.blobs === blobs) return earlier.store;
  const closed = closedTo(workload, host);
  const store = resolveEffectiveStore({ workload, host, profile, closed, readBlob: (sha256) => blobs.read(sha256) });
  byProfile.set(profile, { files, os, roots, blobs, store });
  return store;
}
