import * as z from 'zod';
import { describeExpectation, expectedOneOf } from './expectation.ts';
import { nearestName } from './nearest.ts';
import type { Problem } from './problem.ts';
import { formatKeyPath, type KeyPath, quote, showValue } from './shown-value.ts';
import type { YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** The value as the schema reads it, or everything in it that does not fit, each with its position in the file. */
export function matchSchema<S extends z.ZodType>(
  source: YamlSource,
  schema: S,
): { readonly value: z.infer<S> } | { readonly problems: readonly Problem[] } {
  // An issue names the keys that were too many but not those that exist; only the raw issue leads to its schema.
  const validKeys = new Map<readonly string[], readonly string[]>();
  const result = schema.safeParse(source.value, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        validKeys.set(issue.keys, Object.keys(issue.inst.shape));
      }
      return describeExpectation(issue);
    },
  });
  if (result.success) return { value: result.data };
  const issues = result.error.issues.flatMap((issue) => settleUnion(issue, []));
  const unknownKeys = issues.flatMap((issue) => unknownKeysOf(issue, validKeys));
  // a schema that says itself what is wrong with the keys never asks above
  const isListed = (issue: Issue): boolean => issue.code === 'unrecognized_keys' && validKeys.has(issue.keys);
  // A misspelt key is one problem, not two: the key that is thereby missing need not be complained about as well.
  const meant = new Set(unknownKeys.flatMap((key) => (key.meant === undefined ? [] : [formatKeyPath([...key.parent, key.meant])])));
  const others = issues.filter((issue) => !isListed(issue) && !meant.has(formatKeyPath(issue.path)));
  return {
    problems: [
      ...unknownKeys.map((key) => ({ message: key.message, ...source.keyAt([...key.parent, key.name]) })),
      ...others.map((issue) => ({ message: describeIssue(issue, source.value), ...source.valueAt(issue.path) })),
    ],
  };
}

/** A union that fails says nothing by itself: the issues of the branch that the author meant, or one that names all branches. */
function settleUnion(issue: Issue, parent: KeyPath): Issue[] {
  const path = [...parent, ...issue.path] as Issue['path'];
  if (issue.code !== 'invalid_union') return [{ ...issue, path }];
  if ('options' in issue && Array.isArray(issue.options)) return [asValueIssue(path, issue.options as string[])];
  const branches = issue.errors.filter((branch) => branch.length > 0);
  const meant = branches.filter((branch) => !branch.some(isWrongKind)).sort((a, b) => a.length - b.length)[0];
  if (meant !== undefined) return meant.flatMap((inner) => settleUnion(inner, path));
  const wanted = branches.flatMap((branch) =>
    branch
      .filter(isWrongKind)
      .slice(0, 1)
      .map((inner) => inner.message),
  );
  const message = [...new Set(wanted)].map((text, index) => (index === 0 ? text : text.replace(/^expected /, ''))).join(' or ');
  return [{ code: 'custom', path, message }];
}

/** The value is of another kind than the branch: the author cannot have meant that branch. */
function isWrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function asValueIssue(path: Issue['path'], values: string[]): Issue {
  return { code: 'invalid_value', path, values, message: expectedOneOf(values) };
}

interface UnknownKey {
  readonly parent: KeyPath;
  readonly name: string;
  readonly meant: string | undefined;
  readonly message: string;
}

function unknownKeysOf(issue: Issue, validKeys: ReadonlyMap<readonly string[], readonly string[]>): UnknownKey[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const valid = validKeys.get(issue.keys);
  if (valid === undefined) return [];
  const place = issue.path.length === 0 ? 'at the top level' : `in ${formatKeyPath(issue.path)}`;
  return issue.keys.map((name) => {
    const meant = nearestName(name, valid);
    const advice = meant === undefined ? `valid keys: ${valid.join(', ')}` : `did you mean ${quote(meant)}?`;
    return { parent: issue.path, name, meant, message: `unknown key ${quote(name)} ${place}; ${advice}` };
  });
}

function describeIssue(issue: Issue, root: unknown): string {
  const place = formatKeyPath(issue.path);
  const found = valueIn(root, issue.path);
  const last = issue.path.at(-1);
  if (found === undefined && typeof last === 'string') {
    const parent = formatKeyPath(issue.path.slice(0, -1));
    const misspelt = nearestName(last, Object.keys(Object(valueIn(root, issue.path.slice(0, -1)))));
    const doubt = misspelt === undefined ? '' : ` (was it meant by ${quote(misspelt)}?)`;
    return `${parent === '' ? 'the file' : parent} has no ${quote(last)}${doubt}: ${issue.message}`;
  }
  const prefix = place === '' ? '' : `${place}: `;
  // Messages that schemas bring themselves may be whole sentences; only an expectation asks for what stood there instead.
  if (!issue.message.startsWith('expected')) return `${prefix}${issue.message}`;
  return `${prefix}${issue.message}, found ${showValue(found, issue.path)}${advice(issue, found)}`;
}

function advice(issue: Issue, found: unknown): string {
  if (found === null) return '; remove the key or give it a value';
  if (issue.code === 'invalid_value' && typeof found === 'string') {
    const near = nearestName(
      found,
      issue.values.filter((value) => typeof value === 'string'),
    );
    return near === undefined ? '' : `; did you mean ${quote(near)}?`;
  }
  const isBare = typeof found === 'number' || typeof found === 'boolean';
  return issue.code === 'invalid_type' && issue.expected === 'string' && isBare ? '; put it in quotes' : '';
}

function valueIn(root: unknown, path: KeyPath): unknown {
  let value: unknown = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
