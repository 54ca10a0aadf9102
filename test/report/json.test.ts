import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AuditReport, auditReportSchema } from '../../src/report/audit-report.ts';
import { jsonChunks, jsonReport } from '../../src/report/json.ts';
import { everything } from './everything.ts';
import { auditReport, host, workload } from './fleet.ts';
import { incident } from './incident.ts';
import { everyRehearsal } from './rehearsed.ts';
import { describeReporter } from './reporter-contract.ts';

describeReporter({ name: 'the JSON report', render: jsonReport });

describe('the JSON report', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(z.toJSONSchema(auditReportSchema));

  it.each([
    ['the incident', incident()],
    ['a report in which every section speaks', everything()],
    ['an empty fleet', auditReport([])],
  ])('fits the zod schema and the JSON Schema made from it for %s', (_name, report) => {
    const parsed: unknown = JSON.parse(jsonReport(report));
    expect(auditReportSchema.safeParse(parsed).error).toBeUndefined();
    validate(parsed);
    expect(validate.errors).toBeNull();
  });

  it('is rejected by the JSON Schema where a verdict is none', () => {
    const parsed = JSON.parse(jsonReport(incident()).replaceAll('"will-fail"', '"fine"')) as unknown;
    expect(validate(parsed)).toBe(false);
  });

  it('holds what the report holds', () => {
    const report = auditReport([host('b-1', [workload('b')]), host('c-1', [workload('c')])]);
    expect(JSON.parse(jsonReport(report))).toEqual(report);
  });

  it('writes keys in the order of the schema, whatever order they were set in', () => {
    const report: AuditReport = { ...incident(), rehearsal: everyRehearsal() };
    const shuffled = Object.fromEntries(Object.entries(report).toReversed()) as unknown as AuditReport;
    expect(jsonReport(shuffled)).toBe(jsonReport(report));
    expect(Object.keys(JSON.parse(jsonReport(shuffled)) as object)).toEqual(Object.keys(auditReportSchema.shape));
  });

  it('sorts hosts by id, services by name and findings by rule', () => {
    const { hosts, services, findings } = JSON.parse(jsonReport(everything())) as AuditReport;
    for (const keys of [hosts.map((one) => one.id), services.map((one) => one.name), findings.map((one) => one.ruleId)]) {
      expect(keys).toEqual([...keys].sort());
    }
  });

  it('keeps the order of a served chain, which is evidence', () => {
    const report = everything();
    const stores = (JSON.parse(jsonReport(report)) as AuditReport).stores;
    expect(stores.find((store) => store.name === 'vault-main')?.servedChain).toEqual(report.stores[0]?.servedChain);
  });

  it('is indented as JSON.stringify indents', () => {
    const text = jsonReport(everything());
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
  });

  it('gives back the very text that it escaped for terminals', () => {
    const name = 'web\u009b2J\u202e\u200b\u007f\u{e0041}"\\\n';
    const text = jsonReport(auditReport([host(name, [workload('web')])]));
    expect((JSON.parse(text) as AuditReport).hosts[0]?.name).toBe(name);
  });

  it('comes in pieces, one for each host at least, that make the same text', () => {
    const chunks = [...jsonChunks(incident())];
    expect(chunks.length).toBeGreaterThan(incident().hosts.length);
    expect(chunks.join('')).toBe(jsonReport(incident()));
  });

  it('refuses a report that does not fit its schema', () => {
    expect(() => jsonReport({ ...incident(), horizonDays: Number.NaN })).toThrow(/horizonDays/);
  });
});
