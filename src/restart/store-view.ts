import { fromInstant } from '../config/instant.ts';
import type { NarrowOffer, StoreNode } from '../credential-store/store-node.ts';
import type { Generation, StoreState } from '../credential-store/store-state.ts';
import type { Certificate } from '../x509/certificate.ts';

/** A generation with its certificates read. */
export interface GenerationView {
  readonly certificates: readonly Certificate[];
  /** Epoch ms since when it has its role, where known. */
  readonly since: number | undefined;
}

/** One chain that nodes of a store serve to a client that offers everything, and what the same nodes serve to clients that offer less. */
export interface ChainView {
  /** As served, end-entity first. */
  readonly certificates: readonly Certificate[];
  /** `IP:PORT` of each; empty where only the store as a whole was recorded. */
  readonly nodes: readonly string[];
  readonly narrower: readonly { readonly offer: NarrowOffer; readonly node: string; readonly certificates: readonly Certificate[] }[];
}

/** A credential store as the checks look at it: the recorded state with its certificates read. */
export interface StoreView {
  readonly state: StoreState;
  /** The chain in question, as served, end-entity first; undefined where none is known, with the reason in `servedUnknown`. */
  readonly served: readonly Certificate[] | undefined;
  readonly servedUnknown: string | undefined;
  /** Every distinct chain; the first is `served`. Empty where none is known. */
  readonly chains: readonly ChainView[];
  /** Why it is not known what some nodes serve, where that leaves verdicts open. */
  readonly unseen: readonly string[];
  readonly previous: GenerationView | undefined;
  readonly current: GenerationView | undefined;
  readonly pending: GenerationView | undefined;
  /** What it verifies clients with, where configured; undefined roles could not be read, or there is none. */
  readonly clientCas?: { readonly current: GenerationView | undefined; readonly pending: GenerationView | undefined } | undefined;
  /** Epoch ms. */
  readonly switchAt: number | undefined;
}

type ReadAll = (digests: readonly string[]) => readonly Certificate[] | undefined;

/**
 * Reads the certificates of a recorded store. One that is named but not there, or cannot be read, makes its whole chain or generation unknown:
 * a chain with a hole is another chain.
 */
export function viewStore(state: StoreState, certificateOf: (sha256: string) => Certificate | undefined): StoreView {
  const readAll: ReadAll = (digests) => {
    const certificates = digests.map(certificateOf);
    return certificates.every((certificate) => certificate !== undefined) && certificates.length > 0 ? certificates : undefined;
  };
  const generation = (recorded: Generation | undefined): GenerationView | undefined => {
    const certificates = recorded && readAll(recorded.certificates);
    return certificates && { certificates, since: recorded?.since === undefined ? undefined : fromInstant(recorded.since) };
  };
  const chain = state.servedChain;
  const served = chain.state === 'known' ? readAll(chain.certificates) : undefined;
  const nodes = served === undefined ? [] : (state.nodes ?? []);
  const chains = chainsOf(nodes, readAll);
  return {
    state,
    served: chains[0]?.certificates ?? served,
    servedUnknown: served === undefined ? whyUnknown(state) : undefined,
    chains: chains.length === 0 && served !== undefined ? [{ certificates: served, nodes: [], narrower: [] }] : chains,
    unseen: nodes.flatMap((node) => whyUnseen(node, readAll)),
    previous: generation(state.generations.previous),
    current: generation(state.generations.current),
    pending: generation(state.generations.pending),
    ...(state.clientCas === undefined
      ? {}
      : { clientCas: { current: generation(state.clientCas.current), pending: generation(state.clientCas.pending) } }),
    switchAt: state.switchAt === undefined ? undefined : fromInstant(state.switchAt),
  };
}

// The first node that is known gives the served chain (credential-store/observe-chain.ts), so its chain stands first here too.
function chainsOf(nodes: readonly StoreNode[], readAll: ReadAll): readonly ChainView[] {
  const known = nodes.flatMap((node) => (node.state === 'known' ? [node] : []));
  return [...Map.groupBy(known, ({ certificates }) => certificates.join())].flatMap(([, alike]): readonly ChainView[] => {
    const certificates = readAll(alike[0]?.certificates ?? []);
    if (certificates === undefined) return [];
    const narrower = new Map<string, ChainView['narrower'][number]>();
    for (const { address: node, narrower: answers } of alike) {
      for (const answer of answers) {
        const other = answer.state === 'known' ? readAll(answer.certificates) : undefined;
        if (answer.state !== 'known' || other === undefined) continue;
        const key = `${answer.offer} ${answer.certificates.join()}`;
        narrower.set(key, narrower.get(key) ?? { offer: answer.offer, node, certificates: other });
      }
    }
    return [{ certificates, nodes: alike.map(({ address }) => address), narrower: [...narrower.values()] }];
  });
}

function whyUnseen(node: StoreNode, readAll: ReadAll): readonly string[] {
  if (node.state === 'unknown') return node.excused === undefined ? [node.reason] : [];
  const chains = [node.certificates, ...node.narrower.flatMap((answer) => (answer.state === 'known' ? [answer.certificates] : []))];
  return chains.every((digests) => readAll(digests) !== undefined) ? [] : [`a certificate that ${node.address} serves cannot be read`];
}

function whyUnknown(state: StoreState): string {
  const chain = state.servedChain;
  if (chain.state === 'unknown') return chain.reason;
  return chain.state === 'known' ? `a certificate that ${state.endpoint} serves cannot be read` : 'the configuration says not to look';
}
