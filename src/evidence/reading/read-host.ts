import type { Blob } from '../file-evidence.ts';
import type { HostEvidence, MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { type DeclaredClientCertificate, filesOf } from './client-files.ts';
import { readClientKeys } from './client-keys.ts';
import { readConfigurationTool } from './configuration-tool.ts';
import { withConnections } from './connections.ts';
import { openRootBook } from './container-roots.ts';
import type { DeclaredIdentity } from './credential-files.ts';
import { defaultClients } from './default-clients.ts';
import { readListeningProcesses } from './listening-processes.ts';
import { withOpensslConfigurations } from './openssl-configurations.ts';
import { readOs } from './os-release.ts';
import { openRuntimes } from './runtimes.ts';
import { readSystemdUnits } from './systemd-units.ts';
import { readTrustFiles, type WantedContent } from './trust-files.ts';
import { trustPaths } from './trust-paths.ts';

/** What is asked of a machine beside what it names itself. */
export interface HostQuestions {
  readonly extraTrustFiles?: readonly string[] | undefined;
  /** Files that services are declared to prove themselves with. */
  readonly identities?: readonly DeclaredIdentity[] | undefined;
  /** Certificates that services are declared to show to stores. */
  readonly clientCertificates?: readonly DeclaredClientCertificate[] | undefined;
  /** Digests whose content the caller already has. */
  readonly knownBlobs: ReadonlySet<string>;
  readonly progress?: ((text: string) => void) | undefined;
}

/** Everything that a machine shows, by whichever way it is asked. */
export interface HostReading {
  readonly evidence: Omit<HostEvidence, 'id' | 'collector' | 'observedAt' | 'clockSkewSeconds'>;
  readonly blobs: readonly Blob[];
  /** Contents that the machine named and the caller does not have. */
  readonly wanted: readonly WantedContent[];
}

/** Trust files and folders that are read of one machine; an honest one names 60. Our choice. */
const maximumPaths = 2000;

/** Looks at a machine: its runtimes, units and processes, and all trust stores that any of them might use. Starts nothing, changes nothing. */
export async function readHost(machine: Machine, questions: HostQuestions): Promise<HostReading> {
  const { knownBlobs, progress } = questions;
  progress?.('asking the installed runtimes');
  const [os, tool, catalogue] = await Promise.all([readOs(machine), readConfigurationTool(machine), openRuntimes(machine)]);
  progress?.('reading units and processes');
  const units = await readSystemdUnits(machine, catalogue, questions.identities, questions.clientCertificates);
  const roots = openRootBook(machine);
  const processes = await readListeningProcesses(machine, catalogue, roots, units.units, questions.identities);
  const services = await withConnections(machine, [...units.workloads, ...processes.workloads]);
  const started = [...services, ...(await defaultClients(machine, catalogue.installed()))];
  // What has a root of its own takes nothing from these files.
  const shared = started.filter((workload) => workload.root === undefined);
  const { runtimes, workloads } = await withOpensslConfigurations(machine, os.os, { runtimes: catalogue.installed(), workloads: shared });
  progress?.('reading trust stores');
  const shown = filesOf(questions.clientCertificates ?? []);
  const paths = trustPaths(catalogue.installed(), workloads, [...(questions.extraTrustFiles ?? []), ...shown.certificates]);
  const trust = await readTrustFiles(machine, paths.slice(0, maximumPaths), knownBlobs);
  const configured = new Map(shared.map((workload, index) => [workload, workloads[index] ?? workload]));
  const all = started.map((workload) => configured.get(workload) ?? workload);
  const apart = await roots.read(all, new Set([...knownBlobs, ...[...trust.blobs, ...trust.wanted].map((one) => one.sha256)]));
  const keys = await readClientKeys(machine, all, shown.keys);
  machine.signal?.throwIfAborted();
  const missing: readonly MissingFact[] = [...os.missing, ...tool.missing, ...catalogue.missing, ...units.missing, ...processes.missing];
  const unread: readonly MissingFact[] =
    paths.length > maximumPaths
      ? [{ fact: 'trustFiles', reason: `of ${paths.length} trust files that are named the first ${maximumPaths} were read` }]
      : [];
  return {
    evidence: {
      ...(os.os === undefined ? {} : { os: os.os }),
      facts: tool.facts,
      runtimes,
      trustFiles: trust.files,
      ...(keys.length === 0 ? {} : { clientKeys: keys }),
      ...(apart.roots.length === 0 ? {} : { roots: apart.roots }),
      workloads: apart.workloads,
      missing: [...missing, ...unread],
    },
    blobs: [...catalogue.blobs().filter((blob) => !knownBlobs.has(blob.sha256)), ...trust.blobs, ...apart.blobs],
    wanted: [...catalogue.wanted().filter((one) => !knownBlobs.has(one.sha256)), ...trust.wanted, ...apart.wanted],
  };
}
