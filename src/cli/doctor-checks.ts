import { sshSchema } from '../config/ssh-config.ts';
import { ssmSchema } from '../config/ssm-config.ts';
import { SnowlineError } from '../errors.ts';
import { packedProbe, packedRehearsal } from '../evidence/transports/ssm/document-probe.ts';
import { isInstanceId } from '../evidence/transports/ssm/instance-id.ts';
import type { Host } from '../inventory/host.ts';
import type { AccessCheck } from '../inventory/inventory-source.ts';
import { listHosts } from '../inventory/list-hosts.ts';
import { countHiddenProcesses } from './hidden-processes.ts';
import { namedTransports, transportsFor } from './host-routes.ts';
import { openRecordings } from './recordings.ts';
import { readOwnRules } from './rule-files.ts';
import type { ScanPlan } from './scan-plan.ts';

/** A scan of no hosts finds nothing wrong. Empty where some are listed, and where a source failed, which has a line of its own. */
export function checkHosts(inventory: readonly AccessCheck[], { inventory: declared }: ScanPlan): readonly AccessCheck[] {
  if (inventory.some((check) => !check.ok || (check.hosts ?? 0) > 0 || check.more === true)) return [];
  const places = declared.map((source) => ('path' in source ? source.path : source.source)).join(', ');
  const remedy = `list hosts there (${places}), or name another source of them (inventory)`;
  return [{ scope: 'inventory', check: 'hosts', ok: false, detail: 'no source lists a host, so there is nothing to audit', remedy }];
}

/** Whether rules of one's own can be read. */
export function checkRules(plan: ScanPlan): readonly AccessCheck[] {
  return plan.ruleFolders.map((folder): AccessCheck => {
    try {
      return { scope: folder, check: 'rules', ok: true, detail: `${readOwnRules([folder]).length} rules` };
    } catch (error) {
      if (!(error instanceof SnowlineError)) throw error;
      return { scope: folder, check: 'rules', ok: false, detail: error.message };
    }
  });
}

/**
 * Whether the kernel lets this process see the sockets and environments of all others of this machine: without that their services cannot be judged.
 * Empty where no source lists this machine, by whatever name, as one to look at from here.
 */
export async function checkSight(plan: ScanPlan, signal: AbortSignal): Promise<readonly AccessCheck[]> {
  if (!(await hasHostHere(plan, signal))) return [];
  const isRoot = process.getuid?.() === 0;
  const hidden = isRoot ? countHiddenProcesses() : 0;
  if (isRoot && hidden === 0) return [];
  const them = hidden === 1 ? 'a process' : `${hidden} processes`;
  return [
    {
      scope: 'localhost',
      check: 'root',
      ok: false,
      detail: isRoot
        ? `root without CAP_SYS_PTRACE, as in a container: sockets and environments of ${them} cannot be seen`
        : 'not root: sockets and environments of other users cannot be seen',
      remedy: isRoot ? 'run it on the host itself, or give the container that capability (--cap-add SYS_PTRACE)' : 'run it as root (sudo)',
    },
  ];
}

/** What the transports need before they ask any host, and whether there is one at all. */
export async function checkTransports(plan: ScanPlan, signal: AbortSignal): Promise<readonly AccessCheck[]> {
  const named = namedTransports(plan);
  const ways = [...named].filter((name) => name === 'ssh' || name === 'ssm');
  if (ways.length === 0) {
    if (plan.recordings.length > 0 || !(await hasHostElsewhere(plan, signal))) return [];
    const remedy =
      'configure collection: { ssh: {} } or { ssm: {} }, or give recordings (snowline collect on each host) as evidence: replay';
    return [{ scope: 'evidence', check: 'transport', ok: false, detail: 'no transport reaches other hosts', remedy }];
  }
  const [ssh, ssm] = await Promise.all([named.has('ssh') ? sshChecks(plan) : [], named.has('ssm') ? ssmChecks(plan, signal) : []]);
  const detail = `hosts are asked by ${ways.join(', ')}; no host is asked here (snowline explain HOST asks one)`;
  return [{ scope: 'evidence', check: 'transport', ok: true, detail }, ...ssh, ...ssm];
}

// An instance of EC2 is never this machine
async function hasHostElsewhere(plan: ScanPlan, signal: AbortSignal): Promise<boolean> {
  if (plan.inventory.some(({ source }) => source === 'ec2')) return true;
  const namesOf = transportsFor(plan);
  for await (const host of hostsOfFiles(plan, signal)) if (!namesOf(host).includes('local')) return true;
  return false;
}

async function hasHostHere(plan: ScanPlan, signal: AbortSignal): Promise<boolean> {
  const namesOf = transportsFor(plan);
  for await (const host of hostsOfFiles(plan, signal)) if (namesOf(host).includes('local')) return true;
  return false;
}

async function sshChecks({ transports, baseDirectory }: ScanPlan): Promise<readonly AccessCheck[]> {
  const { checkSsh } = await import('../evidence/transports/ssh/check-ssh.ts');
  return checkSsh({ settings: transports.ssh ?? sshSchema.parse({}), baseDirectory, environment: process.env });
}

async function ssmChecks(plan: ScanPlan, signal: AbortSignal): Promise<readonly AccessCheck[]> {
  const { checkSsm } = await import('../evidence/transports/ssm/check-ssm.ts');
  const inventory = plan.inventory.filter((declaration) => declaration.source === 'ec2');
  const hosts = await managedHosts(plan, signal);
  const settings = plan.transports.ssm ?? ssmSchema.parse({});
  const { rehearsalDocument: document } = settings;
  const [probe, rehearsal] = await Promise.all([
    checkSsm({ settings, inventory, hosts, probe: packedProbe, signal }),
    document === undefined
      ? []
      : checkSsm({ settings: { ...settings, document }, inventory, hosts, probe: packedRehearsal, purpose: 'rehearsal', signal }),
  ]);
  return [...probe, ...rehearsal.filter(({ check }) => check === `document ${document ?? ''}`)];
}

/** Hosts of files that SSM would be asked for. */
async function managedHosts(plan: ScanPlan, signal: AbortSignal): Promise<readonly Host[]> {
  const namesOf = transportsFor(plan);
  const hosts: Host[] = [];
  for await (const host of hostsOfFiles(plan, signal)) if (isInstanceId(host.id) && namesOf(host).includes('ssm')) hosts.push(host);
  return hosts;
}

async function* hostsOfFiles({ inventory, settings, baseDirectory }: ScanPlan, signal: AbortSignal): AsyncGenerator<Host> {
  const files = inventory.filter(({ source }) => source !== 'ec2');
  try {
    for await (const item of listHosts(files, { serviceTag: settings.serviceTag, baseDirectory, signal })) {
      if (item.kind === 'host') yield item.host;
    }
  } catch (error) {
    // A file that cannot be read has its own line
    if (!(error instanceof SnowlineError)) throw error;
  }
}

/** Whether recorded evidence can be read. */
export async function checkRecordings(plan: ScanPlan, signal: AbortSignal): Promise<readonly AccessCheck[]> {
  return Promise.all(
    plan.recordings.map(async (file): Promise<AccessCheck> => {
      try {
        const recordings = await openRecordings([file], signal);
        await recordings.close();
        return { scope: file, check: 'readable', ok: true, detail: `a recording with ${recordings.contents} files` };
      } catch (error) {
        if (!(error instanceof SnowlineError)) throw error;
        return { scope: file, check: 'readable', ok: false, detail: error.message };
      }
    }),
  );
}
