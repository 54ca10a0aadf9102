import { fromInstant } from '../config/instant.ts';
import { reasonCodes } from '../reason-codes.ts';
import type { Subject } from './check.ts';
import { lastFetchOf } from './last-fetch.ts';
import type { WorkloadVerdict } from './restart-verdict.ts';

/**
 * The verdict with the age of the credential that lives only in memory, where records tell it: `lastFetch` for every workload that runs, and MEMORY_ONLY_CREDENTIAL
 * (info) for one whose restart would lose it.
 */
export function withMemoryAge(verdict: WorkloadVerdict, subject: Subject): WorkloadVerdict {
  if (verdict.runningSince === undefined) return verdict;
  const lastFetch = lastFetchOf(subject);
  if (lastFetch === undefined) return verdict;
  if (!verdict.latent) return { ...verdict, lastFetch };
  const { severity } = reasonCodes.MEMORY_ONLY_CREDENTIAL;
  const proof = { summary: summaryOf(lastFetch, verdict.runningSince) };
  return { ...verdict, lastFetch, reasons: [...verdict.reasons, { code: 'MEMORY_ONLY_CREDENTIAL', severity, proof }] };
}

const words: Readonly<Record<NonNullable<WorkloadVerdict['lastFetch']>['proof'], string>> = {
  cloudtrail: 'CloudTrail',
  'vault-audit': "Vault's audit log",
  'upper-bound': 'LastAccessedDate',
};

// Without the dates, which `lastFetch` has: one sentence for all hosts that are alike, so that a service does not have a cause for each of them
function summaryOf({ at, proof, by }: NonNullable<WorkloadVerdict['lastFetch']>, runningSince: string): string {
  const before = (fromInstant(at) ?? 0) < (fromInstant(runningSince) ?? 0);
  const held = before ? '; the process was started after that, so what it holds it has from elsewhere' : '';
  switch (by) {
    case 'instance':
      return `what the process holds is no newer than the last fetch by this host (${words[proof]})${held}`;
    case 'address':
      return `somebody at the host's address fetched its secret (${words[proof]}); whether that was this host is not proven${held}`;
    case 'anyone':
      return `nobody has fetched its secret since the day of ${words[proof]}, which counts any caller: what the process holds is no newer${held}`;
  }
}
