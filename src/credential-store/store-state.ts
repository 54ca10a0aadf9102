import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';
import { sha256Schema as sha256 } from '../config/sha256-schema.ts';
import { secretStateSchema } from './secret-state.ts';
import { storeNodeSchema } from './store-node.ts';

/** One set of CA certificates of a store: previous, current or pending. */
export const generationSchema = z.object({
  /** Certificates in the order of the source, by digest; their DER stands in certificate records. */
  certificates: z.array(sha256),
  /** When it took this role (CreatedDate of the secret's version), where known. */
  since: instantSchema.optional(),
  /** Version id of the secret, or the path of the file. */
  version: z.string().optional(),
});
export type Generation = Immutable<z.infer<typeof generationSchema>>;

/** The chain as presented in the handshake: in served order, byte for byte, nothing added or dropped. */
export const servedChainSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('known'),
    certificates: z.array(sha256),
    observedAt: instantSchema,
    from: z.enum(['handshake', 'file']),
    protocol: z.string().optional(),
    /** Distinguished names, as hex DER, of the client CAs that the store names in its CertificateRequest; absent where it asks for none. */
    clientCas: z.array(z.string()).optional(),
    /** What it made of a client without one, where it asks: it ended the handshake, it answered that it needs one, it served it all the same, or neither was seen. */
    clientCertificate: z.enum(['required', 'required-by-answer', 'optional', 'unknown']).optional(),
  }),
  z.object({ state: z.literal('unknown'), reason: z.string() }),
  /** The configuration says not to look: the current generation decides. */
  z.object({ state: z.literal('not-configured') }),
]);
export type ServedChain = Immutable<z.infer<typeof servedChainSchema>>;

/** What a credential store serves and which CAs it has. */
export const storeStateSchema = z.object({
  name: z.string(),
  /** As the configuration declares it, or its generations show. */
  kind: z.enum(['vault', 'secrets-manager']).optional(),
  /** `host:port`. */
  endpoint: z.string(),
  /** Names that clients verify it by; the first is the endpoint's host. */
  names: z.array(z.string()).min(1),
  /** `IP:PORT` that the endpoint's name led to when the store was observed; absent where nobody asked or got an answer. */
  addresses: z.array(z.string()).optional(),
  /** That of the first node that could be asked; of several nodes each has its own in `nodes`. */
  servedChain: servedChainSchema,
  /** Every address that was asked, by address; absent where none was, and in evidence of earlier versions. */
  nodes: z.array(storeNodeSchema).optional(),
  generations: z.object({
    previous: generationSchema.optional(),
    current: generationSchema.optional(),
    pending: generationSchema.optional(),
  }),
  /** CAs that it accepts client certificates of, where configured; a role is absent where its file could not be read. */
  clientCas: z.object({ current: generationSchema.optional(), pending: generationSchema.optional() }).optional(),
  /** When the store will switch to the pending generation, where configured. */
  switchAt: instantSchema.optional(),
  /** The secrets in it that services read; absent where none is declared, or the store cannot tell of them without a token. */
  secrets: z.array(secretStateSchema).optional(),
  /** Whether IAM was asked if the roles of hosts may read them. */
  accessSimulated: z.boolean().optional(),
  /** Proxies that are declared to hand TLS with it on as it is, as `http://host:port`. */
  tunnels: z.array(z.string()).optional(),
  /** What could not be read of it, in sentences. */
  gaps: z.array(z.string()),
});
export type StoreState = Immutable<z.infer<typeof storeStateSchema>>;

/** A certificate by its digest, DER as base64: stands once in an evidence file. */
export const certificateRecordSchema = z.object({ sha256, der: z.base64() });
export type CertificateRecord = Immutable<z.infer<typeof certificateRecordSchema>>;

/** What a source yields: the state and the certificates that it names. */
export interface ObservedStore {
  readonly state: StoreState;
  readonly certificates: readonly CertificateRecord[];
}

/** What could not be read of a store's CA generations: then neither what is current nor what is pending is known for sure. */
export function generationGaps(state: StoreState): readonly string[] {
  const others = ['served chain: ', 'health: ', 'client CAs: ', 'neither the served chain '];
  return state.gaps.filter((gap) => !others.some((start) => gap.startsWith(start)));
}
