import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';
import { sha256Schema } from '../config/sha256-schema.ts';

/** Place of one PEM block in a file; `sha256` is that of its DER, null where it was not counted or is no base64. */
export const certificateLayoutSchema = z.object({
  label: z.string(),
  /** 1-based line of its BEGIN. */
  firstLine: z.number().int(),
  lines: z.number().int(),
  sha256: sha256Schema.nullable(),
});
export type CertificateLayout = Immutable<z.infer<typeof certificateLayoutSchema>>;

/** One candidate trust store on disk. Contents are blobs, stored once per fleet and named by their digest. */
export const fileEvidenceSchema = z.object({
  path: z.string(),
  /** After following links; absent where equal to path. */
  realPath: z.string().optional(),
  state: z.enum(['file', 'directory', 'missing', 'unreadable']),
  /** Digest of the file's bytes, or of the directory's listing (see DirectoryListing). Absent where missing or unreadable. */
  sha256: sha256Schema.optional(),
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
export const directoryListingSchema = z.object({ entries: z.array(z.tuple([z.string(), sha256Schema.nullable()])) });
export type DirectoryListing = Immutable<z.infer<typeof directoryListingSchema>>;

/** A file's or listing's content, once per fleet, with everything masked in place that is no certificate. */
export const blobSchema = z.object({
  /** Of the content as it stands here; in recordings of earlier versions of the original, so that nobody can check it. */
  sha256: sha256Schema,
  encoding: z.enum(['utf8', 'base64']),
  content: z.string(),
  /** How many parts were masked. */
  redacted: z.number().int().optional(),
});
export type Blob = Immutable<z.infer<typeof blobSchema>>;
