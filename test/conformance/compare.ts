import type { ClientProfile } from '../../src/clients/client-profile.ts';
import { profileOf, type RecordedClient } from '../../src/clients/recorded-answers.ts';
import { type CorpusAnswer, type CorpusCase, counts } from './corpus-files.ts';
import { classesOfError } from './error-classes.ts';
import { type JudgedCase, judgeCase } from './judge-case.ts';
import { classOfReason } from './reason-class.ts';

/** How our verdict stands to the client's answer. `unknown`: we gave none, which is no agreement and no false word either. */
export type Outcome = 'agree' | 'false-accept' | 'false-reject' | 'unknown' | 'crash';

/**
 * Whether the reason of a joint rejection is that of the client's own words; `several`: it is, among others that the words can stand for.
 * Undefined where there is nothing to compare: no joint rejection, no words recorded, or words that tell no class.
 */
export type ReasonOutcome = 'same' | 'several' | 'other' | undefined;

/** One case beside its answer. */
export interface Comparison extends JudgedCase {
  readonly case: CorpusCase;
  readonly answer: CorpusAnswer;
  readonly outcome: Outcome;
  readonly reason: ReasonOutcome;
}

/** All that was compared, and what was left out, so that a silent loss of cases shows. */
export interface Run {
  readonly client: RecordedClient;
  readonly profile: ClientProfile | undefined;
  readonly comparisons: readonly Comparison[];
  readonly leftOut: {
    /** Cases whose answers say nothing about trust in a TLS server. */
    readonly notCounting: number;
    readonly skipped: number;
    readonly answersWithoutCase: number;
    readonly casesWithoutAnswer: number;
  };
}

/** What to run. */
export interface RunInput {
  readonly client: RecordedClient;
  readonly cases: ReadonlyMap<string, CorpusCase>;
  readonly answers: readonly CorpusAnswer[];
  /** Only these ids; undefined: all that count. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** Judges every case that counts and has an answer, and compares. */
export function runCases({ client, cases, answers, only }: RunInput): Run {
  const profile = profileOf(client);
  const wanted = (id: string): boolean => only === undefined || only.has(id);
  const comparisons: Comparison[] = [];
  const leftOut = { notCounting: 0, skipped: 0, answersWithoutCase: 0, casesWithoutAnswer: 0 };
  for (const answer of answers) {
    const one = cases.get(answer.id);
    if (one === undefined) leftOut.answersWithoutCase += 1;
    else if (!wanted(answer.id)) continue;
    else if (!counts(one, client)) leftOut.notCounting += 1;
    else if (answer.outcome === 'SKIP') leftOut.skipped += 1;
    else comparisons.push(compare(one, answer, judgeCase(one, profile, client.recorded)));
  }
  const answered = new Set(answers.map((answer) => answer.id));
  leftOut.casesWithoutAnswer = [...cases.keys()].filter((id) => !answered.has(id)).length;
  return { client, profile, comparisons, leftOut };
}

function compare(one: CorpusCase, answer: CorpusAnswer, judged: JudgedCase): Comparison {
  const outcome = outcomeOf(judged, answer.outcome === 'SUCCESS');
  return { ...judged, case: one, answer, outcome, reason: outcome === 'agree' ? reasonOutcome(judged, answer) : undefined };
}

function outcomeOf({ verdict }: JudgedCase, clientAccepts: boolean): Outcome {
  switch (verdict.kind) {
    case 'accepted':
      return clientAccepts ? 'agree' : 'false-accept';
    case 'rejected':
    // no trust either way: a client that answers FAILURE did not connect, for whatever reason
    case 'handshake':
      return clientAccepts ? 'false-reject' : 'agree';
    case 'unsupported':
    case 'unreadable':
    case 'no-profile':
      return 'unknown';
    case 'crash':
      return 'crash';
  }
}

function reasonOutcome({ verdict }: JudgedCase, { error }: CorpusAnswer): ReasonOutcome {
  if (verdict.kind !== 'rejected' || error === undefined || error.trim() === '') return undefined;
  const classes = classesOfError(error);
  if (classes.size === 0) return undefined;
  if (!classes.has(classOfReason[verdict.failure.reason])) return 'other';
  return classes.size === 1 ? 'same' : 'several';
}
