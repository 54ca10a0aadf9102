import * as z from 'zod';
import type { Immutable } from '../../config/immutable.ts';
import { rehearsalSchema } from '../../restart/rehearsal/rehearsal-verdict.ts';
import { indented } from '../json.ts';

/** The report's name and version, its first field in JSON. */
export const rehearsalSchemaId = 'snowline/rehearsal/v1';

/** The one object that `snowline rehearse` prints, as JSON or as text. */
export const rehearsalReportSchema = z.object({
  schema: z.literal(rehearsalSchemaId),
  tool: z.object({ name: z.string(), version: z.string() }),
  /** When the hosts were looked at, by which the predictions are made. */
  now: z.string(),
  /** False where it was interrupted: hosts that were not reached by then are not in it. */
  complete: z.boolean(),
  ...rehearsalSchema.shape,
});
export type RehearsalReport = Immutable<z.infer<typeof rehearsalReportSchema>>;

/** The report as JSON: keys in the schema's order, two spaces of indentation, one newline at the end. Throws where it does not fit its schema, which is a bug. */
export function rehearsalJson(report: RehearsalReport): string {
  return `${indented(rehearsalReportSchema.parse(report))}\n`;
}
