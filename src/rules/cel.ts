import type { ParseResult } from '@marcbachmann/cel-js';
import { checkEnvironment, runEnvironment } from './cel-environment.ts';
import { runFailureOf, syntaxFaultOf, typeFaultOf } from './cel-errors.ts';
import { checkExpression } from './check-expression.ts';
import type { ExpressionFault } from './expression-use.ts';
import { variableOf } from './fact-path.ts';
import type { Facts, FactValue } from './fact-value.ts';
import type { FactName } from './fact-vocabulary.ts';
import { factNames } from './fact-vocabulary.ts';
import { rewriteExpression } from './rewrite-expression.ts';

/** A checked condition over facts; compiled once per rule, evaluated once per subject. */
export interface Expression {
  readonly text: string;
  /** Facts that it names anywhere, sorted. */
  readonly facts: readonly FactName[];
  readonly evaluate: (facts: Facts) => Evaluation;
}

/** `missing` names the facts that would have been needed; it is empty where the evaluation failed for another reason. */
export type Evaluation =
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'unknown'; readonly missing: readonly FactName[]; readonly reason: string };

/** The length that keeps both our walk and the library's recursion shallow; our longest rule has 900. */
const expressionCharacters = 2000;

/**
 * The compiled expression, or everything that is wrong with it. Common Expression Language as in the CEL specification,
 * reduced to what has a bounded cost, over the facts of the vocabulary; it must yield true or false.
 */
export function compileExpression(text: string): Expression | { readonly faults: readonly ExpressionFault[] } {
  if (text.length > expressionCharacters)
    return { faults: [{ message: `the expression has ${text.length} characters, more than ${expressionCharacters}`, start: 0 }] };
  let parsed: ParseResult;
  try {
    // Block scalars end in a line break, which would move "ends too early" to the next line.
    parsed = checkEnvironment().parse(text.trimEnd());
  } catch (error) {
    return { faults: [syntaxFaultOf(error, text)] };
  }
  const use = checkExpression(parsed.ast);
  if (use.faults.length > 0) return { faults: use.faults };
  const checked = parsed.check();
  if (!checked.valid) return { faults: [typeFaultOf(checked.error)] };
  if (checked.type !== 'bool')
    return { faults: [{ message: `the expression yields ${checked.type ?? 'nothing'}, not true or false`, start: 0 }] };
  const run = runEnvironment(use.patterns).parse(rewriteExpression(parsed.ast));
  return { text, facts: [...use.facts].sort(), evaluate: (facts) => evaluate(run, facts) };
}

function evaluate(run: (facts: ReadonlyMap<string, FactValue>) => unknown, facts: Facts): Evaluation {
  const watched = new WatchedFacts(facts);
  try {
    const value = run(watched);
    if (typeof value === 'boolean') return { kind: 'known', value };
    return { kind: 'unknown', missing: [], reason: `the expression yielded ${typeof value}` };
  } catch (error) {
    // CEL's `||` and `&&` already took what another operand decides; what arrives here is undecided.
    const missing = [...watched.missing].sort();
    if (missing.length > 0) return { kind: 'unknown', missing, reason: `missing: ${missing.join(', ')}` };
    return { kind: 'unknown', missing, reason: runFailureOf(error) };
  }
}

class MissingFact extends Error {}

/** One for all: which fact it was is noted beside, and a stack trace for each of many missing facts costs more than the rules. */
const missingFact = new MissingFact();

/** The evaluator's view of the facts, which notes what was asked for and is not there. */
class WatchedFacts extends Map<string, FactValue> {
  readonly missing = new Set<FactName>();
  readonly #facts: Facts;

  constructor(facts: Facts) {
    super();
    this.#facts = facts;
  }

  override get(variable: string): FactValue {
    const name = factByVariable.get(variable);
    if (name === undefined) throw new Error(`${variable} passed the check of expressions`);
    const value = this.#facts.get(name);
    if (value !== undefined) return value;
    this.missing.add(name);
    throw missingFact;
  }
}

const factByVariable: ReadonlyMap<string, FactName> = new Map(factNames.map((name) => [variableOf(name), name]));
