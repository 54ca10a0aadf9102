import type { ASTNode } from '@marcbachmann/cel-js';
import { factOf, variableOf } from './fact-path.ts';
import { type FactName, factVocabulary } from './fact-vocabulary.ts';

const nothingInSight: ReadonlySet<string> = new Set();

/**
 * The checked expression as the evaluator gets it. Three things differ from what was written:
 * a fact is one flat variable, so that reading a missing one is noticed; a tag that is not set reads as empty text; and
 * `has(x)` asks whether x is known and not empty, since the library's own would answer "no" for what nobody looked at.
 */
export function rewriteExpression(node: ASTNode): string {
  // checkExpression refuses macro variables that are called like facts, so no scope has to be kept here.
  const fact = factOf(node, nothingInSight);
  if (fact !== undefined) return variableOf(fact);
  switch (node.op) {
    case 'value':
      return literal(node.args);
    case 'id':
      return node.args;
    case '.':
      return readField(node.args[0], JSON.stringify(node.args[1]));
    case '[]':
      return readField(node.args[0], rewriteExpression(node.args[1]));
    case 'call':
      return node.args[0] === 'has' ? askFor(node.args[1]) : `${node.args[0]}(${list(node.args[1])})`;
    case 'rcall':
      return `${rewriteExpression(node.args[1])}.${node.args[0]}(${list(node.args[2])})`;
    case 'list':
      return `[${list(node.args)}]`;
    case '!_':
    case '-_':
      return `(${node.op[0]}${rewriteExpression(node.args)})`;
    case '?:':
      return `(${rewriteExpression(node.args[0])} ? ${rewriteExpression(node.args[1])} : ${rewriteExpression(node.args[2])})`;
    case 'map':
    case '.?':
    case '[?]':
      break;
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
    case '&&':
    case '||':
      return `(${rewriteExpression(node.args[0])} ${node.op} ${rewriteExpression(node.args[1])})`;
  }
  throw new Error(`${node.op} passed the check of expressions`);
}

function list(nodes: readonly ASTNode[]): string {
  return nodes.map(rewriteExpression).join(', ');
}

function readField(left: ASTNode, key: string): string {
  const container = rewriteExpression(left);
  return isMapFact(factOf(left, nothingInSight)) ? `tag(${container}, ${key})` : `${container}[${key}]`;
}

function askFor(args: readonly ASTNode[]): string {
  const [node] = args;
  if (node === undefined) throw new Error('has() without an argument passed the check of expressions');
  const text = rewriteExpression(node);
  const fact = factOf(node, nothingInSight);
  const type = fact === undefined ? 'string' : factVocabulary[fact].type;
  if (type === 'string') return `(${text} != "")`;
  // What has no empty value is there whenever it is known; comparing it with itself reads it.
  return type === 'list' || type === 'map' ? `(size(${text}) > 0)` : `(${text} == ${text})`;
}

function isMapFact(fact: FactName | undefined): boolean {
  return fact !== undefined && factVocabulary[fact].type === 'map';
}

function literal(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  // CEL tells 1.0 (double) from 1 (int) by the point alone.
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value);
  return String(value);
}
