import type { ASTNode } from '@marcbachmann/cel-js';
import { checkFunctionCall, checkMethodCall } from './check-call.ts';
import { checkName } from './check-name.ts';
import type { ExpressionUse, Scope } from './expression-use.ts';
import { isListNode } from './fact-path.ts';

/**
 * Walks the whole expression, also inside `has()` and macros, where the library checks nothing. Faults are: unknown facts,
 * functions outside our list, patterns that RE2 refuses, and whatever would make the cost of an evaluation unbounded.
 */
export function checkExpression(ast: ASTNode): ExpressionUse {
  const use: ExpressionUse = { faults: [], facts: new Set(), patterns: new Map() };
  walk(use, ast, { variables: new Set(), level: 0 });
  return use;
}

function walk(use: ExpressionUse, node: ASTNode, scope: Scope): void {
  const visit = (child: ASTNode, inner: Scope = scope): void => walk(use, child, inner);
  const refuse = (message: string): void => void use.faults.push({ message, start: node.start });
  switch (node.op) {
    case 'value':
      if (typeof node.args === 'object' && node.args !== null) refuse('bytes and unsigned numbers are not supported here');
      return;
    case 'id':
      checkName(use, node, scope);
      return;
    case '.':
      if (!checkName(use, node, scope)) visit(node.args[0]);
      return;
    case 'call':
      checkFunctionCall(use, node, scope, visit);
      return;
    case 'rcall':
      checkMethodCall(use, node, scope, visit);
      return;
    case '!_':
    case '-_':
      visit(node.args);
      return;
    case 'map':
      refuse('mappings cannot be written out here');
      return;
    case '.?':
    case '[?]':
      refuse('optional access is not supported here');
      return;
    case '+':
      // Added-up lists inside two macros would multiply the bounds that facts have.
      if (node.args.some(isListNode)) refuse('lists cannot be added up here');
      for (const child of node.args) visit(child);
      return;
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
    case '?:':
    case '[]':
    case 'list':
      for (const child of node.args) visit(child);
  }
}
