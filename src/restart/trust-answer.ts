import type { ClientProfile } from '../clients/client-profile.ts';
import type { PathKnobs } from '../clients/knobs/path-knobs.ts';
import { acceptanceFrom } from '../trust/acceptance.ts';
import { hypotheticalEndEntity, issuingCas } from '../trust/hypothetical-end-entity.ts';
import type { PathVerdict, TrustAnchor } from '../trust/path/path-verdict.ts';
import type { Certificate } from '../x509/certificate.ts';

/** What one client with one set of anchors makes of a chain from one moment on. */
export interface TrustStep {
  /** Epoch ms. */
  readonly at: number;
  readonly verdict: PathVerdict;
  /** The name that the verdict was found for: the first of the store's names that is not accepted, else the first. */
  readonly name: string;
  /** The chain that it was found for, where a store serves several. */
  readonly served?: readonly Certificate[] | undefined;
}

/** Whether a client with these anchors accepts a chain now, and what becomes of that. */
export interface TrustAnswer extends Omit<TrustStep, 'at'> {
  /** Every later moment at which the answer changes, the next first: to another kind, or to another certificate that is to blame. */
  readonly later: readonly TrustStep[];
}

/** The side that validates: a client and the anchors that it would load on its next start. */
export interface Relying {
  readonly client: ClientProfile;
  readonly anchors: readonly TrustAnchor[];
}

/** The answer for a served chain and every name of its store: all of them must be accepted, because which one a host uses is not known. */
export function answerForChain(relying: Relying, served: readonly Certificate[], names: readonly string[], now: number): TrustAnswer {
  return remembered('chain', served, relying, names, now, () => worst(names.map((name) => stepsForName(relying, served, name, now))));
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
        names.map((name) => stepsForName(relying, [hypotheticalEndEntity(ca, name), ...intermediatesOf(generation)], name, now)),
      ),
    ),
  );
}

// A fleet asks a handful of questions thousands of times: the same store, client and bundle. Kept as long as the chain and the bundle are; hosts with the same
// bundle share its array (interned-anchors.ts), so that it is found without a look at its anchors
const answers = new WeakMap<readonly Certificate[], WeakMap<readonly TrustAnchor[], WeakMap<PathKnobs, Map<string, TrustAnswer>>>>();

function remembered(
  kind: 'chain' | 'generation',
  about: readonly Certificate[],
  { client, anchors }: Relying,
  names: readonly string[],
  now: number,
  ask: () => TrustAnswer,
): TrustAnswer {
  const byStore = answers.get(about) ?? new WeakMap<readonly TrustAnchor[], WeakMap<PathKnobs, Map<string, TrustAnswer>>>();
  answers.set(about, byStore);
  const byAnchors = byStore.get(anchors) ?? new WeakMap<PathKnobs, Map<string, TrustAnswer>>();
  byStore.set(anchors, byAnchors);
  // Its name is not enough: the configuration of OpenSSL gives a client another security level under the same name.
  const known = byAnchors.get(client.path) ?? new Map<string, TrustAnswer>();
  byAnchors.set(client.path, known);
  const key = JSON.stringify([kind, now, names]);
  const answer = known.get(key) ?? ask();
  known.set(key, answer);
  return answer;
}

// Servers send their intermediates and leave the root out (RFC 8446 §4.4.2)
function intermediatesOf(generation: readonly Certificate[]): readonly Certificate[] {
  return generation.filter((ca) => ca.subject.folded !== ca.issuer.folded);
}

function stepsForName(relying: Relying, served: readonly Certificate[], name: string, at: number): readonly TrustStep[] {
  const intervals = acceptanceFrom({ knobs: relying.client.path, anchors: relying.anchors, served, name, at });
  return intervals.map(({ from, verdict }) => ({ at: from, verdict, name }));
}

/** The worst of several answers from `now` on (epoch ms), at each moment anew. */
export function worstOf(answers: readonly TrustAnswer[], now: number): TrustAnswer {
  return worst(
    answers.map(({ later, served, verdict, name }) => [{ at: now, verdict, name, served }, ...later.map((step) => ({ ...step, served }))]),
  );
}

const order = { rejected: 0, handshake: 1, unsupported: 2, accepted: 3 } as const;

// Of several answers the worst holds, at each moment anew.
function worst(answers: readonly (readonly TrustStep[])[]): TrustAnswer {
  const times = [...new Set(answers.flat().map(({ at }) => at))].toSorted((a, b) => a - b);
  const steps = times.flatMap((at): readonly TrustStep[] => {
    const then = answers.flatMap((all) => all.findLast((step) => step.at <= at) ?? []);
    const [first] = then.toSorted((a, b) => order[a.verdict.kind] - order[b.verdict.kind]);
    return first === undefined ? [] : [{ ...first, at }];
  });
  const [now, ...later] = steps.filter((step, index) => index === 0 || isChange(steps[index - 1], step));
  if (now === undefined) return { verdict: { kind: 'unsupported', reason: 'there is no chain and no name to judge' }, name: '', later: [] };
  const { at: _now, ...first } = now;
  return { ...first, later };
}

function isChange(before: TrustStep | undefined, { verdict }: TrustStep): boolean {
  if (before?.verdict.kind !== verdict.kind) return true;
  if (verdict.kind !== 'rejected' || before.verdict.kind !== 'rejected') return false;
  return before.verdict.cause.at?.sha256 !== verdict.cause.at?.sha256 || before.verdict.cause.reason !== verdict.cause.reason;
}
