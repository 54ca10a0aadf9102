import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';
import { clientKeySchema, credentialSourcesSchema } from './credential-evidence.ts';
import { type Blob, fileEvidenceSchema } from './file-evidence.ts';
import { replacedFileSchema, runtimeSchema } from './runtime.ts';
import { unitEvidenceSchema } from './unit-evidence.ts';

/**
 * A fact that could not be seen, and why. Nothing downstream may read it as clean. Facts are named by where they would
 * stand: of a host `os`, `workloads`, `runtimes.java`; of a workload `runtime`, `unit`, `nextStart.environment` (all of it),
 * `nextStart.environment.SSL_CERT_FILE` (that one), `nextStart.options…`, and the same under `running.`; `trustFiles`
 * of a workload says that its files are not those of the host (a root or mounts of its own, folders closed to its user).
 * `container` of a process in one says that a new container is taken to start it as it runs.
 * `nextStart` alone says that its unit was not read to the end, or that what it names is not there; `nextStart.start` that it may
 * not start, or not with the host, and `nextStart.access` that it may not read every file then, with all that it would start known;
 * `nextStart.before` that a program which is started with it was not looked into. `workloads` says that there may be
 * workloads which were not seen; that systemd does not run, so that they were looked for elsewhere, is called `systemd`.
 */
export const missingFactSchema = z.object({ fact: z.string(), reason: z.string() });
export type MissingFact = Immutable<z.infer<typeof missingFactSchema>>;

/** How a program would be (or was) started, by allow-list: names and path- or endpoint-shaped values only, never raw lines. */
export const launchSchema = z.object({
  environment: z.record(z.string(), z.string()),
  /** Options that choose a trust store: `javax.net.ssl.trustStore`, `--use-openssl-ca`, `--cacert`. A bare flag has the value ''. */
  options: z.record(z.string(), z.string()),
});
export type Launch = Immutable<z.infer<typeof launchSchema>>;

/** Programs that run containers, as far as the paths of control groups tell. */
export const containerManagers = ['docker', 'containerd', 'crio', 'podman', 'ecs', 'kubernetes', 'lxc', 'machine'] as const;
/** The container that a process runs in. */
export const containerSchema = z.object({
  /** The first 12 digits of its id, with the container's number behind those of the task on Fargate; its name for lxc and machine. */
  id: z.string(),
  /** Absent where the path of its control group does not tell. */
  manager: z.enum(containerManagers).optional(),
});
export type Container = Immutable<z.infer<typeof containerSchema>>;

/** The files that processes with a root of their own see: those of a container or of a chroot. Paths are as they see them. */
export const rootEvidenceSchema = z.object({
  /** The container's id, or `root-1` and so on; workloads name it. */
  id: z.string(),
  os: z.object({ id: z.string(), version: z.string().optional() }).optional(),
  runtimes: z.array(runtimeSchema),
  trustFiles: z.array(fileEvidenceSchema),
  missing: z.array(missingFactSchema).optional(),
});
export type RootEvidence = Immutable<z.infer<typeof rootEvidenceSchema>>;

/** One program on the host that may fetch secrets: a unit, a process, or the machine's default client of a family. */
export const workloadEvidenceSchema = z.object({
  /** The service's name: the unit without `.service`, the program of a process, the family of a default client. */
  name: z.string(),
  origin: z.enum(['systemd-unit', 'process', 'default-client']),
  unit: unitEvidenceSchema.optional(),
  program: z.string().optional(),
  container: containerSchema.optional(),
  /** Which of the host's `roots` its files are; absent where it sees those of the host. */
  root: z.string().optional(),
  /** Absent where the program does not run. */
  process: z
    .object({
      pid: z.number().int().optional(),
      startedAt: instantSchema,
      /** What it has loaded that is not what lies there now; absent where nothing is, or where nobody may look. */
      replaced: z.array(replacedFileSchema).optional(),
      /** What it runs on, where that is another one than the next start's and still there. */
      runtime: runtimeSchema.optional(),
    })
    .optional(),
  /** What the next start would run; absent where it could not be told. */
  runtime: runtimeSchema.optional(),
  /** What the next start would set. */
  nextStart: launchSchema,
  /** What the running process has. */
  running: launchSchema.optional(),
  credentials: credentialSourcesSchema.optional(),
  /** Its open connections to the addresses of credential stores, as `IP:PORT`; absent where nobody looked. */
  connections: z.array(z.string()).optional(),
  /** Digests of the trust-store files as the running process loaded them, where a recording knows. */
  missing: z.array(missingFactSchema).optional(),
});
export type WorkloadEvidence = Immutable<z.infer<typeof workloadEvidenceSchema>>;

/** What was observed of a host, when, by which collector, and what could not be seen. */
export const hostEvidenceSchema = z.object({
  /** Id of the host in the inventory. */
  id: z.string().min(1),
  collector: z.string(),
  observedAt: instantSchema,
  /** How far the host's clock is ahead of the auditor's, at the least; negative where it is behind. Instants of files and processes are the host's. */
  clockSkewSeconds: z.number().int().optional(),
  os: z.object({ id: z.string(), version: z.string().optional() }).optional(),
  /** Facts for classification beyond what the inventory knows: names are those of rules/ (see src/rules/facts.ts). */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).optional(),
  runtimes: z.array(runtimeSchema),
  trustFiles: z.array(fileEvidenceSchema),
  clientKeys: z.array(clientKeySchema).optional(),
  /** Files of containers and chroots; `trustFiles` and `runtimes` are those of the host itself. */
  roots: z.array(rootEvidenceSchema).optional(),
  workloads: z.array(workloadEvidenceSchema),
  missing: z.array(missingFactSchema),
});
export type HostEvidence = Immutable<z.infer<typeof hostEvidenceSchema>>;

/** What is known of one inventoried host when it is judged: its evidence, or why there is none that counts. */
export type HostFacts =
  | { readonly kind: 'seen'; readonly evidence: HostEvidence }
  | { readonly kind: 'missing'; readonly reason: string; readonly code?: 'UNKNOWN_EVIDENCE' | 'STALE_EVIDENCE' | 'HOST_NEVER_MANAGED' };

/** What a transport answers for a host: evidence, or the reason why there is none. */
export type Collected =
  | { readonly kind: 'evidence'; readonly evidence: HostEvidence; readonly blobs: readonly Blob[] }
  | {
      readonly kind: 'missing';
      readonly reason: string;
      /** A reason of its own, where there is one. */
      readonly code?: 'HOST_NEVER_MANAGED' | undefined;
      /** Whether asking again may help; absent where nobody would ask again. */
      readonly mayRetry?: boolean | undefined;
    };
