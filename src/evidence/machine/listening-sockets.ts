import type { MachineFiles } from './machine.ts';

/** Processes that listen on TCP, and why the list may not be whole. */
export interface Listeners {
  readonly pids: ReadonlySet<number>;
  /** How many processes' open files may not be looked at. */
  readonly hidden: number;
}

/** Finds the processes with a listening TCP socket: the sockets of /proc/PID/net, looked up among the open files of each. */
export async function findListeners(files: MachineFiles, pids: readonly number[], signal?: AbortSignal): Promise<Listeners> {
  const byNetwork = new Map<string, Promise<ReadonlySet<string>>>();
  const listening = new Set<number>();
  let hidden = 0;
  for (const pid of pids) {
    signal?.throwIfAborted();
    // Each network namespace (a container has one) has tables of its own.
    const network = (await files.linkTarget(`/proc/${pid}/ns/net`)) ?? 'unknown';
    const inodes = byNetwork.get(network) ?? listeningInodes(files, pid);
    byNetwork.set(network, inodes);
    const found = await hasSocket(files, pid, await inodes);
    if (found === 'yes') listening.add(pid);
    // Threads of the kernel hold no sockets of services; they are those without a command line.
    if (found === 'denied' && (await files.readText(`/proc/${pid}/cmdline`)).text !== '') hidden += 1;
  }
  return { pids: listening, hidden };
}

/** Inodes of the listening sockets in a table as /proc/net/tcp prints it; state 0A is LISTEN (include/net/tcp_states.h). */
function parseListening(table: string): readonly string[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A')
    .map((fields) => fields[9] ?? '');
}

async function listeningInodes(files: MachineFiles, pid: number): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(['tcp', 'tcp6'].map(async (table) => files.readText(`/proc/${pid}/net/${table}`)));
  return new Set(tables.flatMap((table) => parseListening(table.text ?? '')));
}

async function hasSocket(files: MachineFiles, pid: number, inodes: ReadonlySet<string>): Promise<'yes' | 'no' | 'denied'> {
  const open = await files.list(`/proc/${pid}/fd`);
  if (open.kind === 'failed') return open.reason === 'permission denied' ? 'denied' : 'no';
  let unread = 0;
  for (const file of open.names) {
    const target = await files.linkTarget(`/proc/${pid}/fd/${file}`);
    if (target === undefined) unread += 1;
    const inode = /^socket:\[(\d+)\]$/.exec(target ?? '')?.[1];
    if (inode !== undefined && inodes.has(inode)) return 'yes';
  }
  // A file that was closed meanwhile has no target either. Where all are without one they may not be looked at (root without CAP_SYS_PTRACE lists them and
  // can follow none: fs/proc/base.c proc_pid_readlink), unless the process has ended
  const mayNot = unread > 0 && unread === open.names.length && (await files.list(`/proc/${pid}/fd`)).kind === 'names';
  return mayNot ? 'denied' : 'no';
}
