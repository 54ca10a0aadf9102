import { existsSync, readlinkSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runBounded } from './bounded-run.ts';

/** The folder, only ours to enter, with the sockets of open connections and with what ssh logged. */
export interface ControlFolder {
  readonly folder: string;
  /** Whether a socket's path may be that of a socket at all. */
  readonly holdsSockets: boolean;
}

// sun_path of macOS; ssh listens on the path with a dot and 16 random characters behind it first (mux.c muxserver_listen). A socket's name has 8.
const longestFolder = 103 - 17 - 8 - 1;
const prefix = 'snowline-';
const exitTimeoutMs = 5_000;
/** How many connections are closed at once. */
const closers = 8;

/** Makes the folder, and ends what earlier runs of this user left that were killed. Throws where no folder can be made. */
export async function openControlFolder(program: string): Promise<ControlFolder> {
  const place = [os.tmpdir(), '/tmp'].find((folder) => /^[\w./-]+$/.test(folder)) ?? '/tmp';
  await removeAbandoned(program, place);
  const folder = await mkdtemp(path.join(place, `${prefix}${processNames()}-${process.pid.toString(36)}-`));
  return { folder, holdsSockets: folder.length <= longestFolder };
}

/** Ends every connection of the folder and removes it. */
export async function closeControlFolder(program: string, folder: string): Promise<void> {
  // Two passes: a connection that was being made while we closed the others has its socket by then.
  for (let pass = 0; pass < 2; pass += 1) {
    const sockets = await socketsIn(folder);
    if (sockets.length === 0) break;
    const pending = sockets.values();
    await Promise.all(
      Array.from({ length: closers }, async () => {
        for (const socket of pending) await closeConnection(program, socket);
      }),
    );
  }
  await rm(folder, { recursive: true, force: true });
}

/** Ends the connection behind a socket, and waits until it is gone. */
export async function closeConnection(program: string, socket: string): Promise<void> {
  if (!existsSync(socket)) return;
  await runBounded({
    program,
    // A destination is demanded and not used: the socket says which connection is meant.
    arguments: ['-F', 'none', '-o', `ControlPath=${socket}`, '-O', 'exit', 'connection'],
    environment: process.env,
    stdin: '',
    timeoutMs: exitTimeoutMs,
    maximumBytes: 65_536,
  });
  // The answer comes before the end: ssh removes the socket as it goes (clientloop.c), in less than 10 ms.
  for (let waited = 0; waited < 500 && existsSync(socket); waited += 10) await delay(10);
  await rm(socket, { force: true });
}

// Only folders of processes that this one could see: a process of another container has another PID here, or none.
async function removeAbandoned(program: string, place: string): Promise<void> {
  const pattern = new RegExp(`^${prefix}${processNames()}-([0-9a-z]+)-\\w{6}$`);
  for (const name of await readdir(place).catch(() => [])) {
    const pid = Number.parseInt(pattern.exec(name)?.[1] ?? '', 36);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const folder = path.join(place, name);
    const stat = await lstat(folder).catch(() => undefined);
    if (stat?.isDirectory() !== true || stat.uid !== process.getuid?.() || (stat.mode & 0o077) !== 0) continue;
    await closeControlFolder(program, folder);
  }
}

async function socketsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isSocket()).map((entry) => path.join(folder, entry.name));
}

// The PID namespace, so that numbers of processes mean the same; elsewhere than on Linux there is only one.
function processNames(): string {
  try {
    return Number(/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? 0).toString(36);
  } catch {
    // No /proc, as on macOS.
    return '0';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user's.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
