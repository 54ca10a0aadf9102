import { fromInstant } from '../config/instant.ts';
import type { Generation, StoreState } from '../credential-store/store-state.ts';
import type { Certificate } from '../x509/certificate.ts';

/** A generation with its certificates read. */
export interface GenerationView {
  readonly certificates: readonly Certificate[];
  /** Epoch ms since when it has its role, where known. */
  readonly since: number | undefined;
}

/** A credential store as the checks look at it: the recorded state with its certificates read. */
export interface StoreView {
  readonly state: StoreState;
  /** As served, end-entity first; undefined where it is not known, with the reason in `servedUnknown`. */
  readonly served: readonly Certificate[] | undefined;
  readonly servedUnknown: string | undefined;
  readonly previous: GenerationView | undefined;
  readonly current: GenerationView | undefined;
  readonly pending: GenerationView | undefined;
  /** Epoch ms. */
  readonly switchAt: number | undefined;
}

/**
 * Reads the certificates of a recorded store. One that is named but not there, or cannot be read, makes its whole chain or generation unknown:
 * a chain with a hole is another chain.
 */
export function viewStore(state: StoreState, certificateOf: (sha256: string) => Certificate | undefined): StoreView {
  const readAll = (digests: readonly string[]): readonly Certificate[] | undefined => {
    const certificates = digests.map(certificateOf);
    return certificates.every((certificate) => certificate !== undefined) && certificates.length > 0 ? certificates : undefined;
  };
  const generation = (recorded: Generation | undefined): GenerationView | undefined => {
    const certificates = recorded && readAll(recorded.certificates);
    return certificates && { certificates, since: recorded?.since === undefined ? undefined : fromInstant(recorded.since) };
  };
  const chain = state.servedChain;
  const served = chain.state === 'known' ? readAll(chain.certificates) : undefined;
  return {
    state,
    served,
    servedUnknown: served === undefined ? whyUnknown(state) : undefined,
    previous: generation(state.generations.previous),
    current: generation(state.generations.current),
    pending: generation(state.generations.pending),
    switchAt: state.switchAt === undefined ? undefined : fromInstant(state.switchAt),
  };
}

function whyUnknown(state: StoreState): string {
  const chain = state.servedChain;
  if (chain.state === 'unknown') return chain.reason;
  return chain.state === 'known' ? `a certificate that ${state.endpoint} serves cannot be read` : 'the configuration says not to look';
}
