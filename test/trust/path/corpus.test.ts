import { describe, expect, it } from 'vitest';
import type { PathKnobs } from '../../../src/clients/client-profile.ts';
import { type NamedRuntime, profileFor } from '../../../src/clients/profile-for.ts';
import { judgePath } from '../../../src/trust/path/judge-path.ts';
import { describeWith } from '../../require.ts';
import { type CorpusCase, certificateIn, corpusFolder, counts, readAnswers, readCases } from './corpus-case.ts';

const corpora = ['operational', 'random', 'limbo', 'bettertls-pathbuilding'] as const;
type Corpus = (typeof corpora)[number];

/** The client that was recorded, as evidence would name it, and how many cases of each corpus must get an answer: it may only grow. */
interface Recorded {
  readonly answers: string;
  readonly runtime: NamedRuntime;
  readonly answered: Readonly<Record<Corpus, number>>;
}

const openssl = { operational: 168, random: 170, limbo: 83, 'bettertls-pathbuilding': 66 };
const recorded: readonly Recorded[] = [
  { answers: 'openssl-1.1.1', runtime: { family: 'node', version: '16.20.2' }, answered: openssl },
  { answers: 'openssl-3.0', runtime: { family: 'node', version: '20.20.2' }, answered: openssl },
  { answers: 'openssl-3.5', runtime: { family: 'node', version: '24.21.0' }, answered: openssl },
  { answers: 'python-3.11', runtime: { family: 'python', version: '3.11.7', tlsLibrary: 'OpenSSL 3.0.19' }, answered: openssl },
  {
    answers: 'curl-7.88',
    runtime: { family: 'curl', version: '7.88.1', tlsLibrary: 'OpenSSL/3.0.19' },
    answered: { operational: 167, random: 165, limbo: 82, 'bettertls-pathbuilding': 66 },
  },
  {
    answers: 'go-1.19',
    runtime: { family: 'go', version: '1.19.8' },
    answered: { operational: 170, random: 173, limbo: 93, 'bettertls-pathbuilding': 63 },
  },
  {
    answers: 'java-17',
    runtime: { family: 'java', version: '17.0.15' },
    answered: { operational: 169, random: 164, limbo: 92, 'bettertls-pathbuilding': 63 },
  },
];

/** Where we reject and the client accepted, with the reason. One that no longer occurs must be taken out. */
const falseRejects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'java-17': {
    'rfc5280::validity::notafter-fractional':
      'five milliseconds after notAfter; the client was asked with a clock of whole seconds, at which we agree',
  },
};

type Outcome = 'agrees' | 'false-accept' | 'false-reject' | 'unsupported';

describeWith([corpusFolder], 'judgePath beside real clients', () => {
  describe.each(recorded)('$answers', ({ answers, runtime, answered }) => {
    const choice = profileFor(runtime);
    if (choice.kind === 'unknown') throw new Error(choice.reason);
    const outcomes = new Map(corpora.map((corpus) => [corpus, judgeAll(corpus, answers, choice.profile.path)]));
    const idsOf = (wanted: Outcome): readonly string[] =>
      [...outcomes.values()].flatMap((ofCorpus) => [...ofCorpus].flatMap(([id, outcome]) => (outcome === wanted ? [id] : [])));

    it('accepts nothing that the client rejected', () => {
      expect(idsOf('false-accept')).toEqual([]);
    });

    it('rejects what the client accepted in the listed cases only, and in all of them', () => {
      expect(idsOf('false-reject').toSorted()).toEqual(Object.keys(falseRejects[answers] ?? {}).toSorted());
    });

    it.each(corpora)('answers enough of the %s cases to say something', (corpus) => {
      const all = [...(outcomes.get(corpus)?.values() ?? [])];
      const unsupported = all.filter((outcome) => outcome === 'unsupported').length;
      expect(all.length, `cases of ${corpus} that count`).toBeGreaterThan(0);
      expect(all.length - unsupported, `${unsupported} of ${all.length} are unsupported`).toBeGreaterThanOrEqual(answered[corpus]);
    });
  });

  it('calls name constraints unsupported instead of guessing', () => {
    const knobs = profileFor({ family: 'go', version: '1.19.8' });
    if (knobs.kind === 'unknown') throw new Error(knobs.reason);
    const outcomes = [...judgeAll('bettertls-nameconstraints', 'go-1.19', knobs.profile.path).values()];
    expect(outcomes.filter((outcome) => outcome === 'false-accept' || outcome === 'false-reject')).toEqual([]);
    expect(outcomes.length).toBeGreaterThanOrEqual(500);
  });
});

function judgeAll(corpus: Corpus | 'bettertls-nameconstraints', answers: string, knobs: PathKnobs): ReadonlyMap<string, Outcome> {
  const cases = readCases(corpus);
  const judged = new Map<string, Outcome>();
  for (const { id, outcome } of readAnswers(answers)) {
    const one = cases.get(id);
    if (one === undefined || outcome === 'SKIP' || !counts(one)) continue;
    judged.set(id, compare(one, outcome === 'SUCCESS', knobs));
  }
  return judged;
}

function compare(one: CorpusCase, accepted: boolean, knobs: PathKnobs): Outcome {
  const served = [one.leaf, ...one.intermediates].map(certificateIn);
  const roots = one.roots.map(certificateIn);
  // a certificate that we cannot read makes a served chain or a store unknown (store-view.ts, effective-store.ts)
  if (!served.every((certificate) => certificate !== undefined) || !roots.every((root) => root !== undefined)) return 'unsupported';
  const verdict = judgePath({
    knobs,
    anchors: roots.map((certificate) => ({ certificate, file: 'bundle.pem' })),
    served,
    name: one.peer?.value ?? '',
    at: Date.parse(one.time),
  });
  if (verdict.kind === 'unsupported') return 'unsupported';
  if ((verdict.kind === 'accepted') === accepted) return 'agrees';
  return accepted ? 'false-reject' : 'false-accept';
}
