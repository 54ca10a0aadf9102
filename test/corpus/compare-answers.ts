import type { ClientProfile } from '../../src/clients/client-profile.ts';
import { judgeCase } from '../conformance/judge-case.ts';
import type { Answer, RealClient } from './clients/real-client.ts';
import type { GeneratedCase } from './generated-case.ts';

/** One case as the client and as the engine see it. */
export interface Compared {
  readonly id: string;
  readonly outcome: 'agree' | 'false-accept' | 'false-reject' | 'unknown' | 'crash';
  /** `accepted`, the reason of the rejection, or why there is no answer. */
  readonly ours: string;
  /** Its error text; `accepted` without one. */
  readonly client: string;
}

/** Judges every answered case as the profile's client; what the client was not asked, or could not say, is left out. */
export function compareAnswers(
  answers: readonly Answer[],
  cases: readonly GeneratedCase[],
  profile: ClientProfile,
  recorded: RealClient['recorded'],
): readonly Compared[] {
  const caseOf = new Map(cases.map((one) => [one.id, one]));
  return answers.flatMap((answer) => {
    const one = caseOf.get(answer.id);
    if (one === undefined) throw new Error(`the client answers ${answer.id}, which nobody asked`);
    if (answer.outcome === 'SKIP') return [];
    const accepts = answer.outcome === 'SUCCESS';
    return [{ id: one.id, ...judge(one, profile, recorded, accepts), client: accepts ? 'accepted' : (answer.error ?? '') }];
  });
}

function judge(
  one: GeneratedCase,
  profile: ClientProfile,
  recorded: RealClient['recorded'],
  accepts: boolean,
): Pick<Compared, 'outcome' | 'ours'> {
  const { verdict } = judgeCase({ ...one, file: 'generated' }, profile, recorded);
  switch (verdict.kind) {
    case 'accepted':
      return { outcome: accepts ? 'agree' : 'false-accept', ours: 'accepted' };
    case 'rejected':
      return { outcome: accepts ? 'false-reject' : 'agree', ours: verdict.failure.reason };
    case 'handshake':
      return { outcome: accepts ? 'false-reject' : 'agree', ours: `handshake: ${verdict.reason}` };
    case 'unsupported':
    case 'unreadable':
      return { outcome: 'unknown', ours: `${verdict.kind}: ${verdict.reason}` };
    case 'no-profile':
      return { outcome: 'unknown', ours: 'no profile' };
    case 'crash':
      return { outcome: 'crash', ours: verdict.error.stack ?? verdict.error.message };
  }
}
