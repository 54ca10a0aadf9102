import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fromInstant } from '../../src/config/instant.ts';
import type { Host } from '../../src/inventory/host.ts';
import { compileExpression, type Evaluation } from '../../src/rules/cel.ts';
import { type Facts, type FactValue, readFactValue } from '../../src/rules/fact-value.ts';
import { type FactName, factVocabulary } from '../../src/rules/fact-vocabulary.ts';
import type { PackFile } from '../../src/rules/load-pack.ts';

/** Facts from plain values, as cases in rule files write them. */
export function facts(values: Partial<Record<FactName, unknown>>): Facts {
  const read = new Map<FactName, FactValue>();
  for (const [name, value] of Object.entries(values) as [FactName, unknown][]) {
    const fact = readFactValue(factVocabulary[name].type, value);
    if (fact === undefined) throw new Error(`${name} cannot be ${JSON.stringify(value)}`);
    read.set(name, fact);
  }
  return read;
}

/** What an expression that must compile yields for the facts. */
export function evaluate(text: string, values: Partial<Record<FactName, unknown>> = {}): Evaluation {
  const expression = compileExpression(text);
  if ('faults' in expression) throw new Error(`${text}: ${JSON.stringify(expression.faults)}`);
  return expression.evaluate(facts(values));
}

/** A rule file that is right, with lines replaced by key; `undefined` leaves the key out. */
export function ruleText(lines: Readonly<Record<string, string | undefined>> = {}): string {
  const all: Readonly<Record<string, string | undefined>> = {
    title: 'a title',
    kind: 'finding',
    severity: 'low',
    rationale: 'because',
    source: '[https://example.com/]',
    assert: 'host.state == "running"',
    message: 'it is {host.state}',
    ...lines,
  };
  return Object.entries(all)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}\n`]))
    .join('');
}

export function host(more: Partial<Host> = {}): Host {
  return {
    id: 'i-1',
    name: 'checkout-1',
    source: 'ec2',
    scope: '123456789012/eu-west-1',
    services: ['checkout'],
    reach: 'remote',
    ...more,
  };
}

export const now = fromInstant('2026-11-22T14:00:00Z') ?? Number.NaN;

/** The files of the shipped pack. */
export function shippedPack(): readonly PackFile[] {
  const folder = new URL('../../rules/', import.meta.url).pathname;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ path: file.split(path.sep).join('/'), text: readFileSync(path.join(folder, file), 'utf8') }));
}
