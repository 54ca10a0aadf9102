import { toInstant } from '../config/instant.ts';
import { compareSeverity, type ReasonCode, reasonCodes } from '../reason-codes.ts';
import type { EffectiveStore } from '../trust/effective-store.ts';
import { reasonOfRejection } from './checks/rejection.ts';
import { remarksOnStore } from './checks/store-remarks.ts';
import { expectedErrorOf, notTheDatabase } from './expected-error.ts';
import { latencyOf, latencyOfWrite } from './latency.ts';
import { proofOf } from './proof.ts';
import { remedyForMissingCa } from './remedy.ts';
import type { Reason, WorkloadVerdict } from './restart-verdict.ts';
import { type Phase, phaseOf } from './rotation-phase.ts';
import type { StoreView } from './store-view.ts';
import { answerForChain, answerForGeneration, type Relying, type TrustAnswer } from './trust-answer.ts';
import type { Workload } from './workloads.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/** When the verdict is for, and how far it looks ahead. */
export interface Moment {
  /** Epoch ms. */
  readonly now: number;
  readonly horizonMs: number;
}

/**
 * Whether this service would get its secrets again if it were restarted now: `ready` only with a path as proof; whatever is not known or not
 * modelled is `unknown` with its reason.
 */
export function judgeWorkload(
  workload: Workload,
  store: StoreView | undefined,
  effective: EffectiveStore | undefined,
  moment: Moment,
): WorkloadVerdict {
  if (workload.consumer === 'not-detected') return { ...blank(workload, effective), verdict: 'not-applicable' };
  if (workload.reason !== undefined) return unknown(workload, effective, workload.code ?? 'UNKNOWN_EVIDENCE', workload.reason);
  if (store === undefined) return unknown(workload, effective, 'UNKNOWN_EVIDENCE', `the store ${workload.store ?? ''} is not known`);
  if (effective === undefined) return unknown(workload, effective, 'UNKNOWN_EVIDENCE', 'no evidence of its trust store');
  if (effective.kind === 'unknown') return unknown(workload, effective, 'UNKNOWN_EVIDENCE', effective.reason);
  if (effective.fatal !== undefined) return unusable(workload, effective, effective.fatal);
  const remarks = remarksOnStore(effective, workload.evidence);
  // whether or not it is verified, a store of which nothing is known gives no proof that it hands anything out
  if (store.served === undefined && (store.current === undefined || store.state.servedChain.state !== 'not-configured'))
    return unknown(workload, effective, 'STORE_UNREACHABLE', unreachable(store));
  const doubt = whyNotPromised(workload, store);
  if (effective.verification === 'off') {
    if (doubt === undefined) return { ...blank(workload, effective), verdict: 'ready', reasons: sorted([...remarks, disabled(effective)]) };
    const open = unknown(workload, effective, 'UNKNOWN_EVIDENCE', doubt);
    return { ...open, reasons: sorted([...open.reasons, disabled(effective)]) };
  }
  const relying = { client: effective.client, anchors: effective.anchors };
  const today = answerToday(relying, store, moment.now);
  if (today === undefined) return unknown(workload, effective, 'STORE_UNREACHABLE', unreachable(store));
  const phase = phaseOf(relying, store, moment.now);
  const base = { ...blank(workload, effective), ...phaseFields(phase) };
  switch (today.verdict.kind) {
    case 'handshake':
    case 'unsupported':
      return { ...unknown(workload, effective, 'UNKNOWN_EVIDENCE', today.verdict.reason), ...phaseFields(phase) };
    case 'rejected': {
      const reason = reasonOfRejection(effective, store, today.verdict, today.name, moment.now);
      const latency = latencyOf(workload.evidence, reason, today.verdict.cause, store, effective);
      return { ...base, ...latency, verdict: 'will-fail', reasons: sorted([reason, ...remarks]) };
    }
    case 'accepted': {
      const open = doubt ?? whySwitchUnknown(store, phase, moment);
      if (open !== undefined) {
        const left = unknown(workload, effective, 'UNKNOWN_EVIDENCE', open);
        return { ...left, ...phaseFields(phase), reasons: sorted([...left.reasons, ...remarks]) };
      }
      const ending = firstEnding(effective, store, today, phase.pending, moment);
      return {
        ...base,
        verdict: ending !== undefined && ending.at <= moment.now + moment.horizonMs ? 'at-risk' : 'ready',
        ...(ending === undefined ? {} : { safeUntil: toInstant(ending.at) }),
        path: today.verdict.path.certificates.map((certificate) => certificate.sha256),
        reasons: sorted([...(ending !== undefined && ending.at <= moment.now + moment.horizonMs ? [ending.reason()] : []), ...remarks]),
      };
    }
  }
}

// What keeps a store that is trusted from being a promise. A running process shows what it has, not what will be set for the next one: enough to warn,
// not to promise; and a store that asks for a client certificate may refuse whoever trusts it.
function whyNotPromised(workload: Workload, store: StoreView): string | undefined {
  const unseenStart = workload.evidence?.missing?.find((missing) => missing.fact === 'unit');
  if (unseenStart !== undefined) return `how it would be started again is not known: ${unseenStart.reason}`;
  const asked = store.state.servedChain.state === 'known' ? (store.state.servedChain.clientCas?.length ?? 0) : 0;
  if (asked === 0) return undefined;
  return `${store.state.endpoint} asks for a client certificate of one of ${asked} CAs, and client certificates are not judged yet`;
}

