import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../built-cli.ts';
import { writeAudit } from './audit-files.ts';
import { bareProbeSeconds } from './bare-probe.ts';
import { composeFleet } from './compose-fleet.ts';
import { makeAuthorities } from './fleet/authorities.ts';
import { makeFetchingPrograms } from './fleet/fetching-programs.ts';
import { startFleet } from './fleet/start-fleet.ts';
import { startStore } from './fleet/start-store.ts';
import { leaksIn } from './leaks.ts';
import { differencesBetween, FleetAuditor, mistakesIn } from './run-audit.ts';

/** What came of auditing a fleet; each list has a line for everything that is not as it must be. */
export interface FleetAudit {
  readonly hosts: number;
  /** Hosts that gave evidence. */
  readonly answering: number;
  readonly mistakes: readonly string[];
  /** Hosts in the journal when the scan was killed. */
  readonly seenBeforeKill: number;
  readonly askedTwice: readonly string[];
  readonly differencesAfterResume: readonly string[];
  readonly leaks: readonly string[];
  /** Hosts on which the program itself ran and printed what it sees there. */
  readonly seenFromInside: number;
  /** Processes and sockets of ssh that are left. */
  readonly leftBehind: readonly string[];
  /** Of the hosts that answer: a scan, and the probe run by ssh and nothing else. */
  readonly timing?: { readonly seconds: number; readonly bareProbeSeconds: number };
}

/** What the hostile host's name would make, were it run. */
const pwned = '/tmp/snowline-pwned';

/** Audits so many real hosts with the published program: in one run; again, killed in the middle and continued; and with every command that shows evidence. */
export async function auditFleet(
  count: number,
  options: { readonly timed: boolean; readonly say: (text: string) => void },
): Promise<FleetAudit> {
  const { say } = options;
  const published = buildApart();
  const ca = makeAuthorities();
  const { hosts, secrets } = composeFleet(count, ca, makeFetchingPrograms());
  const fleet = await startFleet(hosts);
  let stopStore: (() => void) | undefined;
  const stop = (): void => {
    stopStore?.();
    fleet.stop();
    rmSync(pwned, { force: true });
    rmSync(published, { recursive: true, force: true });
  };
  process.once('exit', stop);
  try {
    stopStore = await startStore(fleet, ca);
    const auditor = new FleetAuditor(fleet, path.join(published, 'dist/cli/bin.js'));
    const work = path.join(fleet.folder, 'audit');
    const config = writeAudit(work, fleet, hosts, ca);
    const loginsTo = (name: string): number => fleet.logOf(name).split('Accepted publickey').length;

    say(`${hosts.length} hosts are up: auditing them in one run`);
    const whole = await auditor.scan(config, path.join(work, 'whole.jsonl'));
    const answering = whole.report.hosts.filter(({ evidence }) => evidence.observedAt !== undefined).map(({ id }) => id);

    say(`${answering.length} hosts answer: auditing again, killed in the middle and continued`);
    const journal = path.join(work, 'killed.jsonl');
    const before = await auditor.killedScan(config, journal, Math.floor(answering.length / 2));
    const logins = new Map(before.map((name) => [name, loginsTo(name)]));
    const resumed = await auditor.scan(config, journal, '--resume');
    const askedTwice = before.filter((name) => loginsTo(name) !== logins.get(name));

    say('asking the other commands that show evidence');
    const texts = [...whole.texts, ...resumed.texts];
    for (const command of [
      ['assess', journal],
      ['assess', journal, '--format', 'json'],
      ['rotation', journal],
      ['scan', '--config', config, '--dry-run'],
      ['doctor', '--config', config],
      ['iam-policy', '--config', config],
    ]) {
      const { stdout, stderr } = await auditor.run(command);
      texts.push(stdout, stderr);
    }
    const holders = hosts.filter(({ name, service }) => answering.includes(name) && !service.name.endsWith('-2')).map(({ name }) => name);
    let seenFromInside = 0;
    for (const name of everyNth(holders, options.timed ? 20 : 6)) {
      const { stdout, stderr } = await auditor.lookFromInside(name);
      texts.push(stdout, stderr);
      if (stdout.includes('"collector": "probe/1"') && stdout.includes('\nTrust stores\n') && stdout.includes('"type":"end"'))
        seenFromInside += 1;
    }
    const timed = async () => {
      say('timing: the hosts that answer, by the bare probe and in a scan');
      const bare = await bareProbeSeconds(fleet, answering);
      const sound = hosts.filter(({ name }) => answering.includes(name));
      const scan = await auditor.scan(writeAudit(path.join(work, 'sound'), fleet, sound, ca), path.join(work, 'timed.jsonl'));
      return { seconds: scan.seconds, bareProbeSeconds: bare };
    };
    return {
      hosts: hosts.length,
      answering: answering.length,
      mistakes: mistakesIn(whole.report, hosts),
      seenBeforeKill: before.length,
      askedTwice,
      differencesAfterResume: differencesBetween(whole.report, resumed.report),
      leaks: [...leaksIn(texts, secrets), ...(existsSync(pwned) ? [`the hostile name was run: ${pwned}`] : [])],
      seenFromInside,
      ...(options.timed ? { timing: await timed() } : {}),
      leftBehind: sshLeftBehind(fleet.configFile, auditor.pids),
    };
  } finally {
    process.removeListener('exit', stop);
    stop();
  }
}

function everyNth<T>(all: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, index) => index % step === 0);
}

/** Processes of ssh that use the configuration, and folders of sockets that those processes have left. */
export function sshLeftBehind(configFile: string, pids: readonly number[]): readonly string[] {
  const folder = new RegExp(`snowline-\\w+-(?:${pids.map((pid) => pid.toString(36)).join('|')})-\\w{6}`);
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return [
    ...processes.filter((line) => folder.test(line) || (line.includes(configFile) && /\bssh\b/.test(line))),
    ...readdirSync(tmpdir()).filter((name) => folder.test(name)),
  ];
}

// A copy of the published package, so that a build that somebody starts meanwhile takes nothing away from under a scan.
function buildApart(): string {
  execFileSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const cache = path.join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'snowline-'));
  for (const part of ['dist', 'rules', 'reports', 'package.json'])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  return folder;
}
