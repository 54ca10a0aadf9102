import type { ClientProfile } from '../../clients/client-profile.ts';
import type { NodeExchange, StoreNode } from '../../credential-store/store-node.ts';
import type { Check } from '../check.ts';
import { unknownReason } from '../unknown-reason.ts';

type KnownNode = Extract<StoreNode, { readonly state: 'known' }>;

/**
 * Whether the handshake comes to its end after the chain, which alone decides about trust: a node that broke it off here, though it asked for no client
 * certificate, may do the same to the service, and one that agrees on keys in a way that the client may not have leaves that open. Which of them its
 * settings allow is not followed: unknown. Which node a restart meets is chance, so one is enough.
 */
export const tlsHandshake: Check = {
  name: 'tls-handshake',
  codes: [],
  judge({ store, effective }) {
    const nodes = store?.state.nodes?.filter((node) => node.state === 'known') ?? [];
    if (nodes.length === 0) return { kind: 'not-applicable' };
    const client = effective?.kind === 'known' ? effective.client : undefined;
    const open = nodes.flatMap((node) => whyOpen(node, client) ?? []);
    return open.length === 0 ? { kind: 'pass' } : { kind: 'unknown', reasons: open.map((why) => unknownReason(why)) };
  },
};

function whyOpen({ address, broken, exchange }: KnownNode, client: ClientProfile | undefined): string | undefined {
  if (broken !== undefined) return `${address} sends its certificates, and then no handshake comes about: ${broken}`;
  if (exchange === undefined || isTaken(exchange, client)) return undefined;
  return `whether ${client?.title ?? 'the client'} takes it is not known: ${address} ${ways[exchange.by](exchange)}`;
}

const ways: Readonly<Record<NodeExchange['by'], (exchange: NodeExchange) => string>> = {
  DHE: ({ suite, dhBits = 0 }) => `agrees on keys with Diffie-Hellman of ${dhBits} bits (cipher suite ${suite})`,
  RSA: ({ suite }) => `agrees on keys with static RSA (cipher suite ${suite})`,
  other: ({ suite }) => `has nothing better than cipher suite ${suite}`,
};

/**
 * Measured in the drill with 1024 and 2048 bits and with static RSA. OpenSSL refuses primes below 2048 bits at security level 2 (ssl_security_default_callback in
 * ssl/ssl_cert.c; Debian's default), even of a server that would have had ECDHE; Go offers no DHE at all (crypto/tls/cipher_suites.go), so it gets what
 * the server makes of ECDHE. Java and newer versions of Go leave static RSA out (jdk.tls.disabledAlgorithms; Go 1.22), as Python's own builds do.
 */
function isTaken({ suite, by, dhBits = 0, toCommon }: NodeExchange, client: ClientProfile | undefined): boolean {
  if (client?.family === 'go') return toCommon === 'taken';
  if (by !== 'DHE') return toCommon === 'taken';
  return dhBits >= strongBits && (toCommon === 'taken' || commonDhe.has(suite));
}

const strongBits = 2048;
/** DHE with AES-GCM or ChaCha20, which all but Go offer as they come. */
const commonDhe: ReadonlySet<string> = new Set(['0x009e', '0x009f', '0xccaa']);
