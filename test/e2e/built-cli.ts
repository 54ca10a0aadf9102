import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AuditReport } from '../../src/report/audit-report.ts';

/** Root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** The program as it is published: what `npx snowline` starts. */
export const builtCli = path.join(root, 'dist/cli/bin.js');

/** How a command line ended. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command line is started; nothing of the environment of the tests comes through. */
export interface Start {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** What the clock of the process says, for as long as it runs; without it, the machine's. */
  readonly clock?: string;
  /** The Node that runs it; without it, the one of the tests. */
  readonly node?: string;
}

/** A command line that still runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Resolves once stderr holds the text; rejects where the program ends before. */
  says(text: string): Promise<void>;
}

/** Starts the built program. Throws where it is not built, or was built of other sources: then the tests would be about something else. */
export function startCli(args: readonly string[], start: Start = {}): Running {
  assertFresh();
  const child = spawn(start.node ?? process.execPath, [...clockArguments(start.clock), builtCli, ...args], {
    cwd: start.cwd ?? root,
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', ...start.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that refuses its command line does not read what it is given.
  child.stdin.on('error', () => undefined);
  child.stdin.end(start.stdin ?? '');
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve();
      };
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`ended without saying "${text}": ${stderr}`)));
      look();
    });
  return { child, ended, says };
}

/** Runs the built program to its end. */
export async function runCli(args: readonly string[], start: Start = {}): Promise<Ran> {
  return startCli(args, start).ended;
}

/** The report that it printed with --format json; throws with its stderr where that is none. */
export function reportOf(ran: Ran): AuditReport {
  try {
    return JSON.parse(ran.stdout) as AuditReport;
  } catch (cause) {
    throw new Error(
      `stdout is no JSON (exit ${ran.status}): ${ran.stdout.slice(0, 300)}
stderr: ${ran.stderr}`,
      { cause },
    );
  }
}

// The program has no switch for its clock, and must not have one: evidence says when it was made. So the clock of the whole process stands still.
function clockArguments(clock: string | undefined): readonly string[] {
  if (clock === undefined) return [];
  const at = Date.parse(clock);
  if (Number.isNaN(at)) throw new Error(`${clock} is no time`);
  return ['--import', `data:text/javascript,Date.now=()=>${at}`];
}

let fresh = false;

/** Throws where the program is not built, or was built of other sources than these. */
export function assertFresh(): void {
  if (fresh) return;
  if (!existsSync(builtCli)) throw new Error('dist/cli/bin.js is missing: run npm run build');
  const builtAt = statSync(builtCli).mtimeMs;
  const newer = globSync('src/**/*.{ts,sh}', { cwd: root }).filter((file) => statSync(path.join(root, file)).mtimeMs > builtAt);
  if (newer.length > 0) throw new Error(`dist is older than ${newer.slice(0, 3).join(', ')}: run npm run build`);
  fresh = true;
}
