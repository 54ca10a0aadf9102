import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';

/** A process, and where its id means it: a process id says nothing in another container, on another machine, or after a restart. `-` is what cannot be told. */
export interface LockHolder {
  readonly pid: number;
  /** proc(5), /proc/PID/stat field 22: ticks since boot. */
  readonly start: string;
  /** proc(5), /proc/sys/kernel/random/boot_id: new at each boot, the same in all containers of a machine. */
  readonly boot: string;
  /** pid_namespaces(7): `pid:[4026531836]`. */
  readonly namespace: string;
  readonly hostname: string;
}

const unknown = '-';

/** This process. */
export function ownHolder(): LockHolder {
  return {
    pid: process.pid,
    start: startOf(process.pid) ?? unknown,
    boot: wordOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    namespace: wordOf(() => readlinkSync('/proc/self/ns/pid')),
    hostname: wordOf(() => os.hostname()),
  };
}

/** The text of a lock, one line. */
export function holderText({ pid, start, boot, namespace, hostname }: LockHolder): string {
  return `${pid} ${start} ${boot} ${namespace} ${hostname}\n`;
}

/** The holder that a lock names; undefined where the text is none: nothing of ours wrote it. Without a place it is elsewhere. */
export function readHolder(text: string): LockHolder | undefined {
  const [id = '', start = unknown, boot = unknown, namespace = unknown, hostname = unknown] = text.trim().split(' ');
  const pid = Number(id);
  if (!/^\d+$/.test(id) || !Number.isSafeInteger(pid) || pid === 0) return undefined;
  // It is shown, and whoever may write beside the journal wrote it
  return { pid, start, boot, namespace, hostname: /^[\w.-]{1,253}$/.test(hostname) ? hostname : unknown };
}

/**
 * Whether the holder still runs, as `own` can tell. `elsewhere` where it cannot: in another container or on another machine, which share the folder. A
 * machine of the same name that was booted since has ended all its processes.
 */
export function stateOfHolder(holder: LockHolder, own: LockHolder): 'alive' | 'gone' | 'elsewhere' {
  const sameHost = holder.hostname === own.hostname;
  const comparable = holder.boot === own.boot && holder.namespace === own.namespace && (own.boot !== unknown || sameHost);
  if (comparable) return isAlive(holder.pid, holder.start) ? 'alive' : 'gone';
  const rebooted = sameHost && own.hostname !== unknown && holder.boot !== unknown && own.boot !== unknown && holder.boot !== own.boot;
  return rebooted ? 'gone' : 'elsewhere';
}

function isAlive(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  // Another process may have got the id since; where its start cannot be told the id alone decides
  const known = startOf(pid);
  return known === undefined || start === unknown || known === start;
}

// The name in the stat line may hold anything, so the field is counted from its end
function startOf(pid: number): string | undefined {
  try {
    // /proc may be mounted of another namespace (unshare --pid): its numbers are other processes then
    if (readlinkSync('/proc/self') !== String(process.pid)) return undefined;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    // No /proc here, or the process is gone
    return undefined;
  }
}

function wordOf(read: () => string): string {
  try {
    return read().trim().replaceAll(/\s+/g, '_') || unknown;
  } catch {
    // No /proc here
    return unknown;
  }
}
