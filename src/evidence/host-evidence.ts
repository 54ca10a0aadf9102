import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

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

/** Place of one PEM block in a file; `sha256` is that of its DER, null where it was not counted or is no base64. */
export const certificateLayoutSchema = z.object({
  label: z.string(),
  /** 1-based line of its BEGIN. */
  firstLine: z.number().int(),
  lines: z.number().int(),
  sha256: sha256.nullable(),
});
export type CertificateLayout = Immutable<z.infer<typeof certificateLayoutSchema>>;

/** One candidate trust store on disk. Contents are blobs, stored once per fleet and named by their digest. */
export const fileEvidenceSchema = z.object({
  path: z.string(),
  /** After following links; absent where equal to path. */
  realPath: z.string().optional(),
  state: z.enum(['file', 'directory', 'missing', 'unreadable']),
  /** Digest of the file's bytes, or of the directory's listing (see DirectoryListing). Absent where missing or unreadable. */
  sha256: sha256.optional(),
  sizeBytes: z.number().int().optional(),
  modifiedAt: instantSchema.optional(),
  owner: z.string().optional(),
  /** Octal permission bits, such as `0644`. */
  mode: z.string().optional(),
  /** Of a directory: names of files that not everybody may read. */
  closed: z.array(z.string()).optional(),
  /** Why it is unreadable. */
  reason: z.string().optional(),
  /** Its PEM blocks in order, the first 200, where the collector looked at them on the host. */
  certificates: z.array(certificateLayoutSchema).optional(),
  /**
   * In a container that a new one replaces at its next start: `container` where the file was written or removed after this one had
   * been created, so that a new one has it otherwise; `unknown` where that could not be told. Absent where it comes from the image or a mount.
   */
  layer: z.enum(['container', 'unknown']).optional(),
  /** Of a directory: names of entries that lead to such files. */
  layered: z.array(z.string()).optional(),
});
export type FileEvidence = Immutable<z.infer<typeof fileEvidenceSchema>>;

/** Content of a directory blob: entries in readdir order as [name, digest of the content, or null where dangling or unreadable]. */
export const directoryListingSchema = z.object({ entries: z.array(z.tuple([z.string(), sha256.nullable()])) });
export type DirectoryListing = Immutable<z.infer<typeof directoryListingSchema>>;

/** Families that a runtime can belong to: those that have client profiles. */
export const runtimeFamilies = ['openssl', 'curl', 'python', 'node', 'java', 'go'] as const;
export type RuntimeFamily = (typeof runtimeFamilies)[number];
/**
 * The configuration that a runtime's OpenSSL takes without being asked (openssl.cnf), by allow-listed names and values of fixed shape; all others are `?`.
 * Absent for other libraries, and in recordings of earlier versions, which did not look.
 */
export const tlsConfigurationSchema = z.object({
  path: z.string(),
  state: z.enum(['file', 'missing', 'unreadable']),
  /** What `system_default` sets, as it is written there: `{ CipherString: 'DEFAULT@SECLEVEL=2' }`; `providers: 'default'` where it names that one alone. */
  settings: z.record(z.string(), z.string()),
  /** Security level that the program sets by itself, whatever the configuration says (Python's own cipher string); absent where it was not asked. */
  ownLevel: z.enum(['none', '0', '1', '2', '3', '4', '5']).optional(),
  /** Why it may set more than that. */
  unread: z.array(z.string()).optional(),
});
export type TlsConfiguration = Immutable<z.infer<typeof tlsConfigurationSchema>>;

/** A program or library that opens TLS connections. */
export const runtimeSchema = z.object({
  family: z.enum(runtimeFamilies),
  /** As the program prints it: `3.11.7`, `20.20.2`, `17.0.15`. */
  version: z.string(),
  path: z.string().optional(),
  /** JAVA_HOME, OPENSSLDIR: where its default trust store is looked up. */
  home: z.string().optional(),
  /** The TLS library that it is linked with: `OpenSSL 3.0.19`. */
  tlsLibrary: z.string().optional(),
  /** Digest of the blob with the roots that are compiled in (Node's tls.rootCertificates as PEM). */
  bundledRoots: sha256.optional(),
  /** Where a Python looks for packages, in its order; those of a user and of a virtual environment are not among them. */
  sitePackages: z.array(z.string()).optional(),
  /** Bundles of roots that packages of this Python bring along, by package: `certifi`, `botocore`, `awscli`. */
  packagedRoots: z.record(z.string(), z.string()).optional(),
  tlsConfiguration: tlsConfigurationSchema.optional(),
});
export type Runtime = Immutable<z.infer<typeof runtimeSchema>>;

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

/** A file that was replaced or taken away under a running process: the program itself, its TLS library, or a part of the runtime that brings one. */
export const replacedFileSchema = z.object({
  path: z.string(),
  what: z.enum(['program', 'tls-library', 'runtime']),
  /** When what lies there now was written, by the host's clock, where that was after the start. */
  replacedAt: instantSchema.optional(),
});
export type ReplacedFile = Immutable<z.infer<typeof replacedFileSchema>>;

/** What systemd would miss of a unit and refuses to start it for. */
export const refusals = [
  'unit-file',
  'mask',
  'exec-start',
  'program',
  'program-closed',
  'script',
  'script-closed',
  'script-hidden',
  'preload',
  'environment-file',
  'working-directory',
  'working-directory-closed',
  'root-directory',
  'condition',
] as const;
export type Refusal = (typeof refusals)[number];

