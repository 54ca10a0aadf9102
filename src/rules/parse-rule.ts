import { parseYamlSource } from '../config/parse-yaml.ts';
import { type Problem, problemsError } from '../config/problem.ts';
import { quote } from '../config/shown-value.ts';
import type { YamlSource } from '../config/yaml-source.ts';
import { ConfigError } from '../errors.ts';
import { compileExpression, type Expression } from './cel.ts';
import { describeUnknown } from './check-name.ts';
import { positionAt } from './expression-position.ts';
import type { ExpressionFault } from './expression-use.ts';
import { type Facts, type FactValue, factTypeNames, readFactValue } from './fact-value.ts';
import { type FactName, factVocabulary, isFactName, isServiceFact } from './fact-vocabulary.ts';
import { parseMessage } from './message.ts';
import { type CaseKind, caseKinds, type Rule, type RuleFile, ruleFileSchema } from './rule.ts';

// Our longest rule has 5 kB; the bound keeps a hostile file from costing seconds in the YAML parser.
const fileCharacters = 65_536;

/**
 * The rule that a file's text says. Throws ConfigError with everything that is wrong with it, each at the offending word.
 * `file` is the path for messages and, without its extension, the id, unless an id is given.
 */
export function parseRule(text: string, file: string, id: string = file.replace(/\.ya?ml$/, '')): Rule {
  if (text.length > fileCharacters) throw new ConfigError(`the rule has ${text.length} characters, more than ${fileCharacters}`, { file });
  if (!/^[a-z0-9]+(?:[-/][a-z0-9]+)*$/.test(id)) {
    throw new ConfigError(`${quote(id)} is no rule id: lower-case words with - between them, and / between folders`, { file });
  }
  const { value, source } = parseYamlSource(text, file, ruleFileSchema);
  return buildRule(value, { text, source }, file, id);
}

/** The rule of a file that was read as YAML ahead of time, when the program was built; its problems have no positions. */
export function ruleOfValue(value: unknown, file: string, id: string): Rule {
  const nowhere = { line: 1, column: 1 };
  return buildRule(ruleFileSchema.parse(value), { text: '', source: { value, valueAt: () => nowhere, keyAt: () => nowhere } }, file, id);
}

function buildRule(
  value: RuleFile,
  { text, source }: { readonly text: string; readonly source: YamlSource },
  file: string,
  id: string,
): Rule {
  const reading = new RuleReading(text, source);
  const appliesTo = value['applies-to'] === undefined ? undefined : reading.expression('applies-to', value['applies-to']);
  const assert = reading.expression('assert', value.assert);
  const message = reading.taken('message', value.message, parseMessage(value.message));
  const cases = reading.cases(value);
  if (value.kind === 'context' && value.severity !== 'info')
    reading.problem('a context rule has severity info: it states no fault', source.valueAt(['severity']));
  const subject = reading.subject(value.kind);
  if (reading.problems.length > 0 || assert === undefined || message === undefined) throw problemsError(file, reading.problems);
  return {
    id,
    file,
    kind: value.kind,
    stack: value.kind === 'standard' ? value.stack : undefined,
    subject,
    title: value.title,
    severity: value.severity,
    rationale: value.rationale,
    source: value.source,
    appliesTo,
    assert,
    message,
    remediation: value.remediation,
    cases,
  };
}

/** Collects what is wrong with one file, so that it is mended in one go. */
class RuleReading {
  readonly problems: Problem[] = [];
  readonly #text: string;
  readonly #source: YamlSource;
  /** Where each fact is first named, for problems that show only when all is read; found when asked, because good rules have none. */
  readonly #named = new Map<FactName, () => { readonly line: number; readonly column: number }>();

  constructor(text: string, source: YamlSource) {
    this.#text = text;
    this.#source = source;
  }

  problem(message: string, at: { readonly line: number; readonly column: number }): void {
    this.problems.push({ message, line: at.line, column: at.column });
  }

  expression(key: string, value: string): Expression | undefined {
    return this.taken(key, value, compileExpression(value));
  }

  taken<T extends { readonly facts: readonly FactName[] }>(
    key: string,
    value: string,
    result: T | { readonly faults: readonly ExpressionFault[] },
  ): T | undefined {
    const at = (offset: number): { line: number; column: number } => positionAt(this.#source, this.#text, [key], value, offset);
    if ('faults' in result) {
      for (const fault of result.faults) this.problem(fault.message, at(fault.start));
      return undefined;
    }
    for (const fact of result.facts) if (!this.#named.has(fact)) this.#named.set(fact, () => at(Math.max(value.indexOf(fact), 0)));
    return result;
  }

  /** A rule about services is asked once a service, one about hosts once a host: mixed, it would have no subject. */
  subject(kind: Rule['kind']): Rule['subject'] {
    const names = [...this.#named.keys()];
    const ofService = names.find(isServiceFact);
    if (ofService === undefined) return 'host';
    const ofHost = names.find((name) => !isServiceFact(name) && name !== 'now');
    const at = this.#named.get(ofService)?.() ?? { line: 1, column: 1 };
    if (kind === 'standard') this.problem(`${ofService} is about a service, but a standard rule is about hosts`, at);
    else if (ofHost !== undefined) this.problem(`${ofService} is about a service and cannot stand beside ${ofHost}`, at);
    return 'service';
  }

  cases(value: RuleFile): Rule['cases'] {
    const read = (kind: CaseKind): Facts[] => (value.cases?.[kind] ?? []).map((facts, index) => this.#caseFacts(kind, index, facts));
    return Object.fromEntries(caseKinds.map((kind) => [kind, read(kind)])) as Record<CaseKind, Facts[]>;
  }

  #caseFacts(kind: CaseKind, index: number, facts: Readonly<Record<string, unknown>>): Facts {
    const values = new Map<FactName, FactValue>();
    for (const [name, stated] of Object.entries(facts)) {
      const path = ['cases', kind, index, name];
      if (!isFactName(name)) {
        this.problem(describeUnknown(name), this.#source.keyAt(path));
        continue;
      }
      const { type } = factVocabulary[name];
      const fact = readFactValue(type, stated);
      if (fact === undefined) this.problem(`${name} wants ${factTypeNames[type]}`, this.#source.valueAt(path));
      else values.set(name, fact);
    }
    return values;
  }
}
