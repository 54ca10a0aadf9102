import { type Container, containerManagers } from '../host-evidence.ts';

/** Which container a control group is of, and whose; by the path alone. */
export interface ContainerGroup {
  /** 64 digits, 32 digits and a number (ECS on Fargate), `lxc:NAME` or `machine:NAME`. */
  readonly name: string;
  readonly manager: Container['manager'];
}

/**
 * Reads the text of /proc/PID/cgroup. Docker, containerd, CRI-O and podman name a group by the 64 digits of the id, the last of which is the
 * innermost; the group of podman's monitor (conmon) bears the same id and is not in the container. The probe has the same rules
 * (37-process-files.sh).
 */
export function containerGroupIn(text: string): ContainerGroup | undefined {
  for (const line of text.split('\n')) {
    const group = line.replace(/^\d*:[^:]*:/, '');
    if (group.includes('-conmon-')) continue;
    const id = [...group.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)].at(-1)?.[0];
    if (id !== undefined) return { name: id, manager: managerOf(group, id) };
    // /ecs/TASK/TASK-NUMBER: the DockerId of its task metadata, too
    const fargate = /\/ecs\/(?:.*\/)?([0-9a-f]{32}-\d+)(?:\/|$)/.exec(group)?.[1];
    if (fargate !== undefined) return { name: fargate, manager: managerOf(group, fargate) };
    const lxc = /\/lxc(?:\.payload)?[./]([A-Za-z0-9_-]+)/.exec(group)?.[1];
    if (lxc !== undefined) return { name: `lxc:${lxc}`, manager: 'lxc' };
    const machine = /\/machine-([A-Za-z0-9_.\\-]+)\.scope/.exec(group)?.[1];
    if (machine !== undefined) return { name: `machine:${machine}`, manager: 'machine' };
  }
  return undefined;
}

// docker-ID.scope, /docker/ID; cri-containerd-ID.scope; crio-ID.scope; libpod-ID.scope; /ecs/TASK/ID; Kubernetes hangs its pods below kubepods whoever runs them.
function managerOf(group: string, id: string): Container['manager'] {
  if (group.includes('kubepods')) return 'kubernetes';
  const before = group.slice(0, group.lastIndexOf(id));
  if (/(?:^|\/)ecs\//.test(before)) return 'ecs';
  const [, name] = /(docker|containerd|crio|libpod)[^/]*\/?$/.exec(before) ?? [];
  return name === 'libpod' ? 'podman' : containerManagers.find((one) => one === name);
}

/** The container as evidence names it; undefined for a virtual machine, which systemd registers in the same way. */
export function containerOf(group: ContainerGroup | undefined): Container | undefined {
  if (group === undefined) return undefined;
  const [, kind, name] = /^(lxc|machine):([A-Za-z0-9_.\\-]{1,64})$/.exec(group.name) ?? [];
  if (kind === 'lxc' || kind === 'machine') return name === undefined || name.startsWith('qemu') ? undefined : { id: name, manager: kind };
  const [, task, number] = /^([0-9a-f]{32})-(\d{1,20})$/.exec(group.name) ?? [];
  if (task === undefined && !/^[0-9a-f]{64}$/.test(group.name)) return undefined;
  // all containers of a task begin alike
  const id = `${group.name.slice(0, 12)}${number === undefined ? '' : `-${number}`}`;
  return { id, ...(group.manager === undefined ? {} : { manager: group.manager }) };
}

/** Whether the next start of the container is another container, made of an image: what was written into this one is not in it. */
export function isMadeOfImage({ manager }: Container): boolean {
  return manager !== 'lxc' && manager !== 'machine';
}
