import { toInstant } from '../../config/instant.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { Check, CheckedFields, Moment, Outcome, Subject } from '../check.ts';
import { notTheDatabase } from '../expected-error.ts';
import { latencyOf, latencyOfWrite } from '../latency.ts';
import { remedyForClosed } from '../remedy-for-closed.ts';
import type { Reason } from '../restart-verdict.ts';
import type { Phase } from '../rotation-phase.ts';
import { isBeyondRenewal, renewedStore, takenAsRenewed } from '../short-lived.ts';
import type { StoreView } from '../store-view.ts';
import { type Asked, type KnownStore, standingOf } from '../trust-standing.ts';
import { unknownReason } from '../unknown-reason.ts';
import { whereNodesDiffer, whyPerhapsNotMet } from './nodes-differ.ts';
import { reasonOfRejection } from './rejection.ts';
import { trustChanges } from './trust-changes.ts';

/**
 * Whether the client of the next start would accept what the store presents, with the trust store that it would load: passes only with a path as proof,
 * or where the client is told not to verify, which is a finding of its own.
 */
export const trust: Check = {
  name: 'trust',
  codes: [
    'CURRENT_CA_MISSING',
    'PENDING_CA_MISSING',
    'ONLY_OLD_CA',
    'PATH_EXPIRES',
    'EXPIRED_ANCHOR_SHADOWS',
    'SAME_NAME_DIFFERENT_KEY',
    'INCOMPLETE_CHAIN',
    'NOT_YET_VALID',
    'WEAK_ALGORITHM',
    'NAME_MISMATCH',
    'NAME_CONSTRAINED',
    'EKU_MISMATCH',
    'INVALID_PATH',
    'STORE_NODES_DIFFER',
    'STORE_UNREACHABLE',
    'STORE_UNREADABLE',
    'TRUST_STORE_DAMAGED',
    'TRUST_STORE_PASSED_OVER',
    'VERIFICATION_DISABLED',
    'DISK_NEWER_THAN_PROCESS',
  ],
  judge(subject, moment) {
    const standing = standingOf(subject, moment.now);
    switch (standing.kind) {
      case 'unknown':
        return { kind: 'unknown', reasons: [standing.reason] };
      case 'unusable':
        return unusable(subject, standing.effective, standing.fatal);
      case 'unverified':
        return { kind: 'pass', reasons: [disabled(standing.effective), ...standing.remarks] };
      case 'asked':
        return outcomeOf(subject, standing, moment);
    }
  },
  changes(subject, moment) {
    const { store } = subject;
    const standing = standingOf(store === undefined ? subject : { ...subject, store: renewedStore(store, moment) }, moment.now);
    if (standing.kind !== 'asked') return [];
    const ahead = trustChanges(standing, moment.now).filter((change) => !isBeyondRenewal(change));
    const [unseen] = standing.store.unseen;
    if (unseen === undefined) return ahead;
    // Nothing that is known of the others tells that it works then
    return ahead.map((change) =>
      change.to === 'pass' ? { at: change.at, to: 'unknown', reason: () => unknownReason(unseen, 'STORE_UNREACHABLE') } : change,
    );
  },
};

function outcomeOf({ workload }: Subject, asked: Asked, moment: Moment): Outcome {
  const { effective, store, today, phase, remarks } = asked;
  const fields = phaseFields(phase);
  switch (today.verdict.kind) {
    case 'handshake':
    case 'unsupported':
      return { kind: 'unknown', reasons: [unknownReason(today.verdict.reason)], fields };
    case 'rejected': {
      const notMet = whyPerhapsNotMet(asked, moment.now);
      if (notMet !== undefined) return { kind: 'unknown', reasons: [unknownReason(notMet), ...remarks], fields };
      const reason = reasonOfRejection(effective, store, today.verdict, today.name, moment.now);
      const latency = latencyOf(workload.evidence, reason, today.verdict.cause, store, effective);
      return { kind: 'finding', reasons: [...whereNodesDiffer(reason, asked, moment.now), ...remarks], fields: { ...fields, ...latency } };
    }
    case 'accepted': {
      const open = whySwitchUnknown(store, phase, moment);
      if (open !== undefined) return { kind: 'unknown', reasons: [unknownReason(open), ...remarks], fields };
      // What was not seen may be served to the restarted service: that the others are accepted is no promise
      const unseen = store.unseen.map((reason) =>
        unknownReason(`what a node of ${store.state.endpoint} serves is not known: ${reason}`, 'STORE_UNREACHABLE'),
      );
      if (unseen.length > 0) return { kind: 'unknown', reasons: [...unseen, ...remarks], fields };
      const renewed = takenAsRenewed(
        store.chains.map(({ certificates }) => certificates[0]),
        'PATH_EXPIRES',
        moment,
      );
      return {
        kind: 'pass',
        reasons: [...remarks, ...renewed],
        fields: { ...fields, path: today.verdict.path.certificates.map(({ sha256 }) => sha256) },
      };
    }
  }
}

// Within the horizon the store will ask for another CA: ready would promise what nobody has looked at
function whySwitchUnknown(store: StoreView, phase: Phase, moment: Moment): string | undefined {
  const { switchAt } = store;
  if (switchAt === undefined || switchAt > moment.now + moment.horizonMs) return undefined;
  // nothing pending after the date: it has become the current one
  const nonePending = phase.survivesSwitch === undefined && switchAt >= moment.now;
  if (phase.survivesSwitch !== 'unknown' && !nonePending) return undefined;
  const why =
    phase.pending !== undefined && 'reason' in phase.pending.verdict
      ? phase.pending.verdict.reason
      : 'its pending CA generation is not known';
  return `whether it survives the switch of the store ${store.state.name} at ${toInstant(switchAt)} is not known: ${why}`;
}

function phaseFields({ rotationPhase, survivesSwitch }: Phase): CheckedFields {
  return { rotationPhase, ...(survivesSwitch === undefined ? {} : { survivesSwitch }) };
}

function disabled(effective: KnownStore): Reason {
  return {
    code: 'VERIFICATION_DISABLED',
    severity: reasonCodes.VERIFICATION_DISABLED.severity,
    proof: { summary: effective.remarks[0] ?? `${effective.client.title} is told not to verify the store` },
    remedy: 'switch verification on again after the right CA is in its trust store',
  };
}

function unusable({ workload }: Subject, effective: KnownStore, fatal: string): Outcome {
  const reason: Reason = {
    code: effective.closed === undefined ? 'TRUST_STORE_DAMAGED' : 'STORE_UNREADABLE',
    severity: 'critical',
    proof: { summary: effective.closed?.join(' and ') ?? fatal },
    expectedError: fatal,
    notThis: notTheDatabase,
    remedy: effective.closed === undefined ? `repair ${effective.loaded[0]?.path ?? 'the trust store'}` : remedyForClosed(effective.closed),
  };
  return { kind: 'finding', reasons: [reason], fields: latencyOfWrite(workload.evidence, effective) };
}
