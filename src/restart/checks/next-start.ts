import type { ServiceDeclaration } from '../../config/config.ts';
import type { HostEvidence, WorkloadEvidence } from '../../evidence/host-evidence.ts';
import type { Check, Outcome } from '../check.ts';
import { namesSeen } from '../names-seen.ts';
import { unknownReason } from '../unknown-reason.ts';

/**
 * Whether it is known what would be started again: a running process shows what it has, not what will be set for the next one, and a unit that systemd has not
 * read again is started in one way now and in another with the host. Enough to warn, not to promise.
 */
export const nextStart: Check = {
  name: 'next-start',
  codes: [],
  judge({ workload: { evidence }, declared, observed }) {
    const noUnit = evidence?.missing?.find(({ fact }) => fact === 'unit')?.reason;
    if (noUnit !== undefined) {
      const misnamed = unitNotSeen(declared, observed);
      return misnamed === undefined ? open(noUnit, askOthers) : open(misnamed, nameUnit);
    }
    const why = twoStarts(evidence?.unit);
    return why === undefined ? { kind: 'pass' } : open(why);
  },
};

const askOthers = 'have a unit of systemd start it, or ask whoever starts it with which settings; look again before any restart';
const nameUnit = 'name the unit that starts it as systemctl list-units shows it (unit:); look again before any restart';

function open(why: string, remedy?: string): Outcome {
  const reason = unknownReason(`how it would be started again is not known: ${why}`);
  return { kind: 'unknown', reasons: [remedy === undefined ? reason : { ...reason, remedy }] };
}

// A slip in the name of the unit would else look like a service that has none
function unitNotSeen(declared: ServiceDeclaration | undefined, observed: HostEvidence | undefined): string | undefined {
  const unit = declared?.unit;
  if (unit === undefined || observed === undefined) return undefined;
  const names = new Set(observed.workloads.flatMap((workload) => workload.unit?.name ?? []));
  if (names.has(unit)) return undefined;
  return `unit ${unit}, which the configuration names for ${declared?.name ?? ''}, was not seen on the host; ${namesSeen(names)}`;
}

function twoStarts(unit: WorkloadEvidence['unit']): string | undefined {
  if (unit?.as === undefined) return undefined;
  const judged = unit.as === 'on-disk' ? 'this is how the host would start it' : 'this is how systemctl restart would start it until then';
  return `${unit.name} changed on disk and systemd was not told (systemctl daemon-reload): ${judged}`;
}