/** A file that a program proves itself to a store with, or gets its identity for: that it is there, whom it is open to and its dates, never what it holds. */
export const credentialFileSchema = z.object({
  /** The variable that names it, or the key of `identity:` in the configuration. */
  named: z.enum(['AWS_WEB_IDENTITY_TOKEN_FILE', 'tokenFile', 'roleIdFile', 'secretIdFile']),
  path: z.string(),
  /** `unknown`: it was not told, for the `reason`. */
  state: z.enum(['file', 'missing', 'unknown']),
  reason: z.string().optional(),
  owner: z.string().optional(),
  /** Octal permission bits of what it leads to. */
  mode: z.string().optional(),
  modifiedAt: instantSchema.optional(),
  /** Whether the user of the program may read it; of a file that is there. */
  readable: z.enum(['yes', 'no', 'unknown']).optional(),
  /** Until when it is valid as it says itself (`exp` of a JSON web token), where whoever looked could see that. */
  expiresAt: instantSchema.optional(),
});
export type CredentialFile = Immutable<z.infer<typeof credentialFileSchema>>;

/** Where a program would find an identity at its next start, beside its variables; absent where nobody looked. */
export const credentialSourcesSchema = z.object({
  /** Of the keys in the environment: id and secret are set, both with the token of a session, or the id alone. Absent where none is, and in earlier recordings. */
  keys: z.enum(['whole', 'session', 'half']).optional(),
  /** AWS_PROFILE names a profile, for which some SDKs pass over those keys. */
  profile: z.literal(true).optional(),
  /** Whether the profile of the shared files of AWS (~/.aws) names a credential, or where to get one; `doubtful` where it may do so in vain. */
  sharedFiles: z.enum(['absent', 'present', 'doubtful', 'unknown']),
  /** Why that is doubtful or unknown. */
  reason: z.string().optional(),
  /** Of a container: whether it has the network of its host, or one of its own. */
  network: z.enum(['host', 'own']).optional(),
  /** The firmware of its machine says that it is an instance of EC2. */
  instance: z.literal(true).optional(),
  files: z.array(credentialFileSchema),
});
export type CredentialSources = Immutable<z.infer<typeof credentialSourcesSchema>>;

/** One program on the host that may fetch secrets: a unit, a process, or the machine's default client of a family. */
export const workloadEvidenceSchema = z.object({
  /** The service's name: the unit without `.service`, the program of a process, the family of a default client. */
  name: z.string(),
  origin: z.enum(['systemd-unit', 'process', 'default-client']),
  unit: z
    .object({
      name: z.string(),
      state: z.string(),
      /** As `systemctl is-enabled` prints it: whether the unit is started with the host. */
      fileState: z.string().optional(),
      /**
       * Of a unit that changed on disk without systemd having been told: `on-disk` is what a daemon-reload or a start of the host makes of it, `in-memory`
       * what `systemctl restart` starts until then. Absent where they are the same.
       */
      as: z.enum(['on-disk', 'in-memory']).optional(),
      user: z.string().optional(),
      /** Group= where it is set: it takes the place of the user's first group. */
      group: z.string().optional(),
      /** It may have rights to read what is closed to that user. */
      readsMore: z.literal(true).optional(),
      /** The latest write to the unit file or one of its drop-ins, after following links; environment files do not count. */
      changedAt: instantSchema.optional(),
      /** Its drop-ins in systemd's order; each list holds the first 100 names that are shaped like a path, and is absent where there is none. */
      dropIns: z.array(z.string()).optional(),
      /** EnvironmentFile= as the unit names it, patterns among them: specifiers resolved, without the `-` that says that it may be absent. */
      environmentFiles: z.array(z.string()).optional(),
      /** Programs of ExecStartPre=, without their words. */
      execStartPre: z.array(z.string()).optional(),
      /** Why systemd would surely refuse to start it again; only of a unit that runs, whose mounts are there. */
      refused: z.array(z.object({ what: z.enum(refusals), reason: z.string() })).optional(),
    })
    .optional(),
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

/** A certificate or private key that a client shows to a credential store: of a key nothing but its public half's digest. */
export const clientKeySchema = z.object({
  path: z.string(),
  /** What that digest is of: the key, where both lie in the file. Absent in recordings of earlier versions, which did not tell. */
  holds: z.enum(['certificate', 'key']).optional(),
  /** SHA-256 of the DER of its SubjectPublicKeyInfo. */
  publicKeySha256: sha256.optional(),
  /** Why that is not known. */
  reason: z.string().optional(),
  owner: z.string().optional(),
  /** Octal permission bits of what it leads to. */
  mode: z.string().optional(),
  /** Users of units that are in its group; `USER:GROUP` where the unit sets a group of its own. */
  members: z.array(z.string()).optional(),
  modifiedAt: instantSchema.optional(),
  /** Nothing lies there. */
  missing: z.literal(true).optional(),
});
export type ClientKey = Immutable<z.infer<typeof clientKeySchema>>;

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

/** A file's or listing's content, once per fleet, with everything masked in place that is no certificate. */
export const blobSchema = z.object({
  /** Of the content as it stands here; in recordings of earlier versions of the original, so that nobody can check it. */
  sha256,
  encoding: z.enum(['utf8', 'base64']),
  content: z.string(),
  /** How many parts were masked. */
  redacted: z.number().int().optional(),
});
export type Blob = Immutable<z.infer<typeof blobSchema>>;
