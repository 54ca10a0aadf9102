import type { EffectiveStore } from '../trust/effective-store.ts';
import type { Subject } from './check.ts';
import { remarksOnStore } from './checks/store-remarks.ts';
import type { Reason } from './restart-verdict.ts';
import { type Phase, phaseOf } from './rotation-phase.ts';
import { answerForServed } from './served-answer.ts';
import type { StoreView } from './store-view.ts';
import { answerForGeneration, type Relying, type TrustAnswer } from './trust-answer.ts';
import { unknownReason } from './unknown-reason.ts';

/** A trust store of which it is known what the client would load. */
export type KnownStore = Extract<EffectiveStore, { kind: 'known' }>;

/** A client that verifies, with what it makes of its credential store at one moment. */
export interface Asked {
  readonly kind: 'asked';
  readonly effective: KnownStore;
  /** Its store by the names that it asks for, with the chain that decides as `served`. */
  readonly store: StoreView;
  readonly today: TrustAnswer;
  readonly phase: Phase;
  readonly remarks: readonly Reason[];
}

/** How a subject's client stands to what its credential store presents. */
export type Standing =
  | Asked
  | { readonly kind: 'unknown'; readonly reason: Reason }
  /** The client stops at its trust store, whatever is served. */
  | { readonly kind: 'unusable'; readonly effective: KnownStore; readonly fatal: string }
  | { readonly kind: 'unverified'; readonly effective: KnownStore; readonly remarks: readonly Reason[] };

/** Asks the client of the next start about what the credential store presents at that moment (epoch ms). */
export function standingOf({ workload, store: whole, effective }: Subject, now: number): Standing {
  const store = whole && underNames(whole, workload.names);
  if (store === undefined) return open(`the store ${workload.store ?? ''} is not known`);
  if (effective === undefined) return open('no evidence of its trust store');
  if (effective.kind === 'unknown') return open(effective.reason);
  if (effective.fatal !== undefined) return { kind: 'unusable', effective, fatal: effective.fatal };
  const remarks = remarksOnStore(effective, workload.evidence);
  // whether or not it is verified, a store of which nothing is known gives no proof that it hands anything out
  if (store.served === undefined && (store.current === undefined || store.state.servedChain.state !== 'not-configured'))
    return unreachable(store);
  if (effective.verification === 'off') return { kind: 'unverified', effective, remarks };
  const relying = { client: effective.client, anchors: effective.anchors };
  const today = answerToday(relying, store, now);
  if (today === undefined) return unreachable(store);
  const deciding = today.served === undefined ? store : { ...store, served: today.served };
  return { kind: 'asked', effective, store: deciding, today, phase: phaseOf(relying, store, now), remarks };
}

// All names of the store must be accepted, unless the settings of the next start say which one it asks for
function underNames(store: StoreView, names: readonly string[] | undefined): StoreView {
  return names === undefined ? store : { ...store, state: { ...store.state, names: [...names] } };
}

// The served chain decides; where the configuration says not to ask for it the current generation does. A store that cannot be reached, or whose chain
// cannot be read, is no reason to guess: it may serve anything by now
function answerToday(relying: Relying, store: StoreView, now: number): TrustAnswer | undefined {
  if (store.served !== undefined) return answerForServed(relying, store, now);
  if (store.state.servedChain.state !== 'not-configured') return undefined;
  return store.current && answerForGeneration(relying, store.current.certificates, store.state.names, now);
}

function open(summary: string): Standing {
  return { kind: 'unknown', reason: unknownReason(summary) };
}

function unreachable(store: StoreView): Standing {
  const generation = store.current === undefined ? '; and no current CA generation is known' : '';
  const summary = `what ${store.state.endpoint} serves is not known: ${store.servedUnknown ?? 'not asked'}${generation}`;
  return { kind: 'unknown', reason: unknownReason(summary, 'STORE_UNREACHABLE') };
}
