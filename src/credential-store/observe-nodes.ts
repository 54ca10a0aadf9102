import { isIPv6 } from 'node:net';
import pLimit from 'p-limit';
import { toInstant } from '../config/instant.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { healthOfNode } from './node-health.ts';
import type { ClientOffer } from './sources/client-offer.ts';
import type { KeyExchange } from './sources/key-exchange.ts';
import { certificateOf } from './sources/pem-certificates.ts';
import { readServedChain, type ServedChainReading } from './sources/tls-endpoint.ts';
import type { NarrowAnswer, NarrowOffer, NodeExchange, StoreNode } from './store-node.ts';

type Read = Extract<ServedChainReading, { kind: 'read' }>;

/** A node as evidence has it, with its certificates read and what its handshake said beside them. */
export interface ObservedNode {
  readonly node: StoreNode;
  /** Of everything that it serves. */
  readonly certificates: readonly Certificate[];
  /** What it asks of clients, from its main handshake; undefined unless it is known. */
  readonly asked: Pick<Read, 'clientCas' | 'clientCertificate'> | undefined;
}

/** How nodes are asked. */
export interface NodeQuestion {
  /** SNI; the name of the endpoint even where the connection goes elsewhere: a server chooses its chain by that name. */
  readonly serverName: string | undefined;
  /** For all nodes together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly askHealth: boolean;
  /** Whether nodes that do not answer leave nothing open. */
  readonly ignoreUnreachable: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Nodes of one store under way at once. Our choice: a store is not to feel it. */
const concurrency = 4;

/**
 * Asks each node for its chains: as a client that offers everything, as one without TLS 1.3, and as one that knows keys of the other kind alone, because
 * servers with two certificates choose by that (RFC 8446 §4.4.2.2; nginx: several `ssl_certificate`). They share the time fairly, so that those that hang
 * keep none of the others from being asked. Never throws.
 */
export async function observeNodes(targets: readonly Endpoint[], question: NodeQuestion): Promise<readonly ObservedNode[]> {
  const limit = pLimit(concurrency);
  const timeoutMs = question.timeoutMs / Math.max(1, Math.ceil(targets.length / concurrency));
  const seen = await Promise.all(targets.map((target) => limit(() => observeNode(target, { ...question, timeoutMs }))));
  const answering = new Set(seen.flatMap(({ reached }, index) => (reached ? [isIPv6(targets[index]?.host ?? '')] : [])));
  return seen.map(({ observed, reached }, index) => {
    const { node } = observed;
    if (node.state === 'known') return observed;
    const elsewhere = answering.size > 0 && !answering.has(isIPv6(targets[index]?.host ?? ''));
    const excused = question.ignoreUnreachable ? 'configured' : !reached && elsewhere ? 'family-out-of-reach' : undefined;
    return excused === undefined ? observed : { ...observed, node: { ...node, excused } };
  });
}

interface Seen {
  readonly observed: ObservedNode;
  /** Whether there was a connection at all. */
  readonly reached: boolean;
}

async function observeNode(target: Endpoint, question: NodeQuestion): Promise<Seen> {
  const address = formatEndpoint(target);
  const { serverName, signal, timeoutMs, askHealth } = question;
  const deadline = performance.now() + timeoutMs;
  const reading = await readServedChain({ ...target, serverName, timeoutMs, signal, askHealth });
  if (reading.kind === 'unread') return unseen(address, reading.reason, reading.reached !== 'nothing');
  const main = decoded(reading.certificates, address);
  if (main.kind === 'undecoded') return unseen(address, main.reason, true);
  const ask = (offer: ClientOffer): Promise<ServedChainReading> =>
    readServedChain({ ...target, serverName, signal, offer, timeoutMs: Math.max(1, deadline - performance.now()) });
  const answers = await Promise.all(
    narrowOffersTo(reading, main.certificates).map(async ([name, offer]) =>
      narrowAnswer(name, await ask(offer), address, main.certificates),
    ),
  );
  const node: StoreNode = {
    state: 'known',
    address,
    certificates: digestsOf(main.certificates),
    protocol: reading.protocol,
    narrower: answers.map(({ answer }) => answer),
    ...(reading.exchange === undefined ? {} : { exchange: await exchangeOf(reading.exchange, ask) }),
    ...(reading.broken === undefined ? {} : { broken: reading.broken }),
    ...(askHealth ? { health: healthOfNode(address, reading, toInstant(question.now())) } : {}),
  };
  const certificates = [...main.certificates, ...answers.flatMap((answer) => answer.certificates)];
  return { observed: { node, certificates, asked: reading }, reached: true };
}

// A server that goes by its own order may choose this of all that is offered, and take better from whoever offers nothing else.
async function exchangeOf(
  { suite, ...rest }: KeyExchange,
  ask: (offer: ClientOffer) => Promise<ServedChainReading>,
): Promise<NodeExchange> {
  const common = await ask({ version: 'TLSv1.2', exchange: 'ECDHE' });
  const refused = common.kind === 'unread' && common.reached === 'refusal';
  const toCommon = common.kind === 'read' && common.broken === undefined ? 'taken' : refused ? 'refused' : 'unknown';
  return { suite: `0x${suite.toString(16).padStart(4, '0')}`, ...rest, toCommon };
}

function unseen(address: string, reason: string, reached: boolean): Seen {
  return { observed: { node: { state: 'unknown', address, reason }, certificates: [], asked: undefined }, reached };
}

// One that chose an old version has no newer one: servers take the newest that both know (RFC 8446 §4.2.1).
function narrowOffersTo(reading: Read, [leaf]: readonly Certificate[]): readonly (readonly [NarrowOffer, ClientOffer])[] {
  const version = reading.protocol === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2';
  const keys = leaf?.publicKey.algorithm.startsWith('rsa') === true ? 'ECDSA' : 'RSA';
  const old = version === 'TLSv1.3' ? ([['TLSv1.2', { version: 'TLSv1.2' }]] as const) : [];
  return [...old, [keys, { version, keys }]];
}

function narrowAnswer(
  offer: NarrowOffer,
  reading: ServedChainReading,
  address: string,
  main: readonly Certificate[],
): { readonly answer: NarrowAnswer; readonly certificates: readonly Certificate[] } {
  // Some say with an alert that they have nothing for such a client, others (Schannel) just close
  if (reading.kind === 'unread' && reading.reached === 'refusal') return { answer: { offer, state: 'refused' }, certificates: [] };
  if (reading.kind === 'unread') return { answer: { offer, state: 'unknown', reason: reading.reason }, certificates: [] };
  const chain = decoded(reading.certificates, address);
  if (chain.kind === 'undecoded') return { answer: { offer, state: 'unknown', reason: chain.reason }, certificates: [] };
  const certificates = digestsOf(chain.certificates);
  if (certificates.join() === digestsOf(main).join()) return { answer: { offer, state: 'same' }, certificates: [] };
  return { answer: { offer, state: 'known', certificates }, certificates: chain.certificates };
}

type Decoded =
  | { readonly kind: 'decoded'; readonly certificates: readonly Certificate[] }
  | { readonly kind: 'undecoded'; readonly reason: string };

// A chain with a hole is another chain.
function decoded(ders: readonly Uint8Array[], address: string): Decoded {
  const certificates: Certificate[] = [];
  for (const der of ders) {
    const certificate = certificateOf(der);
    if (certificate === undefined) {
      return {
        kind: 'undecoded',
        reason: `certificate ${certificates.length + 1} of ${ders.length} that ${address} serves cannot be decoded`,
      };
    }
    certificates.push(certificate);
  }
  return { kind: 'decoded', certificates };
}

function digestsOf(certificates: readonly Certificate[]): string[] {
  return certificates.map(({ sha256 }) => sha256);
}
