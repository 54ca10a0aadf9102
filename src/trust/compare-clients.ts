import type { ClientProfile } from '../clients/client-profile.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type AcceptanceInterval, acceptanceFrom, acceptedUntil } from './acceptance.ts';
import type { EffectiveStore } from './effective-store.ts';
import type { PathVerdict } from './path/path-verdict.ts';

/** A served chain, the name that the client asks for, and when. */
export interface TrustCase {
  /** As served, end-entity first: order decides. */
  readonly served: readonly Certificate[];
  readonly name: string;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * Whether a client accepts; `no-handshake` where client and server would not come as far as trust, `unknown` where its store or the chain is beyond what is
 * modelled.
 */
export type Acceptance = 'accept' | 'reject' | 'no-handshake' | 'unknown';

/** What one client says to a chain, from the moment of the question on. */
export interface ClientAnswer {
  readonly client: ClientProfile;
  readonly store: EffectiveStore;
  readonly acceptance: Acceptance;
  /** Adjoining, from the moment of the question on; empty where the store already decides: unknown, or of no use to the client. */
  readonly intervals: readonly AcceptanceInterval[];
  /** Epoch ms of the first moment at which it is no longer accepted; undefined where it is not accepted, or for ever. */
  readonly until: number | undefined;
}

/** The client's answer with that trust store. A store that keeps it from connecting at all is a rejection; its words are `store.fatal`. */
export function answerOf(client: ClientProfile, store: EffectiveStore, { served, name, at }: TrustCase): ClientAnswer {
  const decided = { client, store, intervals: [], until: undefined };
  if (store.kind === 'unknown') return { ...decided, acceptance: 'unknown' };
  if (store.fatal !== undefined) return { ...decided, acceptance: 'reject' };
  const intervals = acceptanceFrom({ knobs: client.path, anchors: store.anchors, served, name, at });
  const [first] = intervals;
  if (first === undefined) return { ...decided, acceptance: 'unknown' };
  return { client, store, acceptance: acceptanceOf(first.verdict), intervals, until: acceptedUntil(intervals) };
}

/** A verdict as what it means to whoever asks. */
export function acceptanceOf(verdict: PathVerdict): Acceptance {
  switch (verdict.kind) {
    case 'accepted':
      return 'accept';
    case 'rejected':
      return 'reject';
    case 'handshake':
      return 'no-handshake';
    case 'unsupported':
      return 'unknown';
  }
}

/** What several clients say together; `unknown` where nobody is known to differ and not everybody is known. */
export type Consensus = 'all-accept' | 'all-reject' | 'depends' | 'unknown';

/** How the clients are split, counted by their answers. */
export interface Split {
  readonly consensus: Consensus;
  readonly accept: number;
  readonly reject: number;
  readonly noHandshake: number;
  readonly unknown: number;
}

/**
 * Whether all accept, all reject (for trust, or before it), or it depends on the client. Somebody who accepts and somebody who does not make it depend,
 * whoever is unknown beside them.
 */
export function splitOf(answers: readonly Pick<ClientAnswer, 'acceptance'>[]): Split {
  const count = (wanted: Acceptance): number => answers.filter((answer) => answer.acceptance === wanted).length;
  const split = { accept: count('accept'), reject: count('reject'), noHandshake: count('no-handshake'), unknown: count('unknown') };
  const refusing = split.reject + split.noHandshake;
  const consensus =
    split.accept > 0 && refusing > 0
      ? 'depends'
      : split.unknown > 0 || answers.length === 0
        ? 'unknown'
        : split.accept > 0
          ? 'all-accept'
          : 'all-reject';
  return { ...split, consensus };
}
