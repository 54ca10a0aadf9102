import type { ASTNode } from '@marcbachmann/cel-js';
import { nearestName } from '../config/nearest.ts';
import type { ExpressionUse, Scope } from './expression-use.ts';
import { factOf, writtenPath } from './fact-path.ts';
import { type FactName, factNames, factVocabulary } from './fact-vocabulary.ts';

/**
 * Records the fact that a name with its fields reads, or the fault that it is none. False for nodes that are not made of a
 * name and fields alone, which the caller walks itself.
 */
export function checkName(use: ExpressionUse, node: ASTNode, scope: Scope): boolean {
  const path = writtenPath(node);
  if (path === undefined) return false;
  if (scope.variables.has(path.root)) return true;
  const fact = factOf(node, scope.variables);
  const outer = node.op === '.' ? factOf(node.args[0], scope.variables) : undefined;
  if (fact !== undefined) use.facts.add(fact);
  else if (outer !== undefined && factVocabulary[outer].type === 'map') use.facts.add(outer);
  else use.faults.push({ message: outer === undefined ? describeUnknown(path.name) : describeInside(path.name, outer), start: path.start });
  return true;
}

/** What is wrong with a name that is no fact, with the fact that was probably meant. */
export function describeUnknown(name: string): string {
  const member = factNames.find((fact) => fact.startsWith(`${name}.`));
  if (member !== undefined) return `${name} is a group of facts: name one of them, such as ${member}`;
  const near = nearestFact(name);
  return `unknown fact ${name}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

/** Within the group that was named; any fact where the group itself is misspelt, so that host.typo does not suggest host.tags. */
function nearestFact(name: string): string | undefined {
  const group = name.slice(0, name.lastIndexOf('.') + 1);
  const members = factNames.filter((fact) => group !== '' && fact.startsWith(group));
  if (members.length === 0) return nearestName(name, factNames);
  const near = nearestName(
    name.slice(group.length),
    members.map((fact) => fact.slice(group.length)),
  );
  return near === undefined ? undefined : group + near;
}

function describeInside(name: string, fact: FactName): string {
  return `unknown fact ${name}: ${fact} is a ${factVocabulary[fact].type} with nothing inside`;
}
