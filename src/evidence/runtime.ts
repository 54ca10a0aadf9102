import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';
import { sha256Schema } from '../config/sha256-schema.ts';

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
  bundledRoots: sha256Schema.optional(),
  /** Where a Python looks for packages, in its order; those of a user and of a virtual environment are not among them. */
  sitePackages: z.array(z.string()).optional(),
  /** Bundles of roots that packages of this Python bring along, by package: `certifi`, `botocore`, `awscli`. */
  packagedRoots: z.record(z.string(), z.string()).optional(),
  tlsConfiguration: tlsConfigurationSchema.optional(),
});
export type Runtime = Immutable<z.infer<typeof runtimeSchema>>;

/** A file that was replaced or taken away under a running process: the program itself, its TLS library, or a part of the runtime that brings one. */
export const replacedFileSchema = z.object({
  path: z.string(),
  what: z.enum(['program', 'tls-library', 'runtime']),
  /** When what lies there now was written, by the host's clock, where that was after the start. */
  replacedAt: instantSchema.optional(),
});
export type ReplacedFile = Immutable<z.infer<typeof replacedFileSchema>>;
