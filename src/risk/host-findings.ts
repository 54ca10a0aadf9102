import type { Classification } from '../drift/classification.ts';
import type { Gap, Host } from '../inventory/host.ts';
import { reasonCodes } from '../reason-codes.ts';
import type { Finding } from '../rules/finding.ts';
import { fingerprint } from '../rules/fingerprint.ts';

/** SNOWFLAKE for a host outside every declared stack, with the failed predicates of the nearest one. */
export function findingsOfHost(host: Host, classification: Classification): readonly Finding[] {
  if (classification.stack !== 'snowflake') return [];
  const why = classification.deviations.map((deviation) => deviation.message).join('; ');
  return [
    {
      ruleId: 'SNOWFLAKE',
      severity: reasonCodes.SNOWFLAKE.severity,
      host: host.id,
      message: `${host.name} stands outside every standard stack${why === '' ? '' : ` (nearest: ${classification.stackName ?? ''}): ${why}`}`,
      fingerprint: fingerprint('SNOWFLAKE', { host: host.id }),
      status: 'new',
    },
  ];
}

/** COVERAGE_GAP for everything that could not be looked at. */
export function findingsOfGaps(gaps: readonly Gap[]): readonly Finding[] {
  return gaps.map((gap) => ({
    ruleId: 'COVERAGE_GAP',
    severity: reasonCodes.COVERAGE_GAP.severity,
    message: `${gap.scope}: ${gap.reason}`,
    fingerprint: fingerprint('COVERAGE_GAP', { subject: `${gap.scope} ${gap.reason}` }),
    status: 'new',
  }));
}
