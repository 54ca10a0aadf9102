import { toInstant } from '../config/instant.ts';
import { compareSeverity } from '../reason-codes.ts';
import type { EffectiveStore } from '../trust/effective-store.ts';
import { carefulRemedy } from './careful-remedy.ts';
import type { Change, CheckedFields, Moment, Outcome, Subject } from './check.ts';
import { checks } from './checks.ts';
import { forecastOf } from './forecast.ts';
import type { ForecastStep, Reason, WorkloadVerdict } from './restart-verdict.ts';
import { unknownReason } from './unknown-reason.ts';
import type { Workload } from './workloads.ts';

/**
 * Whether this service would get its secrets again if it were restarted now: `will-fail` where one check says so, `unknown` where one cannot tell, `ready`
 * only where all that apply have passed, and `at-risk` where that ends within the horizon.
 */
export function judgeWorkload(subject: Subject, moment: Moment): WorkloadVerdict {
  const { workload, effective } = subject;
  const base = blank(workload, effective);
  if (workload.consumer === 'not-detected') return { ...base, verdict: 'not-applicable' };
  if (workload.reason !== undefined) return { ...base, verdict: 'unknown', reasons: [unknownReason(workload.reason, workload.code)] };
  const courses = checks.map((check) => ({ outcome: check.judge(subject, moment), changes: check.changes?.(subject, moment) ?? [] }));
  const outcomes = courses.map(({ outcome }) => outcome);
  const ahead = forecastOf(courses, moment.now);
  const { path, ...known } = fieldsOf(outcomes);
  const fields = { ...known, ...forecastField(ahead) };
  const findings = outcomes.filter(({ kind }) => kind === 'finding');
  const remarks = outcomes.filter(({ kind }) => kind === 'pass');
  if (findings.length > 0) {
    const reasons = [...reasonsOf(findings).map((reason) => told(reason, base.root)), ...reasonsOf(remarks)];
    return { ...base, ...fields, verdict: 'will-fail', reasons };
  }
  const open = outcomes.filter(({ kind }) => kind === 'unknown');
  if (open.length > 0) return { ...base, ...fields, verdict: 'unknown', reasons: openFirst(open, remarks) };
  const ending = ahead.find((change) => change.to !== 'pass');
  const ends = ending !== undefined && ending.at <= moment.now + moment.horizonMs ? [ending.reason()] : [];
  return {
    ...base,
    ...fields,
    verdict: ends.length > 0 ? 'at-risk' : 'ready',
    ...(ending === undefined ? {} : { safeUntil: toInstant(ending.at) }),
    ...(path === undefined ? {} : { path }),
    reasons: sorted([...ends, ...reasonsOf(outcomes)]),
  };
}

/** More than a chain has boundaries that matter. Our choice. */
const mostSteps = 32;

function forecastField(ahead: readonly Change[]): Pick<WorkloadVerdict, 'forecast'> {
  if (ahead.length === 0) return {};
  const forecast = ahead.slice(0, mostSteps).map((change): ForecastStep => {
    const at = toInstant(change.at);
    if (change.to === 'pass') return { at, restart: 'works' };
    const { code, failsBecause } = change.reason();
    return { at, restart: change.to === 'finding' ? 'fails' : 'unknown', code, ...(failsBecause === undefined ? {} : { failsBecause }) };
  });
  return { forecast };
}

function told(reason: Reason, root: string | undefined): Reason {
  return reason.remedy === undefined || reason.severity === 'info' ? reason : { ...reason, remedy: carefulRemedy(reason.remedy, root) };
}

function reasonsOf(outcomes: readonly Outcome[]): Reason[] {
  return sorted(outcomes.flatMap((outcome) => (outcome.kind === 'not-applicable' ? [] : (outcome.reasons ?? []))));
}

// What keeps it from being judged stands before what was merely noticed, however severe that is; the reasons of an unknown begin with the why of it
function openFirst(open: readonly Outcome[], remarks: readonly Outcome[]): Reason[] {
  const own = reasonsOf(open);
  const causes = new Set(open.flatMap((outcome) => (outcome.kind === 'unknown' ? (outcome.reasons[0]?.code ?? []) : [])));
  const [whys, others] = [own.filter(({ code }) => causes.has(code)), own.filter(({ code }) => !causes.has(code))];
  // a reason may end in the very words of a remark
  const isTold = ({ code, proof }: Reason): boolean => own.some((one) => one.code === code && one.proof.summary.endsWith(proof.summary));
  return [...whys, ...sorted([...others, ...reasonsOf(remarks).filter((remark) => !isTold(remark))])];
}

// What is latent for one check is an outage that waits; it began with the first of them.
function fieldsOf(outcomes: readonly Outcome[]): CheckedFields {
  const all = outcomes.flatMap((outcome) => (outcome.kind === 'not-applicable' ? [] : (outcome.fields ?? [])));
  const latent = all.filter((fields) => fields.latent === true);
  const [since] = latent.flatMap(({ latentSince }) => latentSince ?? []).toSorted();
  return {
    ...all.reduce<CheckedFields>((found, fields) => ({ ...found, ...fields }), {}),
    latent: latent.length > 0,
    ...(since === undefined ? {} : { latentSince: since }),
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
    ...(workload.evidence?.process === undefined ? {} : { runningSince: workload.evidence.process.startedAt }),
    rotationPhase: 'unknown',
    reasons: [],
  };
}

function namedStores(
  loaded: Extract<EffectiveStore, { kind: 'known' }>['loaded'],
): Pick<WorkloadVerdict, 'trustStore' | 'trustStoreBecause'> {
  const because = loaded.length === 0 ? {} : { trustStoreBecause: loaded.map((one) => one.because) };
  return { trustStore: loaded.map((one) => one.path), ...because };
}

function sorted(reasons: readonly Reason[]): Reason[] {
  return reasons.toSorted((a, b) => compareSeverity(a.severity, b.severity));
}
