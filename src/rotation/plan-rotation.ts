import { generationGaps } from '../credential-store/store-state.ts';
import type { Host } from '../inventory/host.ts';
import type { RotationPhase, WorkloadVerdict } from '../restart/restart-verdict.ts';
import type { StoreView } from '../restart/store-view.ts';
import type { RotationPlan } from './rotation-plan.ts';

/** Collects, host by host, where the consumers of one store stand in its rotation. */
export interface RotationTally {
  add(host: Host, workload: WorkloadVerdict): void;
  plan(): RotationPlan;
}

/**
 * The tally of one store: phases of all its consumers, and those that would fail once it has switched. A consumer whose phase is not known is
 * listed with its reason, never counted as safe.
 */
export function createRotationTally(store: StoreView): RotationTally {
  const phases: Record<RotationPhase, number> = { neither: 0, 'old-only': 0, both: 0, 'new-only': 0, unknown: 0 };
  const failing: RotationPlan['failAfterSwitch'][number][] = [];
  const unknown: RotationPlan['unknown'][number][] = [];
  const { pending, previous } = store.state.generations;
  const unread = generationGaps(store.state);
  const pair = pending !== undefined ? 'current-pending' : previous !== undefined ? 'previous-current' : 'none';
  return {
    add(host, workload) {
      if (workload.verdict === 'not-applicable') return;
      phases[workload.rotationPhase] += 1;
      const { service, root } = workload;
      const at = { host: host.id, name: host.name, ...(root === undefined ? {} : { root }), service };
      if (pair !== 'none' && failsAfterSwitch(workload)) failing.push({ ...at, phase: workload.rotationPhase });
      else if (workload.rotationPhase === 'unknown')
        unknown.push({ ...at, reason: workload.reasons[0]?.proof.summary ?? 'no generation to compare with' });
    },
    plan: () => ({
      store: store.state.name,
      pair,
      phases,
      ...(store.state.switchAt === undefined ? {} : { switchAt: store.state.switchAt }),
      ...(unread.length === 0 ? {} : { unread }),
      failAfterSwitch: failing.toSorted(byHost),
      unknown: unknown.toSorted(byHost),
    }),
  };
}

// With something pending: who does not trust it. With nothing pending the switch has been: who does not trust the current one.
function failsAfterSwitch(workload: WorkloadVerdict): boolean {
  if (workload.survivesSwitch !== undefined) return workload.survivesSwitch === 'no';
  return workload.rotationPhase === 'old-only' || workload.rotationPhase === 'neither';
}

interface Placed {
  readonly host: string;
  readonly service: string;
  readonly root?: string | undefined;
}

function byHost(a: Placed, b: Placed): number {
  const [one, other] = [a, b].map(({ host, service, root = '' }) => [host, service, root].join('\u0000'));
  if (one === undefined || other === undefined || one === other) return 0;
  return one < other ? -1 : 1;
}
