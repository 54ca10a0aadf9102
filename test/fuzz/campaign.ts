import { mutate } from './mutate.ts';
import type { Parser } from './parsers.ts';
import { type Random, randomFrom } from './random.ts';

/** What the fuzzer looks for: anything thrown that is no answer, a mutant that takes over a second or has no end, memory that stays. */
export interface Finding {
  readonly kind: 'crash' | 'slow' | 'hang' | 'memory';
  readonly parser: string;
  readonly detail: string;
  readonly input: Uint8Array;
}

/** What one parser answered, and what was found. */
export interface CampaignResult {
  readonly mutants: number;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
}

/** A mutant that takes longer is a finding; real inputs take about a millisecond. */
const slowMs = 1_000;
/** Findings of one parser that are kept: the first ones tell the most. */
const mostFindings = 5;

/** Feeds a parser with mutants of its inputs, all of them following from the seed, while `goesOn` says so, which is shown each mutant before it is read. */
export function fuzz(name: string, parser: Parser, seed: number, goesOn: (mutants: number, input: Uint8Array) => boolean): CampaignResult {
  const random = randomFrom(seed);
  const outcomes = new Map<string, number>();
  const findings: Finding[] = [];
  let mutants = 0;
  for (
    let input = nextMutant(parser, random);
    findings.length < mostFindings && goesOn(mutants, input);
    input = nextMutant(parser, random)
  ) {
    mutants += 1;
    const found = runOne(name, parser, input, outcomes);
    if (found !== undefined) findings.push(found);
  }
  return { mutants, outcomes, findings };
}

function nextMutant({ inputs }: Parser, random: Random): Buffer {
  return mutate(random.pick(inputs), random, random.pick(inputs));
}

function runOne(parser: string, { read }: Parser, input: Uint8Array, outcomes: Map<string, number>): Finding | undefined {
  const start = performance.now();
  try {
    // a copy: readings of the very same bytes are remembered
    const outcome = read(Buffer.from(input));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  } catch (error) {
    return { kind: 'crash', parser, detail: error instanceof Error ? (error.stack ?? error.message) : String(error), input };
  }
  const ms = performance.now() - start;
  return ms > slowMs ? { kind: 'slow', parser, detail: `${Math.round(ms)} ms for ${input.length} bytes`, input } : undefined;
}
