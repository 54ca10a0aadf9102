import * as z from 'zod';
import { configSchema } from './config.ts';

/** JSON Schema (draft 2020-12) of snowline.yaml: what may be written into the file, with help for every key. */
export function configJsonSchema(): Record<string, unknown> {
  // `input`: keys with a default may be left out.
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-2020-12' });
  return {
    $schema,
    $id: 'urn:snowline:config:v1',
    title: 'snowline.yaml',
    description: 'which credential stores, hosts and services snowline audits, and what counts as a failure',
    ...schema,
  };
}
