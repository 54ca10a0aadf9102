import { compareSeverity } from '../reason-codes.ts';
import type { Reason, RestartVerdict, WorkloadVerdict } from './restart-verdict.ts';
import { worse } from './restart-verdict.ts';

/** Whether the host would come back: the worst of its workloads, with their distinct reasons, the worst first. */
export function judgeHost(workloads: readonly WorkloadVerdict[]): RestartVerdict {
  const verdict = workloads.map((workload) => workload.verdict).reduce(worse, 'not-applicable');
  const reasons = new Map<string, Reason>();
  for (const reason of workloads.filter((workload) => workload.verdict === verdict).flatMap((workload) => workload.reasons)) {
    reasons.set(`${reason.code} ${reason.proof.summary}`, reason);
  }
  const latent = workloads.filter((workload) => workload.latent);
  const latentSince = earliest(latent.map((workload) => workload.latentSince));
  const safeUntil =
    verdict === 'will-fail' || verdict === 'unknown' ? undefined : earliest(workloads.map((workload) => workload.safeUntil));
  return {
    verdict,
    latent: latent.length > 0,
    ...(latentSince === undefined ? {} : { latentSince }),
    ...(safeUntil === undefined ? {} : { safeUntil }),
    reasons: [...reasons.values()].toSorted((a, b) => compareSeverity(a.severity, b.severity)),
    workloads,
  };
}

function earliest(instants: readonly (string | undefined)[]): string | undefined {
  return instants.filter((instant) => instant !== undefined).toSorted()[0];
}