// The served chain decides; where the configuration says not to ask for it the current generation does. A store that cannot be reached, or whose chain
// cannot be read, is no reason to guess: it may serve anything by now
function answerToday(relying: Relying, store: StoreView, now: number): TrustAnswer | undefined {
  if (store.served !== undefined) return answerForChain(relying, store.served, store.state.names, now);
  if (store.state.servedChain.state !== 'not-configured') return undefined;
  return store.current && answerForGeneration(relying, store.current.certificates, store.state.names, now);
}

interface Ending {
  readonly at: number;
  readonly reason: () => Reason;
}

// What ends first: the path that is used, the switch to a CA that the host does not trust, or the path that is used after it
function firstEnding(
  effective: Known,
  store: StoreView,
  today: TrustAnswer,
  pending: TrustAnswer | undefined,
  moment: Moment,
): Ending | undefined {
  const endings: Ending[] = [];
  const { afterwards } = today;
  if (today.until !== undefined && afterwards !== undefined) {
    endings.push({ at: today.until, reason: () => expiry(effective, today, afterwards, store) });
  }
  if (store.switchAt !== undefined && pending?.verdict.kind === 'rejected') {
    // a switch that is overdue may come at any moment
    endings.push({ at: Math.max(store.switchAt, moment.now), reason: () => missingPending(effective, store, pending) });
  }
  const afterSwitch = store.switchAt === undefined ? undefined : pending;
  if (afterSwitch?.until !== undefined && afterSwitch.afterwards !== undefined) {
    const { until, afterwards: then } = afterSwitch;
    endings.push({ at: until, reason: () => expiry(effective, afterSwitch, then, store) });
  }
  return endings.toSorted((a, b) => a.at - b.at)[0];
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
  return `whether it survives the switch of ${store.state.name} at ${toInstant(switchAt)} is not known: ${why}`;
}

function phaseFields({ rotationPhase, survivesSwitch }: Phase): Pick<WorkloadVerdict, 'rotationPhase' | 'survivesSwitch'> {
  return { rotationPhase, ...(survivesSwitch === undefined ? {} : { survivesSwitch }) };
}

function expiry(effective: Known, today: TrustAnswer, afterwards: TrustAnswer['verdict'], store: StoreView): Reason {
  const failure = afterwards.kind === 'rejected' ? afterwards.cause : undefined;
  const expectedError = failure && expectedErrorOf(effective.client, failure, today.name);
  return {
    code: 'PATH_EXPIRES',
    severity: 'high',
    proof: { ...proofOf(today.verdict), summary: proofOf(afterwards).summary },
    ...(failure?.at === undefined ? {} : { failsBecause: failure.at.sha256 }),
    ...(expectedError === undefined ? {} : { expectedError }),
    notThis: notTheDatabase,
    remedy:
      failure?.at !== undefined && failure.at.sha256 === store.served?.[0]?.sha256
        ? `let ${store.state.endpoint} renew its certificate before then`
        : 'renew that certificate where the store serves it and where hosts trust it before then',
  };
}

function missingPending(effective: Known, store: StoreView, pending: TrustAnswer): Reason {
  return {
    code: 'PENDING_CA_MISSING',
    severity: reasonCodes.PENDING_CA_MISSING.severity,
    proof: proofOf(pending.verdict),
    notThis: notTheDatabase,
    remedy: remedyForMissingCa(effective, store, 'pending'),
  };
}

function disabled(effective: Known): Reason {
  return {
    code: 'VERIFICATION_DISABLED',
    severity: reasonCodes.VERIFICATION_DISABLED.severity,
    proof: { summary: effective.remarks[0] ?? `${effective.client.title} is told not to verify the store` },
    remedy: 'switch verification on again after the right CA is in its trust store',
  };
}

function unusable(workload: Workload, effective: Known, fatal: string): WorkloadVerdict {
  const reason: Reason = {
    code: 'TRUST_STORE_DAMAGED',
    severity: 'critical',
    proof: { summary: fatal },
    notThis: notTheDatabase,
    remedy: `repair ${effective.loaded[0]?.path ?? 'the trust store'} before any restart`,
  };
  return { ...blank(workload, effective), ...latencyOfWrite(workload.evidence, effective), verdict: 'will-fail', reasons: [reason] };
}

function unreachable(store: StoreView): string {
  const generation = store.current === undefined ? '; and no current CA generation is known' : '';
  return `what ${store.state.endpoint} serves is not known: ${store.servedUnknown ?? 'not asked'}${generation}`;
}

function unknown(workload: Workload, effective: EffectiveStore | undefined, code: ReasonCode, summary: string): WorkloadVerdict {
  return {
    ...blank(workload, effective),
    verdict: 'unknown',
    reasons: [{ code, severity: reasonCodes[code].severity, proof: { summary } }],
  };
}

function blank(workload: Workload, effective: EffectiveStore | undefined): Omit<WorkloadVerdict, 'verdict'> {
  return {
    service: workload.service,
    ...(workload.store === undefined ? {} : { store: workload.store }),
    consumer: workload.consumer,
    ...(effective?.client === undefined ? {} : { client: effective.client.name }),
    ...(workload.evidence?.root === undefined ? {} : { root: workload.evidence.root }),
    ...namedStores(effective?.kind === 'known' ? effective.loaded : []),
    latent: false,
    rotationPhase: 'unknown',
    reasons: [],
  };
}

function namedStores(loaded: Known['loaded']): Pick<WorkloadVerdict, 'trustStore' | 'trustStoreBecause'> {
  const because = loaded.length === 0 ? {} : { trustStoreBecause: loaded.map((one) => one.because) };
  return { trustStore: loaded.map((one) => one.path), ...because };
}

function sorted(reasons: readonly Reason[]): Reason[] {
  return reasons.toSorted((a, b) => compareSeverity(a.severity, b.severity));
}
