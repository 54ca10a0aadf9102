import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../src/config/config.ts';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { parseConfig, reviewConfig } from '../../src/config/parse-config.ts';
import { startingConfig } from '../../src/config/starting-config.ts';
import { ConfigError } from '../../src/errors.ts';

const text = startingConfig();
const isExample = (line: string): boolean => /^#(?! )\S|^#(?: {2})+\S/.test(line);
const uncomment = (line: string): string => (isExample(line) ? line.slice(1) : line);

describe('the starting configuration', () => {
  it('is valid as it is written, without a warning', () => {
    const { config, warnings } = reviewConfig(text, 'snowline.yaml');
    expect(config.inventory).toEqual([{ source: 'localhost' }]);
    expect(warnings).toEqual([]);
  });

  it('is valid with all examples in use, without a warning', () => {
    const { config, warnings } = reviewConfig(text.split('\n').map(uncomment).join('\n'), 'snowline.yaml');
    expect(config.stores?.map((store) => store.name)).toEqual(['vault', 'secrets', 'legacy', 'team-vault']);
    expect(config.inventory?.map((entry) => entry.source)).toEqual(['localhost', 'ec2', 'hosts-file', 'ansible']);
    expect(config.services?.declared?.length).toBe(3);
    expect(warnings).toEqual([]);
  });

  it('stays valid while its blocks of examples are put to use from top to bottom', () => {
    const lines = text.split('\n');
    const ends = lines.flatMap((line, index) => (isExample(line) && !isExample(lines[index + 1] ?? '') ? [index] : []));
    expect(ends.length).toBeGreaterThan(3);
    for (const end of ends) {
      const used = lines.map((line, index) => (index <= end ? uncomment(line) : line)).join('\n');
      expect(() => parseConfig(used, `up to line ${end + 1}`)).not.toThrow();
    }
  });

  it('shows every key that the schema knows', () => {
    const keys = propertyNames(configJsonSchema());
    expect(keys.length).toBeGreaterThan(40);
    expect(keys.filter((key) => !new RegExp(`(^|[\\s#{,])${key}:`, 'm').test(text))).toEqual([]);
  });

  it('writes out the very values that hold without it', () => {
    const written = parse(text) as Record<string, unknown>;
    const { certificateExpiry, services } = configSchema.parse({ certificateExpiry: {}, services: {} });
    expect(written['certificateExpiry']).toEqual(certificateExpiry);
    expect(written['services']).toEqual(services);
    const all = configSchema.parse(parse(text.split('\n').map(uncomment).join('\n')));
    const bare = configSchema.parse({ inventory: [{ source: 'ec2', regions: 'all' }] });
    expect(all.inventory?.[1]).toMatchObject(bare.inventory?.[0] ?? { source: 'missing' });
  });

  it('points editors at the schema that it is given', () => {
    expect(startingConfig('/opt/config.schema.json').split('\n')[0]).toBe('# yaml-language-server: $schema=/opt/config.schema.json');
  });

  it('fits a terminal of 132 columns and ends in one newline', () => {
    expect(text.split('\n').filter((line) => line.length > 132)).toEqual([]);
    expect(text).toMatch(/[^\n]\n$/);
  });
});

describe('the JSON Schema of the configuration', () => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(configJsonSchema());

  it('accepts the starting configuration, with and without its examples', () => {
    for (const variant of [text, text.split('\n').map(uncomment).join('\n')]) {
      validate(parse(variant));
      expect(validate.errors).toBeNull();
    }
  });

  it('rejects what the parser rejects', () => {
    const wrong = [
      { inventory: [{ source: 'ec3' }] },
      { inventory: [] },
      { horizon: '1 month' },
      { stores: [{ name: 'vault', endpoint: 'vault:8200', switchAt: 'soon' }] },
      { minCoverage: 140 },
      { bogus: 1 },
    ];
    for (const value of wrong) {
      expect([value, validate(value)]).toEqual([value, false]);
      expect(() => parseConfig(JSON.stringify(value), 'wrong.json')).toThrow(ConfigError);
    }
  });

  it('holds help for every key', () => {
    const silent = properties(configJsonSchema()).filter(
      ([, schema]) => typeof (schema as { description?: unknown }).description !== 'string',
    );
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});

function properties(schema: unknown): [string, unknown][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.entries((schema as { properties?: object }).properties ?? {}) as [string, unknown][];
  return [...own, ...Object.values(schema).flatMap((part) => (Array.isArray(part) ? part.flatMap(properties) : properties(part)))];
}

function propertyNames(schema: unknown): string[] {
  return [...new Set(properties(schema).map(([name]) => name))];
}
