import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import type { ReplacedFile, Runtime } from '../../evidence/runtime.ts';
import { reasonCodes } from '../../reason-codes.ts';
import { effectOfRestart } from '../as-running.ts';
import type { Check } from '../check.ts';
import type { Reason } from '../restart-verdict.ts';
import { standingOf } from '../trust-standing.ts';

/**
 * Whether the next start runs the program and the TLS library that run now: RUNTIME_REPLACED, a remark, where they were replaced on disk. The verdict is that
 * of the new ones, with their rules. Where that one refuses the store the outage waits for the restart, since what runs was loaded before.
 */
export const runtimeReplaced: Check = {
  name: 'runtime-replaced',
  codes: ['RUNTIME_REPLACED'],
  judge(subject, moment) {
    const { evidence } = subject.workload;
    const replaced = evidence?.process?.replaced ?? [];
    if (evidence?.process === undefined) return { kind: 'not-applicable' };
    if (replaced.length === 0) return { kind: 'pass' };
    const effect = effectOfRestart(subject, moment);
    const refused = effect === 'breaks' || (effect === undefined && isRefused(subject, moment.now));
    const [since] = replaced.flatMap(({ replacedAt }) => replacedAt ?? []).toSorted();
    return {
      kind: 'pass',
      reasons: [reasonOf(evidence, replaced, evidence.process.startedAt)],
      ...(refused ? { fields: { latent: true, ...(since === undefined ? {} : { latentSince: since }) } } : {}),
    };
  },
};

// A store that no client would accept was refused before too; another library may refuse for its own rules only
function isRefused(subject: Parameters<Check['judge']>[0], now: number): boolean {
  const standing = standingOf(subject, now);
  return standing.kind === 'asked' && standing.today.verdict.kind === 'rejected';
}

function reasonOf(evidence: WorkloadEvidence, replaced: readonly ReplacedFile[], startedAt: string): Reason {
  const before = evidence.process?.runtime;
  const files = replaced.map(
    ({ path, what, replacedAt }) => `${path} (${names[what]}${replacedAt === undefined ? '' : `, replaced at ${replacedAt}`})`,
  );
  const now = evidence.runtime === undefined ? 'another one, which is not known' : nameOf(evidence.runtime);
  const runs = before === undefined ? '' : `it runs ${nameOf(before)}, `;
  return {
    code: 'RUNTIME_REPLACED',
    severity: reasonCodes.RUNTIME_REPLACED.severity,
    proof: {
      summary: `the process runs since ${startedAt} with ${files.join(' and ')}, which is not what lies there now: ${runs}the next start runs ${now}`,
    },
    remedy:
      'restart one host alone and look before the next: the verdict is that of the new program and its TLS library, which nobody has seen fetch a secret here',
  };
}

const names = { program: 'the program', 'tls-library': 'its TLS library', runtime: 'a part of its runtime' } as const;

function nameOf({ family, version, tlsLibrary, path }: Runtime): string {
  return `${family} ${version}${tlsLibrary === undefined ? '' : ` with ${tlsLibrary}`}${path === undefined ? '' : ` (${path})`}`;
}
