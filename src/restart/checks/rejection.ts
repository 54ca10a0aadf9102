import type { PathReason } from '../../clients/path-reason.ts';
import type { ReasonCode } from '../../reason-codes.ts';
import type { EffectiveStore } from '../../trust/effective-store.ts';
import { judgePath } from '../../trust/path/judge-path.ts';
import type { PathFailure, PathVerdict } from '../../trust/path/path-verdict.ts';
import { expectedErrorOf, notTheDatabase } from '../expected-error.ts';
import { proofOf } from '../proof.ts';
import type { Reason } from '../restart-verdict.ts';
import type { StoreView } from '../store-view.ts';
import { answerForGeneration } from '../trust-answer.ts';
import { remedyForRejection } from './remedy-for-rejection.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;
type Rejected = Extract<PathVerdict, { kind: 'rejected' }>;

/** Why a restart loses the secrets: the path failure as a reason code, with its proof, the expected error and what to do. */
export function reasonOfRejection(effective: Known, store: StoreView, verdict: Rejected, name: string, now: number): Reason {
  const { failure, cause } = verdict;
  const code = codeOf(effective, store, cause, name, now);
  // the log will show what the client reports, which need not be what has to be mended
  const expectedError = expectedErrorOf(effective.client, failure, name);
  const lacking = () => (lacksPending(effective, store, now) ? (['current', 'pending'] as const) : (['current'] as const));
  return {
    code,
    severity: 'critical',
    proof: proofOf(verdict),
    ...(cause.at === undefined ? {} : { failsBecause: cause.at.sha256 }),
    ...(expectedError === undefined ? {} : { expectedError }),
    notThis: notTheDatabase,
    remedy: remedyForRejection(code, effective, store, cause, lacking),
  };
}

const plainCodes: Readonly<Partial<Record<PathReason, ReasonCode>>> = {
  'weak-key': 'WEAK_ALGORITHM',
  'weak-signature': 'WEAK_ALGORITHM',
  'name-mismatch': 'NAME_MISMATCH',
  'name-constrained': 'NAME_CONSTRAINED',
  'wrong-purpose': 'EKU_MISMATCH',
  'not-yet-valid': 'NOT_YET_VALID',
};

function codeOf(effective: Known, store: StoreView, failure: PathFailure, name: string, now: number): ReasonCode {
  const plain = plainCodes[failure.reason];
  if (plain !== undefined) return plain;
  if (failure.reason === 'expired') return shadows(effective, store, name, now) ? 'EXPIRED_ANCHOR_SHADOWS' : 'PATH_EXPIRES';
  if (!isMissingLink(failure)) return 'INVALID_PATH';
  const relying = { client: effective.client, anchors: effective.anchors };
  if (
    store.previous !== undefined &&
    answerForGeneration(relying, store.previous.certificates, store.state.names, now).verdict.kind === 'accepted'
  ) {
    return 'ONLY_OLD_CA';
  }
  if (completedBy(effective, store, name, now)) return 'INCOMPLETE_CHAIN';
  const wanted = failure.at?.issuer.folded;
  const sameName = effective.anchors.some((anchor) => anchor.certificate.subject.folded === wanted);
  return sameName ? 'SAME_NAME_DIFFERENT_KEY' : 'CURRENT_CA_MISSING';
}

function isMissingLink({ reason }: PathFailure): boolean {
  return reason === 'unknown-issuer' || reason === 'no-trust-anchors';
}

// The client took an expired certificate although another path is valid: one that goes back would find it
function shadows(effective: Known, store: StoreView, name: string, now: number): boolean {
  if (store.served === undefined) return false;
  const { path } = effective.client;
  const knobs = { ...path, search: { ...path.search, strategy: 'backtracking' as const, whileSearching: ['signature', 'dates'] as const } };
  return judgePath({ knobs, anchors: effective.anchors, served: store.served, name, at: now }).kind === 'accepted';
}

// The chain would be accepted if the store sent an intermediate that its own generation holds
function completedBy(effective: Known, store: StoreView, name: string, now: number): boolean {
  if (store.served === undefined || store.current === undefined) return false;
  const served = [...store.served, ...store.current.certificates];
  return judgePath({ knobs: effective.client.path, anchors: effective.anchors, served, name, at: now }).kind === 'accepted';
}

// A host that gets the current CA alone fails again on the day of the switch
function lacksPending({ client, anchors }: Known, { pending, current, state, switchAt }: StoreView, now: number): boolean {
  if (pending === undefined) return false;
  const has = new Set([...(current?.certificates ?? []), ...anchors.map(({ certificate }) => certificate)].map(({ sha256 }) => sha256));
  if (pending.certificates.every(({ sha256 }) => has.has(sha256))) return false;
  // what counts is the day of the switch, as in rotation-phase.ts
  const { verdict } = answerForGeneration({ client, anchors }, pending.certificates, state.names, Math.max(now, switchAt ?? now));
  return verdict.kind === 'rejected' && isMissingLink(verdict.cause);
}
