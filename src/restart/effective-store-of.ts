import type { ClientProfile } from '../clients/client-profile.ts';
import { profileFor } from '../clients/profile-for.ts';
import { profileNamed } from '../clients/registry.ts';
import type { ServiceDeclaration } from '../config/config.ts';
import type { BlobStore } from '../evidence/blob-store.ts';
import type { HostEvidence, WorkloadEvidence } from '../evidence/host-evidence.ts';
import { type EffectiveStore, resolveEffectiveStore } from '../trust/effective-store.ts';
import type { Workload } from './workloads.ts';

/**
 * The trust store that a workload's own client would load on its next start. What the host shows of the runtime comes before what is declared; without
 * either the client is not known, and an unknown client's store is unknown too.
 */
export function effectiveStoreOf(
  workload: Workload,
  host: HostEvidence | undefined,
  declared: ServiceDeclaration | undefined,
  blobs: BlobStore,
): EffectiveStore | undefined {
  const { evidence } = workload;
  if (evidence === undefined || host === undefined || workload.consumer === 'not-detected') return undefined;
  const runtime = evidence.runtime;
  if (runtime === undefined && declared?.client === undefined) {
    return { kind: 'unknown', client: undefined, reason: `which TLS client ${evidence.name} uses is not known: declare it with client:` };
  }
  if (runtime !== undefined) {
    const choice = profileFor(runtime);
    if (choice.kind === 'unknown') return { kind: 'unknown', client: undefined, reason: choice.reason };
    // a declared profile may name the library inside the runtime (python-requests), never another family
    const inside = declared?.client === undefined ? undefined : profileNamed(declared.client);
    const profile = inside?.family === choice.profile.family ? inside : choice.profile;
    return resolved(evidence, host, profile, blobs);
  }
  const profile = profileNamed(declared?.client ?? '');
  if (profile === undefined)
    return { kind: 'unknown', client: undefined, reason: `no client profile is called "${declared?.client ?? ''}"` };
  return resolved(evidence, host, profile, blobs);
}

interface Resolved {
  readonly files: HostEvidence['trustFiles'];
  readonly os: HostEvidence['os'];
  readonly profile: ClientProfile;
  readonly store: EffectiveStore;
}

// Hosts that were recorded as alike share the very objects of their evidence, so their stores are resolved once
const known = new WeakMap<WorkloadEvidence, Resolved>();

function resolved(workload: WorkloadEvidence, host: HostEvidence, profile: ClientProfile, blobs: BlobStore): EffectiveStore {
  const earlier = known.get(workload);
  if (earlier?.files === host.trustFiles && earlier.os === host.os && earlier.profile === profile) return earlier.store;
  const store = resolveEffectiveStore({ workload, host, profile, readBlob: (sha256) => blobs.read(sha256) });
  known.set(workload, { files: host.trustFiles, os: host.os, profile, store });
  return store;
}
