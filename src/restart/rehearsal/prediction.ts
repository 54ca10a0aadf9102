import type { Moment, Subject } from '../check.ts';
import { trust } from '../checks/trust.ts';

/** What the engine says that the service's client makes of its store. */
export const predictions = ['accepts', 'rejects', 'unknown'] as const;

/** What is predicted of a handshake, and by what. */
export interface Prediction {
  readonly makes: (typeof predictions)[number];
  /** The proof in a sentence. */
  readonly because: string;
  /** What the client would print. */
  readonly expectedError?: string;
}

/**
 * Whether the service's client would accept what its store presents at that moment: the trust check alone. What else keeps a service from its secrets (its unit, its own
 * certificate, its rights) no handshake shows that authenticates nowhere.
 */
export function predictHandshake(subject: Subject, moment: Moment): Prediction {
  // of a host that nobody reached: the trust check would only say that it has no trust store
  if (subject.workload.reason !== undefined) return { makes: 'unknown', because: subject.workload.reason };
  const outcome = trust.judge(subject, moment);
  if (outcome.kind === 'not-applicable') return { makes: 'unknown', because: 'the trust check does not apply' };
  const [first] = outcome.reasons ?? [];
  switch (outcome.kind) {
    case 'pass':
      return {
        makes: 'accepts',
        because: first?.code === 'VERIFICATION_DISABLED' ? first.proof.summary : 'a path to an anchor of its trust store',
      };
    case 'finding':
      return {
        makes: 'rejects',
        because: first?.proof.summary ?? 'no path to an anchor of its trust store',
        ...(first?.expectedError === undefined ? {} : { expectedError: first.expectedError }),
      };
    case 'unknown':
      return { makes: 'unknown', because: first?.proof.summary ?? 'it could not be judged' };
  }
}
