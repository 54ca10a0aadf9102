import { fromInstant } from '../../config/instant.ts';
import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import { reasonCodes } from '../../reason-codes.ts';
import { effectOfRestart } from '../as-running.ts';
import type { Check } from '../check.ts';
import type { Reason } from '../restart-verdict.ts';

/**
 * What of a unit became another since its process was started: never a finding of its own, since the verdict is that of the next start. It says which settings
 * the next start has that the process does not, and whether a restart breaks what works or fixes what does not; what it breaks is latent since the unit was
 * changed.
 */
export const unitChanged: Check = {
  name: 'unit-changed',
  codes: ['DISK_NEWER_THAN_PROCESS'],
  judge(subject, moment) {
    const { evidence } = subject.workload;
    const { unit, process } = evidence ?? {};
    if (evidence === undefined || unit === undefined || process === undefined) return { kind: 'not-applicable' };
    const changedAt = changeSince(process.startedAt, unit.changedAt);
    const settings = otherSettings(evidence);
    const effect = effectOfRestart(subject, moment);
    const isHeld = unit.as === 'in-memory';
    if (changedAt === undefined && settings.length === 0 && !isHeld) return { kind: 'pass' };
    const breaks = effect === 'breaks';
    return {
      kind: 'pass',
      reasons: [isHeld ? heldReason(unit) : changeReason(unit, process.startedAt, changedAt, settings, effect)],
      ...(breaks ? { fields: { latent: true, ...(changedAt === undefined ? {} : { latentSince: changedAt }) } } : {}),
    };
  },
};

type Unit = NonNullable<WorkloadEvidence['unit']>;

// Instants are read before they are compared: they may be written with more or fewer digits
function changeSince(startedAt: string, changedAt: string | undefined): string | undefined {
  const [started, changed] = [fromInstant(startedAt), changedAt === undefined ? undefined : fromInstant(changedAt)];
  return started !== undefined && changed !== undefined && changed > started ? changedAt : undefined;
}

function otherSettings({ running, nextStart }: WorkloadEvidence): readonly string[] {
  if (running === undefined) return [];
  return [...differences(running.environment, nextStart.environment), ...differences(running.options, nextStart.options)];
}

function differences(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}${told(after[name])} instead of ${name in before ? told(before[name]).replace(/^=/, '') || 'set' : 'nothing'}`);
}

function told(value: string | undefined): string {
  return value === undefined ? ' not set' : value === '' ? '' : `=${value}`;
}

const effects = {
  breaks: ': restart breaks it, because as it runs it would accept the store and as it would be started it does not',
  fixes: ': restart fixes it, because as it runs it does not accept the store any more and as it would be started it does',
  neither: '',
} as const;

function changeReason(
  unit: Unit,
  startedAt: string,
  changedAt: string | undefined,
  settings: readonly string[],
  effect: ReturnType<typeof effectOfRestart>,
): Reason {
  const what = changedAt === undefined ? `what ${unit.name} sets changed` : `${unit.name} changed at ${changedAt}`;
  const has = settings.length === 0 ? 'what the next start sets for TLS is the same' : `the next start has ${settings.join(', ')}`;
  const told = unit.as === 'on-disk' ? '; systemd was not told, so that systemctl restart goes by what it was before' : '';
  return {
    code: 'DISK_NEWER_THAN_PROCESS',
    severity: reasonCodes.DISK_NEWER_THAN_PROCESS.severity,
    proof: { summary: `${what}, the process runs since ${startedAt}${told}: ${has}${effects[effect ?? 'neither']}` },
    ...(unit.as === undefined ? {} : { remedy: reload }),
  };
}

const reload = 'systemctl daemon-reload, and look again before any restart';

function heldReason(unit: Unit): Reason {
  return {
    code: 'DISK_NEWER_THAN_PROCESS',
    severity: reasonCodes.DISK_NEWER_THAN_PROCESS.severity,
    proof: {
      summary: `${unit.name} lies otherwise on disk than systemd holds it: until systemctl daemon-reload a restart starts it as it runs`,
    },
    remedy: reload,
  };
}
