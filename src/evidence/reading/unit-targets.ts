import path from 'node:path';

/** What the folders of units say of what pulls what in. */
export interface UnitLinks {
  /** `multi-user.target` → names of the links in its `.wants` and `.requires` folders. */
  readonly pulled: ReadonlyMap<string, ReadonlySet<string>>;
  /** Targets with a file, each with what its file is a link to, if it is one. */
  readonly targets: ReadonlyMap<string, string | undefined>;
  /** Devices, mounts and the like that come up without being pulled in. */
  readonly bySelf: ReadonlySet<string>;
}

// systemd 252, units/{graphical,multi-user,basic,sysinit}.target: what their own lines pull in.
const shipped: Readonly<Record<string, readonly string[]>> = {
  'graphical.target': ['multi-user.target'],
  'multi-user.target': ['basic.target'],
  'basic.target': ['sysinit.target', 'sockets.target', 'timers.target', 'paths.target', 'slices.target'],
  'sysinit.target': ['local-fs.target', 'swap.target'],
};
const shippedTargets: ReadonlySet<string> = new Set(Object.entries(shipped).flatMap(([target, pulled]) => [target, ...pulled]));

// Targets that a host does not reach when it comes up.
const notAtBoot = /^(?:system-update|rescue|emergency|initrd|shutdown|reboot|halt|poweroff|kexec|sleep|suspend|hibernate|hybrid-sleep)/;

/** Whether such a unit comes up only where something starts it. */
export function isFollowed(unit: string): boolean {
  return /\.(?:target|service|timer|socket|path)$/.test(unit);
}

/** Whether the target is one that a host may reach when it comes up. */
export function isReachedAtBoot(target: string): boolean {
  return !notAtBoot.test(target);
}

/**
 * Names of the units that are pulled in when the host comes up: from its default target on, and from what comes up by itself (devices, mounts). What the lines
 * of other units pull in is not among them: those were not read. Where there is no default target the host is taken to reach multi-user.target.
 */
export function reachedUnits({ pulled, targets, bySelf }: UnitLinks): ReadonlySet<string> {
  const reached = new Set(['default.target', ...bySelf]);
  if (!targets.has('default.target')) reached.add('multi-user.target');
  // A set hands out what is added while it is gone through.
  for (const name of reached) {
    for (const next of pulledBy(name, pulled, targets)) if (!next.endsWith('.target') || mayBeReached(next, targets)) reached.add(next);
  }
  return reached;
}

function pulledBy(name: string, pulled: UnitLinks['pulled'], targets: UnitLinks['targets']): readonly string[] {
  const link = targets.get(name);
  return [
    ...(link === undefined || link === masked ? [] : [path.posix.basename(link)]),
    ...(shipped[name] ?? []),
    ...(pulled.get(name) ?? []),
    ...(pulled.get(templateOf(name)) ?? []),
  ];
}

const masked = '/dev/null';

function mayBeReached(target: string, targets: UnitLinks['targets']): boolean {
  const there = [target, templateOf(target)].find((name) => targets.has(name));
  if (there === undefined) return shippedTargets.has(target);
  return isReachedAtBoot(target) && targets.get(there) !== masked;
}

/** `app@eu.service` → `app@.service`; any other name is its own. */
export function templateOf(unit: string): string {
  return unit.replace(/@.*(\.[a-z]+)$/, '@$1');
}
