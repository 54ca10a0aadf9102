import type { ServedChain } from '../credential-store/store-state.ts';
import type { GenerationView, StoreView } from './store-view.ts';

/** What a store makes of a client without a certificate. */
type Need = NonNullable<Extract<ServedChain, { state: 'known' }>['clientCertificate']>;

/** What a store asks of its clients. */
export type ClientDemand =
  /** It was seen to ask for nothing, and no client CAs are configured. */
  | { readonly kind: 'none' }
  /** Nobody looked. */
  | { readonly kind: 'not-known' }
  | {
      readonly kind: 'asks';
      /** What it makes of a client without one. */
      readonly need: Need;
      /** Names of CAs in its CertificateRequest, as hex DER; none where it names none, or does not ask in the handshake. */
      readonly names: readonly string[];
      /** What it verifies clients with, as configured: `unread` where that could not be read. */
      readonly current: GenerationView | 'unread' | undefined;
      readonly pending: GenerationView | undefined;
      /** Whether it surely looks at what a client shows: it refuses those without one, or says whose it takes. Some ask and look at nothing (Vault as it comes). */
      readonly verifies: boolean;
      /** The protocol of the handshake that showed it; before TLS 1.3 other alerts are sent. */
      readonly protocol: string | undefined;
    };

/** What the store asks of its clients, as its handshake showed it and its configuration says. */
export function demandOf({ state, clientCas }: StoreView): ClientDemand {
  const chain = state.servedChain;
  const handshake = chain.state === 'known' && chain.from === 'handshake' ? chain : undefined;
  const asked = handshake?.clientCas;
  if (asked === undefined && clientCas === undefined) return handshake === undefined ? { kind: 'not-known' } : { kind: 'none' };
  const need = handshake?.clientCertificate ?? 'unknown';
  return {
    kind: 'asks',
    need,
    names: asked ?? [],
    current: clientCas === undefined ? undefined : (clientCas.current ?? 'unread'),
    pending: clientCas?.pending,
    verifies: refusesClientsWithout(need) || (asked?.length ?? 0) > 0 || clientCas !== undefined,
    protocol: handshake?.protocol,
  };
}

/** Whether it surely serves nobody without one, however it says so. */
export function refusesClientsWithout(need: Need): boolean {
  return need === 'required' || need === 'required-by-answer';
}
