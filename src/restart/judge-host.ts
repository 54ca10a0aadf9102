import { compareSeverity } from '../reason-codes.ts';
import type { Reason, RestartVerdict, WorkloadVerdict } from './restart-verdict.ts';
import { worse } from './restart-verdict.ts';

/** Whether the host would come back: the worst of its workloads, with their distinct reasons: those that decide before those that were noticed. */
export function judgeHost(workloads: readonly WorkloadVerdict[]): RestartVerdict {
  const verdict = workloads.map((workload) => workload.verdict).reduce(worse, 'not-applicable');
  const deciding = workloads.filter((workload) => workload.verdict === verdict);
  const latent = workloads.filter((workload) => workload.latent);
  const latentSince = earliest(latent.map((workload) => workload.latentSince));
  const safeUntil =
    verdict === 'will-fail' || verdict === 'unknown' ? undefined : earliest(workloads.map((workload) => workload.safeUntil));
  return {
    verdict,
    latent: latent.length > 0,
    ...(latentSince === undefined ? {} : { latentSince }),
    ...(safeUntil === undefined ? {} : { safeUntil }),
    reasons: inTurn(deciding.map((workload) => workload.reasons)),
    workloads,
  };
}

// The first of each workload, the worst first, then the second of each: a grave remark must not stand before the reason why nothing is known
function inTurn(lists: readonly (readonly Reason[])[]): readonly Reason[] {
  const ranked = lists.flatMap((reasons) => reasons.map((reason, rank) => ({ reason, rank })));
  const sorted = ranked.toSorted((a, b) => a.rank - b.rank || compareSeverity(a.reason.severity, b.reason.severity));
  const distinct = new Map<string, Reason>();
  for (const { reason } of sorted) {
    const key = `${reason.code} ${reason.proof.summary}`;
    if (!distinct.has(key)) distinct.set(key, reason);
  }
  return [...distinct.values()];
}

function earliest(instants: readonly (string | undefined)[]): string | undefined {
  return instants.filter((instant) => instant !== undefined).toSorted()[0];
}
