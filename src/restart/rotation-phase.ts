import type { RotationPhase, WorkloadVerdict } from './restart-verdict.ts';
import type { StoreView } from './store-view.ts';
import { answerForGeneration, type Relying, type TrustAnswer } from './trust-answer.ts';

/** Where a workload stands between two CA generations, and whether it would survive the switch to the pending one. */
export interface Phase {
  readonly rotationPhase: RotationPhase;
  readonly survivesSwitch?: NonNullable<WorkloadVerdict['survivesSwitch']>;
  /** The answer for the pending generation on the day of the switch, where there is one; today where no day is set. */
  readonly pending: TrustAnswer | undefined;
}

/** The phase for (current, pending), or for (previous, current) where nothing is pending; `unknown` where a generation is not known or not modelled. */
export function phaseOf(relying: Relying, store: StoreView, now: number): Phase {
  const answer = (generation: StoreView['current'], at = now): TrustAnswer | undefined =>
    generation && answerForGeneration(relying, generation.certificates, store.state.names, at);
  // what counts is the day of the switch: a pending CA may begin until then, and an anchor below it may end before
  const pending = answer(store.pending, Math.max(now, store.switchAt ?? now));
  const current = answer(store.current);
  if (store.state.generations.pending !== undefined) {
    return { rotationPhase: combine(current, pending), survivesSwitch: survives(pending), pending };
  }
  if (store.state.generations.previous === undefined) return { rotationPhase: 'unknown', pending };
  return { rotationPhase: combine(answer(store.previous), current), pending };
}

function survives(pending: TrustAnswer | undefined): 'yes' | 'no' | 'unknown' {
  if (pending === undefined || isOpen(pending.verdict)) return 'unknown';
  return pending.verdict.kind === 'accepted' ? 'yes' : 'no';
}

function combine(old: TrustAnswer | undefined, next: TrustAnswer | undefined): RotationPhase {
  if (old === undefined || next === undefined) return 'unknown';
  if (isOpen(old.verdict) || isOpen(next.verdict)) return 'unknown';
  const trustsOld = old.verdict.kind === 'accepted';
  const trustsNext = next.verdict.kind === 'accepted';
  if (trustsOld && trustsNext) return 'both';
  return trustsOld ? 'old-only' : trustsNext ? 'new-only' : 'neither';
}

// Neither accepted nor rejected for trust: the phase cannot be told
function isOpen(verdict: TrustAnswer['verdict']): boolean {
  return verdict.kind === 'unsupported' || verdict.kind === 'handshake';
}
