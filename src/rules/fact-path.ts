import type { ASTNode } from '@marcbachmann/cel-js';
import { type FactName, factNames, factVocabulary, isFactName } from './fact-vocabulary.ts';

/** A dotted name as it stands in an expression. */
export interface WrittenPath {
  /** Its first word. */
  readonly root: string;
  readonly name: string;
  readonly start: number;
}

/** The dotted name that a node spells out; undefined for anything but a name and fields. */
export function writtenPath(node: ASTNode): WrittenPath | undefined {
  if (node.op === 'id') return { root: node.args, name: node.args, start: node.start };
  if (node.op !== '.') return undefined;
  const [left, field] = node.args;
  const parent = writtenPath(left);
  return parent === undefined ? undefined : { ...parent, name: `${parent.name}.${field}` };
}

/** The fact that the node reads; undefined where it reads none, or something inside of one. */
export function factOf(node: ASTNode, variables: ReadonlySet<string>): FactName | undefined {
  const path = writtenPath(node);
  return path !== undefined && !variables.has(path.root) && isFactName(path.name) ? path.name : undefined;
}

/** Whether the node is surely a list: a fact, one written out, or one that filter() or map() made. */
export function isListNode(node: ASTNode): boolean {
  if (node.op === '?:') return isListNode(node.args[1]) || isListNode(node.args[2]);
  if (node.op === 'rcall') return node.args[0] === 'filter' || node.args[0] === 'map';
  const fact = factOf(node, new Set());
  return node.op === 'list' || (fact !== undefined && factVocabulary[fact].type === 'list');
}

/** First words of all facts (`host`, `os`, `now`): no macro variable may be called like one. */
export const factRoots: ReadonlySet<string> = new Set(factNames.map((name) => name.split('.')[0] ?? name));

/** Begins the names of all variables that stand for facts, so that no macro variable of a rule can be one. */
export const variablePrefix = 'fact_';

/** The name under which the evaluator knows the fact, since a CEL variable has no dots: `fact_host_imageId`. */
export function variableOf(fact: FactName): string {
  return variablePrefix + fact.replaceAll('.', '_');
}
