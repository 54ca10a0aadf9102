import { indented } from './json.ts';
import { type VerifyReport, verifyReportSchema } from './verify-report.ts';

/** The report as `snowline/verify/v1`: keys in the schema's order, one newline at the end. Throws where it does not fit its schema, which is a bug. */
export function verifyJson(report: VerifyReport): string {
  return `${indented(verifyReportSchema.parse(report))}\n`;
}
