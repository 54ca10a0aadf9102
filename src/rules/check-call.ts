import type { ASTNode } from '@marcbachmann/cel-js';
import { nearestName } from '../config/nearest.ts';
import { quote } from '../config/shown-value.ts';
import type { ExpressionUse, Scope } from './expression-use.ts';
import { factOf, factRoots, isListNode, variablePrefix, writtenPath } from './fact-path.ts';
import { factVocabulary } from './fact-vocabulary.ts';
import { compilePattern } from './regular-expression.ts';

type Call = ASTNode & { readonly op: 'call' };
type MethodCall = ASTNode & { readonly op: 'rcall' };
type Visit = (child: ASTNode, scope?: Scope) => void;

// The library knows more; what is missing here builds large values (split, join, cel.bind), backtracks (matches) or has no use.
const functions: ReadonlySet<string> = new Set(['has', 're', 'size', 'string', 'int', 'double', 'timestamp', 'duration']);
const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
const methods: ReadonlySet<string> = new Set([...macros, 'size', 'startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii', 'trim']);

/** Two levels over lists of 256 entries are 65,536 steps; our choice, no rule that we know needs a third. */
const macroLevels = 2;

/** Checks `name(…)`: only functions of our list, `has()` of a fact, `re()` with a written-out pattern. */
export function checkFunctionCall(use: ExpressionUse, node: Call, scope: Scope, visit: Visit): void {
  const [name, args] = node.args;
  if (!functions.has(name)) {
    use.faults.push({ message: describeUnknownFunction(name), start: node.start });
    return;
  }
  const unaskable = name === 'has' ? args.find((arg) => !isAskable(arg, scope)) : undefined;
  if (unaskable !== undefined) {
    use.faults.push({ message: 'has() takes the name of a fact or a tag', start: unaskable.start });
    return;
  }
  if (name === 're' && args[1] !== undefined) checkPattern(use, args[1]);
  // 65,536 matches are seconds; within one macro they are as long as one list.
  if (name === 're' && scope.level >= macroLevels)
    use.faults.push({ message: `re() stands inside of ${macroLevels} macros`, start: node.start });
  for (const arg of args) visit(arg);
}

/** Checks `receiver.name(…)`, and of macros also how deep they nest and what they range over. */
export function checkMethodCall(use: ExpressionUse, node: MethodCall, scope: Scope, visit: Visit): void {
  const [name, receiver, args] = node.args;
  // The node starts where its receiver does; what is wrong is the name behind the point.
  const nameAt = { start: Math.max(node.input.indexOf(name, receiver.end), receiver.start) };
  const refuse = (message: string, at: { readonly start: number } = nameAt): void => void use.faults.push({ message, start: at.start });
  if (!methods.has(name)) {
    refuse(describeUnknownFunction(name));
    return;
  }
  const faultsBefore = use.faults.length;
  visit(receiver);
  const isSound = use.faults.length === faultsBefore;
  const [variable, ...bodies] = args;
  if (!macros.has(name) || variable === undefined) {
    for (const arg of args) visit(arg);
  } else if (variable.op !== 'id') {
    refuse(`the first argument of ${name}() is not the name of a variable`, variable);
  } else if (factRoots.has(variable.args) || variable.args.startsWith(variablePrefix)) {
    refuse(`the variable ${variable.args} of ${name}() is called like a fact`, variable);
  } else if (scope.level >= macroLevels) {
    refuse(`${name}() is nested more than ${macroLevels} deep`);
  } else {
    if (isSound && !isListNode(receiver) && !isMapFact(receiver, scope))
      refuse(`${name}() ranges over something that is not a list`, receiver);
    const inner = { variables: new Set([...scope.variables, variable.args]), level: scope.level + 1 };
    for (const body of bodies) visit(body, inner);
  }
}

function checkPattern(use: ExpressionUse, node: ASTNode): void {
  if (node.op !== 'value' || typeof node.args !== 'string') {
    use.faults.push({ message: 'the pattern of re() must be a text in quotes, never a fact', start: node.start });
    return;
  }
  const compiled = compilePattern(node.args);
  if ('problem' in compiled) use.faults.push({ message: `invalid pattern ${quote(node.args)}: ${compiled.problem}`, start: node.start });
  else use.patterns.set(node.args, compiled);
}

/** A name with fields that is no macro variable; whether it is a fact, the name check says with a better message. */
function isAskable(node: ASTNode, scope: Scope): boolean {
  const path = writtenPath(node);
  return path !== undefined && !scope.variables.has(path.root);
}

function isMapFact(node: ASTNode, scope: Scope): boolean {
  const fact = factOf(node, scope.variables);
  return fact !== undefined && factVocabulary[fact].type === 'map';
}

function describeUnknownFunction(name: string): string {
  if (name === 'matches') return 'matches() may backtrack for hours: write re(text, "pattern")';
  const near = nearestName(name, [...functions, ...methods]);
  return `unknown function ${name}()${near === undefined ? '' : `; did you mean ${near}()?`}`;
}
