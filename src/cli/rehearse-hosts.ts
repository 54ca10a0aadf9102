import pLimit from 'p-limit';
import { audit } from '../audit.ts';
import type { ProbeChannel } from '../evidence/probe/channel.ts';
import { runRehearsal } from '../evidence/rehearsal/run-rehearsal.ts';
import type { EvidenceSet } from '../evidence-set.ts';
import type { Host } from '../inventory/host.ts';
import { compareWorkload, countRehearsal } from '../restart/rehearsal/compare.ts';
import { distinctTasks, type PlannedWorkload, planRehearsal } from '../restart/rehearsal/plan-rehearsal.ts';
import type { Rehearsal, RehearsedHost } from '../restart/rehearsal/rehearsal-verdict.ts';
import type { Surroundings } from './command.ts';
import { openRehearsalChannels } from './rehearsal-channels.ts';
import type { ScanPlan } from './scan-plan.ts';
import { tool } from './version.ts';

/** Which hosts rehearse, by what was observed of them. */
export interface RehearsalRequest {
  readonly evidence: EvidenceSet;
  /** Ids of hosts of the evidence, in the order in which they are told. */
  readonly ids: readonly string[];
  readonly plan: ScanPlan;
  /** For each host. */
  readonly timeoutMs: number;
}

/**
 * Has hosts try what is predicted of them, and compares. The predictions are those of the audit itself, made for now: a client cannot be asked about another day. An
 * interruption leaves out the hosts that have not answered by then.
 */
export async function rehearseHosts(request: RehearsalRequest, { terminal, now, signal }: Surroundings): Promise<Rehearsal> {
  const { evidence, ids, plan } = request;
  const wanted = new Set(ids);
  const planned = new Map<string, PlannedWorkload[]>();
  audit({ ...evidence, hosts: evidence.hosts.filter(({ id }) => wanted.has(id)) }, [], {
    now: now(),
    horizonDays: plan.horizonDays,
    tool,
    watch: (subject, moment, verdict) => {
      const workload = planRehearsal(subject, moment, verdict);
      const id = subject.host?.id;
      if (workload !== undefined && id !== undefined) planned.set(id, [...(planned.get(id) ?? []), workload]);
    },
  });
  const hosts = ids.flatMap((id) => evidence.hosts.find((host) => host.id === id) ?? []);
  const channels = await openRehearsalChannels(plan);
  const limit = pLimit(plan.limits.concurrency);
  let done = 0;
  try {
    const rehearsed = await Promise.all(
      hosts.map(async (host) =>
        limit(async (): Promise<RehearsedHost | undefined> => {
          if (signal.aborted) return undefined;
          const result = await untilAborted(rehearseHost(host, planned.get(host.id) ?? [], channels.of(host), request, signal), signal);
          done += 1;
          terminal.progress(`rehearsed on ${done} of ${hosts.length} hosts`);
          return result;
        }),
      ),
    );
    return countRehearsal(rehearsed.filter((host) => host !== undefined));
  } finally {
    await channels.close();
  }
}

async function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}

async function rehearseHost(
  host: Host,
  workloads: readonly PlannedWorkload[],
  channels: readonly ProbeChannel[],
  { timeoutMs }: RehearsalRequest,
  signal: AbortSignal,
): Promise<RehearsedHost> {
  const { id, name } = host;
  const { tasks, indexOf } = distinctTasks(workloads);
  const unanswered = workloads.map((workload) => compareWorkload(workload, () => []));
  if (workloads.length === 0) return { id, name, reason: 'nothing on it is known to use a credential store', workloads: [] };
  if (tasks.length === 0) return { id, name, workloads: unanswered };
  const reasons: string[] = [];
  for (const channel of channels) {
    const reading = await runRehearsal(tasks, { channel, host, timeoutMs, signal });
    if (reading.kind === 'answers') {
      const { answers } = reading;
      const compared = workloads.map((workload) =>
        compareWorkload(workload, (task) => answers.filter((answer) => answer.task === indexOf(task))),
      );
      return { id, name, transport: channel.name, workloads: compared };
    }
    reasons.push(channels.length > 1 ? `${channel.name}: ${reading.reason}` : reading.reason);
  }
  const reason = channels.length === 0 ? 'no transport reaches it: a recording cannot be asked' : reasons.join('; ');
  return { id, name, reason, workloads: unanswered };
}
