import path from 'node:path';
import type { Container } from '../host-evidence.ts';

/** What is needed of a process to tell whether it leads a container. */
export interface GroupedProcess {
  readonly pid: number;
  readonly parent: number;
  /** Name of its container's group; undefined outside of all. */
  readonly group: string | undefined;
  /** Path of its program. */
  readonly program: string;
}

/** When the first process of each container was started, by the container's id; minus infinity where one of its processes does not tell. */
export function firstStartsOf(
  processes: readonly { readonly container: Container | undefined; readonly startedAt: number | undefined }[],
): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { container, startedAt = Number.NEGATIVE_INFINITY } of processes) {
    if (container !== undefined) first.set(container.id, Math.min(startedAt, first.get(container.id) ?? startedAt));
  }
  return first;
}

/** As the first process of a container these start the service rather than being it. */
const initPrograms =
  /^(?:systemd|init|tini|dumb-init|catatonit|docker-init|s6-svscan|runsvdir|(?:ba|da|z|k|a)?sh|busybox|sleep|tail|pause|unshare)$/;

/** Whether a program only starts others where it is the first process. */
export function isInit(program: string): boolean {
  return initPrograms.test(path.basename(program));
}

/**
 * The processes that a container is started for: its first one, whose parent is outside of it, and where that is an init its children, and so on.
 * Workers of a service are none: they restart with it.
 */
export function leadersOfContainers(processes: readonly GroupedProcess[]): ReadonlySet<number> {
  const byPid = new Map(processes.map((one) => [one.pid, one]));
  const known = new Map<number, boolean>();
  const leads = (one: GroupedProcess, depth: number): boolean => {
    const earlier = known.get(one.pid);
    if (earlier !== undefined) return earlier;
    const above = byPid.get(one.parent);
    // A hostile picture may draw circles.
    const answer =
      one.group !== undefined && depth < 64 && (above?.group !== one.group || (isInit(above.program) && leads(above, depth + 1)));
    known.set(one.pid, answer);
    return answer;
  };
  return new Set(processes.filter((one) => leads(one, 0)).map((one) => one.pid));
}
