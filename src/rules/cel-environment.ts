import { Environment } from '@marcbachmann/cel-js/evaluator';
import { variableOf } from './fact-path.ts';
import { type FactName, type FactType, factNames, factVocabulary } from './fact-vocabulary.ts';
import type { RegularExpression } from './regular-expression.ts';

// A rule's expression has a few dozen nodes. Lists that are written out (allowed image ids, say) may be longer.
const limits = { maxAstNodes: 500, maxDepth: 32, maxListElements: 200, maxMapEntries: 0, maxCallArguments: 8 };

const celTypes: Readonly<Record<FactType, string>> = {
  string: 'string',
  bool: 'bool',
  int: 'int',
  instant: 'google.protobuf.Timestamp',
  list: 'list<string>',
  map: 'map<string, string>',
};

let checking: Environment | undefined;

/** The environment that expressions are checked in: facts are nested groups, as their names are written. */
export function checkEnvironment(): Environment {
  checking ??= makeCheckEnvironment();
  return checking;
}

function makeCheckEnvironment(): Environment {
  const environment = new Environment({ limits });
  const tree = schemaOf(factNames);
  for (const [name, type] of Object.entries(tree)) {
    if (typeof type === 'string') environment.registerVariable(name, type);
    else environment.registerVariable({ name, schema: type });
  }
  // Never run here: the handlers of the other environment are.
  return environment.registerFunction('re(string, string): bool', () => false);
}

/** The environment that rewritten expressions run in: one variable a fact, `tag()` and the patterns of the expression. */
export function runEnvironment(patterns: ReadonlyMap<string, RegularExpression>): Environment {
  const environment = running().clone();
  return environment.registerFunction('re(string, string): bool', (text: string, pattern: string) => {
    const compiled = patterns.get(pattern);
    if (compiled === undefined) throw new Error('a pattern passed the check of expressions');
    return compiled.test(text);
  });
}

let base: Environment | undefined;

function running(): Environment {
  if (base !== undefined) return base;
  // Rewriting adds brackets and calls, so the limits of what was written do not hold for it.
  base = new Environment({ limits: { maxListElements: limits.maxListElements } });
  for (const name of factNames) base.registerVariable(variableOf(name), celTypes[factVocabulary[name].type]);
  base.registerFunction(
    'tag(map<string, string>, string): string',
    (tags: ReadonlyMap<string, string>, key: string) => tags.get(key) ?? '',
  );
  return base;
}

interface Schema {
  [field: string]: string | Schema;
}

function schemaOf(names: readonly FactName[]): Schema {
  const tree: Schema = {};
  for (const name of names) {
    const fields = name.split('.');
    const last = fields.pop() ?? name;
    let group = tree;
    for (const field of fields) {
      const inner = group[field] ?? {};
      if (typeof inner === 'string') throw new Error(`${name} lies inside of a fact`);
      group[field] = inner;
      group = inner;
    }
    group[last] = celTypes[factVocabulary[name].type];
  }
  return tree;
}
