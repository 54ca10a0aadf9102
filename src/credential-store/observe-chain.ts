import type { StoreDeclaration } from '../config/config.ts';
import { shownSeconds } from '../config/duration.ts';
import { toInstant } from '../config/instant.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.ts';
import { isVault } from './is-vault.ts';
import { type ObservedNode, observeNodes } from './observe-nodes.ts';
import { type Lookup, type Resolution, resolveEndpoint } from './resolve-addresses.ts';
import { readChainFile } from './sources/file.ts';
import { connectionReason } from './sources/tls-failure.ts';
import type { StoreNode } from './store-node.ts';
import type { ServedChain } from './store-state.ts';

/** What observing a store needs from outside: the clock, a deadline, a way to stop. */
export interface StoreObservation {
  /** Epoch milliseconds; asked when the chain is there. */
  readonly now: () => number;
  /** For connecting and the handshake together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Takes a line for people about what is being done. */
  readonly progress?: ((text: string) => void) | undefined;
  /** Ids of the secrets in the store that services read; their state is looked up. */
  readonly secrets?: readonly string[] | undefined;
  /** Where relative paths of the declaration start. */
  readonly baseDirectory: string;
  /** Resolves names in place of the system. */
  readonly lookup?: Lookup | undefined;
}

/** What a store serves as the report tells it and, where every certificate could be decoded, as the trust engine takes it. */
export interface ObservedChain {
  readonly chain: ServedChain;
  /** Each address that was asked; undefined where none was. */
  readonly nodes?: readonly StoreNode[];
  /** Of all chains, in served order. */
  readonly certificates: readonly Certificate[];
  /** What was left out, in sentences. */
  readonly gaps: readonly string[];
}

/** More nodes than a store has in practice: each costs up to three handshakes. Our choice; what is left out is said. */
const mostNodes = 16;

/**
 * What a store serves, as its declaration says to get it. The served chain is that of the first node which could be asked, with what all of them ask of
 * clients: of several nodes each stands for itself in `nodes`.
 */
export async function observeChain(
  declaration: StoreDeclaration,
  endpoint: Endpoint | undefined,
  context: StoreObservation,
): Promise<ObservedChain> {
  const { servedChain } = declaration;
  if (servedChain.from === 'none') return { chain: { state: 'not-configured' }, certificates: [], gaps: [] };
  if (servedChain.from === 'file') return savedChain(servedChain.path, context);
  const target = servedChain.connect === undefined ? endpoint : parseEndpoint(servedChain.connect);
  if (target === undefined) return unknown(`what is configured for store ${declaration.name} is not an endpoint such as host:port`);
  context.progress?.(`reading the chain that store ${declaration.name} serves at ${formatEndpoint(target)}`);
  const begun = performance.now();
  const resolution = await resolveEndpoint(target, lookupLimit(context.timeoutMs), context.lookup);
  if (resolution.kind !== 'found') return unknown(unresolved(target, resolution));
  const targets = resolution.endpoints.slice(0, mostNodes);
  const left = resolution.endpoints.length - targets.length;
  const seen = await observeNodes(targets, {
    serverName: endpoint?.host,
    timeoutMs: Math.max(1, context.timeoutMs - (performance.now() - begun)),
    signal: context.signal,
    askHealth: isVault(declaration),
    ignoreUnreachable: servedChain.ignoreUnreachable === true,
    now: context.now,
  });
  const nodes = seen.map(({ node }) => node);
  const leftOut = left > 0 ? [`served chain: ${formatEndpoint(target)} has ${left} further addresses, which were not asked`] : [];
  return {
    chain: chainOf(seen, context),
    nodes,
    certificates: seen.flatMap(({ certificates }) => certificates),
    gaps: [...gapsOf(nodes), ...leftOut],
  };
}

async function savedChain(file: string, context: StoreObservation): Promise<ObservedChain> {
  const reading = await readChainFile(file, context.baseDirectory);
  if (reading.kind === 'unread') return unknown(reading.reason);
  const { certificates } = reading;
  const chain: ServedChain = {
    state: 'known',
    certificates: certificates.map(({ sha256 }) => sha256),
    observedAt: toInstant(context.now()),
    from: 'file',
  };
  return { chain, certificates, gaps: [] };
}

function unresolved(target: Endpoint, resolution: Exclude<Resolution, { kind: 'found' }>): string {
  const where = formatEndpoint(target);
  if (resolution.kind === 'late') return `the host name of ${where} was not resolved within ${shownSeconds(resolution.afterMs)}`;
  return resolution.error === undefined ? `the host name of ${where} has no address` : connectionReason(where, resolution.error, false);
}

/** How long a name may take to resolve, of the time that a store has. Our choice. */
export function lookupLimit(timeoutMs: number): number {
  return Math.min(timeoutMs, 5000);
}

function chainOf(seen: readonly ObservedNode[], context: StoreObservation): ServedChain {
  const first = seen.find(({ node }) => node.state === 'known')?.node;
  if (first?.state !== 'known') {
    const reasons = seen.flatMap(({ node }) => (node.state === 'unknown' ? [node.reason] : []));
    const others = reasons.length > 1 ? `, and nothing better from ${reasons.length - 1} more addresses` : '';
    return { state: 'unknown', reason: `${reasons[0] ?? 'it has no address'}${others}` };
  }
  const asking = seen.flatMap(({ asked }) => (asked?.clientCas === undefined ? [] : [asked]));
  const needs = asking.map(({ clientCertificate }) => clientCertificate);
  // Which node a client meets nobody knows: what one of them demands counts.
  const need = (['required', 'required-by-answer', 'unknown', 'optional'] as const).find((one) => needs.includes(one));
  return {
    state: 'known',
    certificates: first.certificates,
    observedAt: toInstant(context.now()),
    from: 'handshake',
    protocol: first.protocol,
    ...(asking.length === 0 ? {} : { clientCas: [...new Set(asking.flatMap(({ clientCas }) => clientCas ?? []))] }),
    ...(need === undefined ? {} : { clientCertificate: need }),
  };
}

function gapsOf(nodes: readonly StoreNode[]): readonly string[] {
  // Where none is known the served chain says why.
  const some = nodes.some(({ state }) => state === 'known');
  return nodes.flatMap((node) => {
    if (node.state === 'unknown') return some ? [`served chain: ${node.reason}${excuses[node.excused ?? 'none']}`] : [];
    const narrower = node.narrower.flatMap((answer) =>
      answer.state === 'unknown' ? [narrowGap(node.address, answer.offer, answer.reason)] : [],
    );
    const broken = node.broken === undefined ? [] : [`served chain: ${node.broken}`];
    return [
      ...broken,
      ...narrower,
      ...(node.health === undefined || node.health.state === 'known' ? [] : [`health: ${node.health.reason}`]),
    ];
  });
}

const excuses = {
  none: '',
  configured: ' (left out, as configured)',
  'family-out-of-reach': ' (no address of its family can be reached from here, so no verdict waits for it)',
} as const;

function narrowGap(address: string, offer: string, reason: string): string {
  const client = offer === 'TLSv1.2' ? 'clients without TLS 1.3' : `clients that know ${offer} keys alone`;
  return `served chain: what ${address} serves to ${client} is not known: ${reason}`;
}

function unknown(reason: string): ObservedChain {
  return { chain: { state: 'unknown', reason }, certificates: [], gaps: [] };
}
