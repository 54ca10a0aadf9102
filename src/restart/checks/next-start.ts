import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import type { Check } from '../check.ts';
import { unknownReason } from '../unknown-reason.ts';

/**
 * Whether it is known what would be started again: a running process shows what it has, not what will be set for the next one, and a unit that systemd has not
 * read again is started in one way now and in another with the host. Enough to warn, not to promise.
 */
export const nextStart: Check = {
  name: 'next-start',
  codes: [],
  judge({ workload: { evidence } }) {
    const why = evidence?.missing?.find(({ fact }) => fact === 'unit')?.reason ?? twoStarts(evidence?.unit);
    if (why === undefined) return { kind: 'pass' };
    return { kind: 'unknown', reasons: [unknownReason(`how it would be started again is not known: ${why}`)] };
  },
};

function twoStarts(unit: WorkloadEvidence['unit']): string | undefined {
  if (unit?.as === undefined) return undefined;
  const judged = unit.as === 'on-disk' ? 'this is how the host would start it' : 'this is how systemctl restart would start it until then';
  return `${unit.name} changed on disk and systemd was not told (systemctl daemon-reload): ${judged}`;
}
