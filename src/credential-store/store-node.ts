import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import { instantSchema } from '../config/instant-schema.ts';
import { sha256Schema } from '../config/sha256-schema.ts';

/** What a client leaves out of its offer, so that a server which has another certificate for such clients shows it: TLS 1.3, or keys of the other kind. */
export const narrowOffers = ['TLSv1.2', 'RSA', 'ECDSA'] as const;
export type NarrowOffer = (typeof narrowOffers)[number];

const narrowAnswerSchema = z.discriminatedUnion('state', [
  /** The chain that it serves to everybody. */
  z.object({ offer: z.enum(narrowOffers), state: z.literal('same') }),
  z.object({ offer: z.enum(narrowOffers), state: z.literal('known'), certificates: z.array(sha256Schema) }),
  /** It has nothing for such a client. */
  z.object({ offer: z.enum(narrowOffers), state: z.literal('refused') }),
  z.object({ offer: z.enum(narrowOffers), state: z.literal('unknown'), reason: z.string() }),
]);
/** What a node made of a narrower offer. */
export type NarrowAnswer = Immutable<z.infer<typeof narrowAnswerSchema>>;

/** How a node of TLS 1.2 agrees on keys with a client that offers everything, where not every client takes that. */
export const nodeExchangeSchema = z.object({
  /** Wire number of the cipher suite (`0x009e`). */
  suite: z.string().regex(/^0x[0-9a-f]{4}$/),
  by: z.enum(['DHE', 'RSA', 'other']),
  /** Bits of the prime; of DHE alone. */
  dhBits: z.int().optional(),
  /** What it makes of a client that offers nothing but ECDHE with AES-GCM or ChaCha20. */
  toCommon: z.enum(['taken', 'refused', 'unknown']),
});
export type NodeExchange = Immutable<z.infer<typeof nodeExchangeSchema>>;

/** What a Vault or OpenBao says of itself without a token (`GET /v1/sys/health`). */
export const vaultHealthSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('known'), status: z.int(), initialized: z.boolean(), sealed: z.boolean(), observedAt: instantSchema }),
  /** It answers, but this to nobody without a certificate or from here. */
  z.object({ state: z.literal('withheld'), reason: z.string() }),
  z.object({ state: z.literal('unknown'), reason: z.string() }),
]);
export type VaultHealth = Immutable<z.infer<typeof vaultHealthSchema>>;

/** One address that the endpoint's name leads to, and what it serves there. */
export const storeNodeSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('known'),
    /** `IP:PORT`. */
    address: z.string(),
    /** What it serves to a client that offers everything. */
    certificates: z.array(sha256Schema),
    protocol: z.string(),
    /** What it makes of clients that offer less. */
    narrower: z.array(narrowAnswerSchema),
    exchange: nodeExchangeSchema.optional(),
    /** Why the handshake did not come to its end after that chain, though no client certificate was asked for. */
    broken: z.string().optional(),
    health: vaultHealthSchema.optional(),
  }),
  z.object({
    state: z.literal('unknown'),
    address: z.string(),
    reason: z.string(),
    /**
     * Why that leaves no verdict open: the configuration says so, or no address of its family (IPv4, IPv6) could be connected to from here while the other
     * family answered, which tells of the auditor's network and not of the store.
     */
    excused: z.enum(['configured', 'family-out-of-reach']).optional(),
  }),
]);
export type StoreNode = Immutable<z.infer<typeof storeNodeSchema>>;
