import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';

/** The report's name and version, its first field in JSON. */
export const verifySchemaId = 'snowline/verify/v1';

const acceptance = z.enum(['accept', 'reject', 'no-handshake', 'unknown']);
const count = z.number().int();

const shownCertificateSchema = z.object({
  sha256: z.string(),
  subject: z.string(),
  /** Host names and addresses of its subjectAltName (`DNS:…`, `IP:…`); absent where it has no such extension. */
  names: z.array(z.string()).optional(),
  issuer: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
});
/** A certificate as the report names it. */
export type ShownCertificate = Immutable<z.infer<typeof shownCertificateSchema>>;

/** What one client says. */
export const verifyClientSchema = z.object({
  client: z.string(),
  title: z.string(),
  acceptance,
  /** First moment at which it is no longer accepted; absent where it is not accepted, or for ever. */
  until: z.string().optional(),
  /** Why it ends then. */
  ends: z.string().optional(),
  /** Why it is not accepted now: a reason of the engine, `store-unusable`, `no-handshake` or `unknown`. */
  reason: z.string().optional(),
  /** The missing link, or why nothing can be said, as a sentence. */
  detail: z.string().optional(),
  /** What the client prints, as recorded from the real one. */
  expectedError: z.string().optional(),
  /** The path that it takes, end-entity first; where it rejects, as far as its search came. */
  path: z.array(shownCertificateSchema.extend({ role: z.enum(['end-entity', 'intermediate', 'anchor']) })),
  /** File that the trust anchor came from; where it rejects, that its search came to. */
  anchorFile: z.string().optional(),
  /** From now on, adjoining; without `until`: for ever. */
  intervals: z.array(z.object({ from: z.string(), until: z.string().optional(), acceptance, detail: z.string().optional() })),
  /** Each named store: the setting that it is judged as (`imported` where the client cannot read it), and the anchors found in it. */
  stores: z.array(z.object({ path: z.string(), readAs: z.string(), anchors: count })),
  /** How many trust anchors it reads from the named stores; absent where that is not known. */
  anchors: count.optional(),
  /** What it makes of the files: damage, marks, formats. */
  remarks: z.array(z.string()),
});
export type VerifyClient = Immutable<z.infer<typeof verifyClientSchema>>;

/** The one object that `snowline verify` prints, as JSON or as text. */
export const verifyReportSchema = z.object({
  schema: z.literal(verifySchemaId),
  tool: z.object({ name: z.string(), version: z.string() }),
  now: z.string(),
  /** Host name or IP address that the clients ask for. */
  name: z.string(),
  chain: z.object({
    /** A file, `stdin`, or `host:port`. */
    source: z.string(),
    /** In served order. */
    certificates: z.array(shownCertificateSchema),
    /** What is unusual about it, and why it was not read. */
    remarks: z.array(z.string()),
  }),
  trustStores: z.array(z.string()),
  /** With one client, `depends` does not occur. */
  consensus: z.enum(['all-accept', 'all-reject', 'depends', 'unknown']),
  split: z.object({ accept: count, reject: count, noHandshake: count, unknown: count }),
  clients: z.array(verifyClientSchema),
});
export type VerifyReport = Immutable<z.infer<typeof verifyReportSchema>>;
