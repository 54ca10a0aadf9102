import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { root } from './built-cli.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, formats: { 'date-time': true, base64: true } });
const compiled = new Map<string, ValidateFunction>();

/** What a validator that is not ours finds wrong with a value by one of the published schemas; empty where nothing. */
export function schemaProblems(name: 'audit' | 'evidence' | 'verify' | 'rehearsal', value: unknown): readonly string[] {
  const validate =
    compiled.get(name) ?? ajv.compile(JSON.parse(readFileSync(path.join(root, `reports/schema/${name}.schema.json`), 'utf8')));
  compiled.set(name, validate);
  validate(value);
  return (validate.errors ?? []).map((error) => `${error.instancePath}: ${error.message ?? ''}`);
}
