import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { auditReportSchema } from '../src/report/audit-report.ts';
import { rehearsalReportSchema } from '../src/report/rehearsal/rehearsal-report.ts';
import { verifyReportSchema } from '../src/report/verify-report.ts';

const root = new URL('..', import.meta.url).pathname;

/** The published JSON Schemas by file name in reports/schema/: what other programs may rely on. */
export async function renderSchemas(): Promise<Readonly<Record<string, string>>> {
  const schemas: Record<string, unknown> = {
    'audit.schema.json': printedSchema(auditReportSchema, 'urn:snowline:audit:v1', 'snowline audit report'),
    'verify.schema.json': printedSchema(verifyReportSchema, 'urn:snowline:verify:v1', 'answer of snowline verify'),
    'rehearsal.schema.json': printedSchema(
      rehearsalReportSchema,
      'urn:snowline:rehearsal:v1',
      'prediction against reality, of snowline rehearse',
    ),
    'config.schema.json': configJsonSchema(),
    ...(await evidenceSchema()),
  };
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`]));
}

// `output` says what is always there, but closes every object: a reader must not stumble over the fields of a later version.
function printedSchema(shape: z.ZodType, $id: string, title: string): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(shape, {
    io: 'output',
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return { $schema, $id, title, ...schema };
}

async function evidenceSchema(): Promise<Record<string, unknown>> {
  const location = path.join(root, 'src/evidence-file.ts');
  if (!existsSync(location)) return {};
  const module = (await import(location)) as { readonly evidenceJsonSchema?: () => unknown };
  return module.evidenceJsonSchema === undefined ? {} : { 'evidence.schema.json': module.evidenceJsonSchema() };
}
