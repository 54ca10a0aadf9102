import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bootScript, driverUnit, type Surroundings } from './boot-script.ts';

/** What a machine with a systemd of its own needs. */
export const systemdNeeds = ['unshare', 'mount', 'pivot_root', '/lib/systemd/systemd', '/sys/fs/cgroup/systemd'] as const;

/** What the script printed there. */
export interface SystemdRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Where version 1 of control groups has systemd's own hierarchy. */
const hierarchy = '/sys/fs/cgroup/systemd';

/**
 * Runs a shell script under a real systemd, beside these files (absolute paths; units go to /etc/systemd/system): the script stands for whoever is at the
 * machine. Nothing of it stays. Throws where systemd did not come as far as the script's end within the time.
 */
export async function runInSystemd(
  files: Readonly<Record<string, string | Uint8Array>>,
  script: string,
  timeoutMs = 60_000,
  beside: Surroundings = {},
): Promise<SystemdRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-systemd-'));
  const group = path.join(hierarchy, path.basename(folder));
  try {
    const all = { ...files, '/etc/systemd/system/driver.service': driverUnit, '/driver.sh': script };
    for (const [name, content] of Object.entries(all)) {
      const file = path.join(folder, 'files', name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content, { mode: typeof content === 'string' && content.startsWith('#!') ? 0o755 : 0o644 });
    }
    mkdirSync(path.join(folder, 'out'));
    writeFileSync(path.join(folder, 'boot.sh'), bootScript(folder, beside));
    mkdirSync(group);
    const said = await boot(folder, group, timeoutMs);
    const read = (name: string): string =>
      existsSync(path.join(folder, 'out', name)) ? readFileSync(path.join(folder, 'out', name), 'utf8') : '';
    const status = read('status').trim();
    if (status === '') throw new Error(`systemd did not run the script to its end: ${said}${read('stdout')}${read('stderr')}`);
    return { stdout: read('stdout'), stderr: read('stderr'), status: Number(status) };
  } finally {
    removeGroup(group);
    rmSync(folder, { recursive: true, force: true });
  }
}

function boot(folder: string, group: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const enter = 'echo $$ > "$1/cgroup.procs"; exec unshare -mpfuinC --kill-child sh "$2/boot.sh"';
    const child = spawn('sh', ['-c', enter, 'sh', group, folder], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const keep = (bytes: Buffer): void => {
      said = (said + bytes.toString()).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    // unshare ignores SIGTERM; with --kill-child its death is that of everything in the namespaces.
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(said);
    });
  });
}

// A group goes when it is empty, the innermost first; what still ends in one lets go of it within moments.
function removeGroup(group: string): void {
  for (let attempt = 0; attempt < 50 && existsSync(group); attempt += 1) {
    for (const inner of innerGroups(group)) {
      try {
        rmdirSync(inner);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && (error.code === 'EBUSY' || error.code === 'ENOENT'))) throw error;
      }
    }
    if (existsSync(group)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}

function innerGroups(group: string): readonly string[] {
  if (!existsSync(group)) return [];
  const below = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...below.flatMap((entry) => innerGroups(path.join(group, entry.name))), group];
}
