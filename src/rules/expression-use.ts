import type { FactName } from './fact-vocabulary.ts';
import type { RegularExpression } from './regular-expression.ts';

/** Something that makes an expression unusable; `start` is the offset of the offending token in the expression. */
export interface ExpressionFault {
  readonly message: string;
  readonly start: number;
}

/** What the walk over an expression collects. */
export interface ExpressionUse {
  readonly faults: ExpressionFault[];
  readonly facts: Set<FactName>;
  readonly patterns: Map<string, RegularExpression>;
}

/** Where in the expression the walk stands: the macro variables in sight, and how many macros are around. */
export interface Scope {
  readonly variables: ReadonlySet<string>;
  readonly level: number;
}
