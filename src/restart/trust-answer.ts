import type { ClientProfile } from '../clients/client-profile.ts';
import { acceptanceFrom, acceptedUntil } from '../trust/acceptance.ts';
import { hypotheticalEndEntity, issuingCas } from '../trust/hypothetical-end-entity.ts';
import { judgePath } from '../trust/path/judge-path.ts';
import type { PathVerdict, TrustAnchor } from '../trust/path/path-verdict.ts';
import type { Certificate } from '../x509/certificate.ts';

/** Whether a client with these anchors accepts a chain now, until when, and how it ends. */
export interface TrustAnswer {
  readonly verdict: PathVerdict;
  /** The name that the verdict was found for: the first of the store's names that is not accepted, else the first. */
  readonly name: string;
  /** Epoch ms of the first moment at which it is no longer accepted; undefined if it is not accepted now. */
  readonly until: number | undefined;
  /** The verdict from `until` on. */
  readonly afterwards: PathVerdict | undefined;
}

/** The side that validates: a client and the anchors that it would load on its next start. */
export interface Relying {
  readonly client: ClientProfile;
  readonly anchors: readonly TrustAnchor[];
}

/** The answer for a served chain and every name of its store: all of them must be accepted, because which one a host uses is not known. */
export function answerForChain(relying: Relying, served: readonly Certificate[], names: readonly string[], now: number): TrustAnswer {
  return remembered('chain', served, relying, names, now, () => worst(names.map((name) => answerForName(relying, served, name, now))));
}

/**
 * The answer for a CA generation: whether an end-entity that its issuing CAs would issue for the store's names is accepted. All issuing CAs of
 * the generation must do, because which of them will sign is not known.
 */
export function answerForGeneration(
  relying: Relying,
  generation: readonly Certificate[],
  names: readonly string[],
  now: number,
): TrustAnswer {
  return remembered('generation', generation, relying, names, now, () =>
    worst(
      issuingCas(generation).flatMap((ca) =>
        names.map((name) => answerForName(relying, [hypotheticalEndEntity(ca, name), ...intermediatesOf(generation)], name, now)),
      ),
    ),
  );
}

// A fleet asks a handful of questions thousands of times: the same store, client and bundle. Kept as long as the chain and the bundle are; hosts with the same
// bundle share its array (interned-anchors.ts), so that it is found without a look at its anchors
const answers = new WeakMap<readonly Certificate[], WeakMap<readonly TrustAnchor[], Map<string, TrustAnswer>>>();

function remembered(
  kind: 'chain' | 'generation',
  about: readonly Certificate[],
  { client, anchors }: Relying,
  names: readonly string[],
  now: number,
  ask: () => TrustAnswer,
): TrustAnswer {
  const byStore = answers.get(about) ?? new WeakMap<readonly TrustAnchor[], Map<string, TrustAnswer>>();
  answers.set(about, byStore);
  const known = byStore.get(anchors) ?? new Map<string, TrustAnswer>();
  byStore.set(anchors, known);
  const key = JSON.stringify([kind, client.name, now, names]);
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}

// Servers send their intermediates and leave the root out (RFC 8446 §4.4.2)
function intermediatesOf(generation: readonly Certificate[]): readonly Certificate[] {
  return generation.filter((ca) => ca.subject.folded !== ca.issuer.folded);
}

function answerForName(relying: Relying, served: readonly Certificate[], name: string, at: number): TrustAnswer {
  const question = { knobs: relying.client.path, anchors: relying.anchors, served, name, at };
  const verdict = judgePath(question);
  if (verdict.kind !== 'accepted') return { verdict, name, until: undefined, afterwards: undefined };
  const intervals = acceptanceFrom(question);
  const until = acceptedUntil(intervals);
  return { verdict, name, until, afterwards: intervals.find((interval) => interval.from === until)?.verdict };
}

const order = { rejected: 0, handshake: 1, unsupported: 2, accepted: 3 } as const;

function worst(answers: readonly TrustAnswer[]): TrustAnswer {
  const [first] = answers.toSorted(
    (a, b) =>
      order[a.verdict.kind] - order[b.verdict.kind] || (a.until ?? Number.POSITIVE_INFINITY) - (b.until ?? Number.POSITIVE_INFINITY),
  );
  return (
    first ?? {
      verdict: { kind: 'unsupported', reason: 'there is no chain and no name to judge' },
      name: '',
      until: undefined,
      afterwards: undefined,
    }
  );
}
