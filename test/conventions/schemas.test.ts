import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { renderSchemas } from '../schemas.ts';

const folder = new URL('../../reports/schema/', import.meta.url);
const rendered = await renderSchemas();

describe('published JSON Schemas', () => {
  it('are those that the code makes, no more and no fewer', () => {
    const names = Object.keys(rendered);
    expect(names.length).toBeGreaterThan(1);
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.schema.json'))
        .sort(),
    ).toEqual(names.sort());
  });

  it.each(Object.entries(rendered))('%s is fresh', (name, text) => {
    const location = new URL(name, folder);
    const committed = existsSync(location) ? readFileSync(location, 'utf8') : '';
    expect(committed === text, 'the schema is stale: run npm run update').toBe(true);
  });

  it.each(Object.entries(rendered))('%s is a schema that a strict validator takes, with a name of its own', (_, text) => {
    const schema = JSON.parse(text) as { readonly $id?: string; readonly title?: string };
    expect(schema).toMatchObject({ $id: expect.stringMatching(/^(?:urn|https):/), title: expect.any(String) });
    const validate = new Ajv2020({
      strict: true,
      strictRequired: false,
      allowUnionTypes: true,
      formats: { 'date-time': true, base64: true },
    }).compile(schema);
    expect(validate('neither a report nor a configuration')).toBe(false);
  });
});
