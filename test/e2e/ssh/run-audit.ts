import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditReport, HostReport } from '../../../src/report/audit-report.ts';
import { type Ran, reportOf } from '../built-cli.ts';
import type { AuditedHost } from './fleet/audited-case.ts';
import type { Fleet } from './fleet/start-fleet.ts';

/** One audit of the fleet by the published program. */
export interface Audit {
  readonly report: AuditReport;
  readonly seconds: number;
  /** Everything that it printed and wrote. */
  readonly texts: readonly string[];
}

/** Starts command lines of a built program where the fleet's network is. */
export class FleetAuditor {
  /** Of every command line that was started. */
  readonly pids: number[] = [];
  readonly #before: readonly string[];
  readonly #fleet: Fleet;
  readonly #program: string;

  constructor(fleet: Fleet, cli: string) {
    this.#fleet = fleet;
    this.#program = `${process.execPath} ${cli}`;
    this.#before = [...fleet.enter, process.execPath, cli];
  }

  /** What the program prints of a host when it is run there: by the probe, and by the collector that needs no shell. */
  async lookFromInside(name: string): Promise<Pick<Ran, 'stdout' | 'stderr'>> {
    const commands = ['probe --format json', 'probe', 'collect --timeout 30s --store https://127.0.0.1:9']
      .map((command) => `${this.#program} ${command}`)
      .join('; ');
    const child = spawn(this.#fleet.ssh, ['-F', this.#fleet.configFile, '-o', 'BatchMode=yes', '-T', name, commands], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr };
  }

  async run(args: readonly string[]): Promise<Ran> {
    return this.#start(args).ended;
  }

  /** A scan from beginning to end. */
  async scan(config: string, journal: string, ...more: readonly string[]): Promise<Audit> {
    const started = performance.now();
    const ran = await this.run([...scanOf(config, journal), ...more]);
    const seconds = (performance.now() - started) / 1000;
    return { report: reportOf(ran), seconds, texts: [ran.stdout, ran.stderr, readFileSync(journal, 'utf8')] };
  }

  /** A scan that is killed once so many hosts are in its journal; returns the ids of those. */
  async killedScan(config: string, journal: string, seen: number): Promise<readonly string[]> {
    const { child, ended } = this.#start(scanOf(config, journal));
    while (seenIn(journal).length < seen && child.exitCode === null) await delay(50);
    child.kill('SIGKILL');
    await ended;
    return seenIn(journal);
  }

  #start(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ran> } {
    const [program = '', ...before] = this.#before;
    const child = spawn(program, [...before, ...args], {
      env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/nonexistent' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 600_000,
      killSignal: 'SIGKILL',
    });
    if (child.pid !== undefined) this.pids.push(child.pid);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ran>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, stdout, stderr }));
    });
    return { child, ended };
  }
}

function scanOf(config: string, journal: string): readonly string[] {
  return ['scan', '--config', config, '--format', 'json', '--timeout', '30s', '--journal', journal];
}

/** Ids of the hosts that a journal has evidence of; a torn last line counts for nothing. */
function seenIn(journal: string): readonly string[] {
  if (!existsSync(journal)) return [];
  const lines = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line.startsWith('{"type":"host","state":"seen"')).map((line) => JSON.parse(line).evidence.id as string);
}

/** What a report says otherwise than the truth, a line for each host. */
export function mistakesIn(report: AuditReport, hosts: readonly AuditedHost[]): readonly string[] {
  return hosts.flatMap(({ name, service, truth }) => {
    const host = report.hosts.find(({ id }) => id === name);
    if (host === undefined) return [`${name}: not in the report`];
    const workload = host.restart.workloads.find((one) => one.service === service.name);
    if (workload === undefined) return [`${name}: the report has no ${service.name}`];
    const [first] = workload.reasons;
    const said = `${workload.verdict} ${first?.code ?? ''} ${first?.proof.summary ?? ''}`;
    const right =
      (truth.verdict === 'not-ready' ? workload.verdict !== 'ready' : workload.verdict === truth.verdict) &&
      (truth.code === undefined || workload.reasons.some(({ code }) => code === truth.code)) &&
      (truth.says === undefined || truth.says.test(said));
    return right ? [] : [`${name}: expected ${truth.verdict} ${truth.code ?? truth.says?.source ?? ''}, said ${said}`];
  });
}

/** Hosts of which two reports say different things, times of the runs aside, with the first words that differ. */
export function differencesBetween(one: AuditReport, other: AuditReport): readonly string[] {
  const texts = new Map(other.hosts.map((host) => [host.id, withoutTimes(host)]));
  return one.hosts.flatMap((host) => {
    const [first, second] = [withoutTimes(host), texts.get(host.id) ?? 'it is not there'];
    if (first === second) return [];
    let at = 0;
    while (first[at] === second[at]) at += 1;
    at = Math.max(0, at - 40);
    return [`${host.id}: ${first.slice(at, at + 160)} | ${second.slice(at, at + 160)}`];
  });
}

function withoutTimes({ evidence: { collector, missing }, ...rest }: HostReport): string {
  return JSON.stringify({ ...rest, evidence: { collector, missing } });
}
