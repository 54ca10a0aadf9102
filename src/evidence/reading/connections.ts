import type { WorkloadEvidence } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';

/**
 * Adds to each service its open connections to the addresses that were asked about: those of all processes of its unit, or of the
 * process and its children. Nothing is added where nobody looked.
 */
export async function withConnections(machine: Machine, workloads: readonly WorkloadEvidence[]): Promise<readonly WorkloadEvidence[]> {
  const all = await machine.connections();
  if (all === undefined) return workloads;
  return workloads.map((workload) => {
    const pid = workload.process?.pid;
    const own = all.filter((one) =>
      workload.unit === undefined ? pid !== undefined && (one.pid === pid || one.parent === pid) : one.unit === workload.unit.name,
    );
    const addresses = [...new Set(own.flatMap((one) => one.address ?? []))].sort();
    const denied = own.some((one) => one.address === undefined);
    const reason = 'the sockets of its processes cannot be looked at without root (in a container: without CAP_SYS_PTRACE)';
    return {
      ...workload,
      connections: addresses,
      ...(denied ? { missing: [...(workload.missing ?? []), { fact: 'connections', reason }] } : {}),
    };
  });
}
