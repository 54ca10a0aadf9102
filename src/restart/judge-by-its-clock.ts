import { fromInstant, toInstant } from '../config/instant.ts';
import { reasonCodes } from '../reason-codes.ts';
import type { Moment, Subject } from './check.ts';
import { judgeWorkload } from './judge-workload.ts';
import { type Reason, type WorkloadVerdict, worse } from './restart-verdict.ts';

/**
 * The verdict on a workload whose host's clock is `skewSeconds` ahead of the auditor's (negative: behind). Its client compares dates with that clock,
 * which may be set right at any time, so both are judged: the worse verdict counts. Where the host's own clock alone would let it pass, that
 * is no promise, and the verdict is unknown. Where both let it pass it is safe until the first of them meets an end; all dates are the auditor's.
 * CLOCK_SKEW is said only where the clock makes a difference to the verdict. Of a clock that nobody could read nothing is promised.
 */
export function judgeByItsClock(subject: Subject, moment: Moment, skewSeconds: number | 'not-known'): WorkloadVerdict {
  const byOurs = judgeWorkload(subject, moment);
  if (skewSeconds === 0) return byOurs;
  if (skewSeconds === 'not-known') return withoutPromise(byOurs);
  const byIts = judgeWorkload(subject, { ...moment, now: moment.now + skewSeconds * 1000 });
  if (byIts.verdict === byOurs.verdict) return endingFirst(byOurs, byIts, skewSeconds);
  const skewed = clockSkew(skewSeconds, byOurs, byIts);
  if (worse(byIts.verdict, byOurs.verdict) === byIts.verdict)
    return { ...endingFirst(byIts, byIts, skewSeconds), reasons: [...byIts.reasons, skewed] };
  if (byOurs.verdict !== 'will-fail') return { ...byOurs, reasons: [...byOurs.reasons, skewed] };
  const { safeUntil: _passed, ...rest } = byIts;
  return { ...rest, verdict: 'unknown', reasons: [skewed, ...byOurs.reasons] };
}

/** Differences of clocks that move no date: shorter ones are as good as none. Our choice. */
const smallestSkewSeconds = 60;

// By a clock that is ahead a certificate ends before its time, which moves all that is foretold of it; one that is behind may be set right before it ends.
function endingFirst(judged: WorkloadVerdict, byIts: WorkloadVerdict, skewSeconds: number): WorkloadVerdict {
  const { safeUntil, forecast } = byIts;
  if (skewSeconds < smallestSkewSeconds || safeUntil === undefined) return judged;
  const at = (instant: string): number => fromInstant(instant) ?? Number.NEGATIVE_INFINITY;
  const shifted = (instant: string): string => toInstant(at(instant) - skewSeconds * 1000);
  if (judged !== byIts && judged.safeUntil !== undefined && at(judged.safeUntil) <= at(shifted(safeUntil))) return judged;
  const earlier = forecast?.map((step) => ({ ...step, at: shifted(step.at) }));
  return { ...judged, safeUntil: shifted(safeUntil), ...(earlier === undefined ? {} : { forecast: earlier }) };
}

function withoutPromise(verdict: WorkloadVerdict): WorkloadVerdict {
  if (verdict.verdict !== 'ready' && verdict.verdict !== 'at-risk') return verdict;
  const { safeUntil: _promised, ...rest } = verdict;
  const summary = "the host's clock could not be read: whether the dates of the store's certificates suit it is not known";
  const unread: Reason = { code: 'UNKNOWN_EVIDENCE', severity: reasonCodes.UNKNOWN_EVIDENCE.severity, proof: { summary } };
  return { ...rest, verdict: 'unknown', reasons: [unread, ...verdict.reasons] };
}

function clockSkew(seconds: number, byOurs: WorkloadVerdict, byIts: WorkloadVerdict): Reason {
  const summary = `the host's clock is ${duration(Math.abs(seconds))} ${seconds > 0 ? 'ahead' : 'behind'}: by it this is ${byIts.verdict}, by the auditor's ${byOurs.verdict}`;
  return { code: 'CLOCK_SKEW', severity: reasonCodes.CLOCK_SKEW.severity, proof: { summary } };
}

function duration(seconds: number): string {
  const [size, unit] =
    seconds >= 172_800 ? [86_400, 'days'] : seconds >= 7_200 ? [3_600, 'hours'] : seconds >= 120 ? [60, 'minutes'] : [1, 'seconds'];
  return `${Math.round(seconds / size)} ${unit}`;
}
