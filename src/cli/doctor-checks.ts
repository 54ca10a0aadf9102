import type { StoreDeclaration } from '../config/config.ts';
import { sshSchema } from '../config/ssh-config.ts';
import { ssmSchema } from '../config/ssm-config.ts';
import { observeStore } from '../credential-store/observe-store.ts';
import type { SecretState } from '../credential-store/secret-state.ts';
import { checkFetchLogs } from '../credential-store/sources/fetch-logs.ts';
import type { StoreState } from '../credential-store/store-state.ts';
import { SnowlineError } from '../errors.ts';
import { packedProbe } from '../evidence/transports/ssm/document-probe.ts';
import { isInstanceId } from '../evidence/transports/ssm/instance-id.ts';
import type { Host } from '../inventory/host.ts';
import type { AccessCheck } from '../inventory/inventory-source.ts';
import { listHosts } from '../inventory/list-hosts.ts';
import { countHiddenProcesses } from './hidden-processes.ts';
import { namedTransports, transportsFor } from './host-routes.ts';
import { openRecordings } from './recordings.ts';
import { readOwnRules } from './rule-files.ts';
import type { ScanPlan } from './scan-plan.ts';

/** Reads the chain of a store and its CA generations as a scan would. */
export async function checkStore(store: StoreDeclaration, context: Parameters<typeof observeStore>[1]): Promise<readonly AccessCheck[]> {
  const { state } = await observeStore(store, context);
  const scope = `store ${state.name}`;
  const generations = Object.keys(state.generations);
  const others = state.gaps.filter((gap) => !gap.startsWith('served chain: '));
  return [
    { scope, check: 'served chain', ...servedChain(state) },
    ...(generations.length > 0 ? [{ scope, check: 'CA generations', ok: true, detail: generations.join(', ') }] : []),
    ...others.map((detail) => ({ scope, check: 'CA generations', ok: false, detail, remedy: generationsRemedy(store) })),
    ...(state.secrets ?? []).flatMap((secret) => secretChecks(scope, secret)),
  ];
}

function servedChain({ endpoint, servedChain: chain }: StoreState): Pick<AccessCheck, 'ok' | 'detail' | 'remedy'> {
  if (chain.state === 'not-configured') return { ok: true, detail: 'not asked: the configuration says so' };
  if (chain.state === 'unknown') {
    return {
      ok: false,
      detail: chain.reason,
      remedy: 'let this machine reach the store, or give its chain as servedChain: { from: file }',
    };
  }
  const count = `${chain.certificates.length} ${chain.certificates.length === 1 ? 'certificate' : 'certificates'}`;
  return { ok: true, detail: `${endpoint} serves ${count} over ${chain.protocol ?? 'TLS'}` };
}

// That one is missing is for the scan to find: here counts what could not be looked at
function secretChecks(scope: string, secret: SecretState): readonly AccessCheck[] {
  const check = `secret ${secret.id}`;
  const remedy =
    'let this identity describe it and its key (snowline iam-policy prints the policy), in the region of the store (aws: { region: … })';
  if (secret.state === 'unknown') return [{ scope, check, ok: false, detail: secret.reason, remedy }];
  if (secret.state === 'missing') return [{ scope, check, ok: true, detail: `there is none in ${secret.region}` }];
  const unread = [...(secret.key?.state === 'unknown' ? [secret.key.reason] : []), ...(secret.unread ?? [])];
  if (unread.length > 0) return unread.map((detail) => ({ scope, check, ok: false, detail, remedy }));
  return [{ scope, check, ok: true, detail: 'described; its value is never read' }];
}

function generationsRemedy({ generations, servedChain }: StoreDeclaration): string {
  if (generations?.from === 'files') return 'give PEM or DER files; their paths are relative to the folder of the configuration';
  if (generations?.from === 'vault') return 'name the mount of the PKI engine (mount:), and the CA that vouches for Vault (caFile:)';
  if (generations?.from === 'secrets-manager')
    return 'give secretId and region of the secret that holds the CA certificates, and let this identity read it (snowline iam-policy prints the policy)';
  return servedChain.from === 'none'
    ? 'declare the generations of the store, or have its chain read (servedChain: { from: tls }): without both nothing can be judged'
    : 'declare the current CA of the store (generations: { from: files, current: ca.pem }): it is then judged by while the chain cannot be read';
}

/** A scan of no hosts finds nothing wrong. Empty where some are listed, and where a source failed, which has a line of its own. */
export function checkHosts(inventory: readonly AccessCheck[], { inventory: declared }: ScanPlan): readonly AccessCheck[] {
  if (inventory.some((check) => !check.ok || (check.hosts ?? 0) > 0 || check.more === true)) return [];
  const places = declared.map((source) => ('path' in source ? source.path : source.source)).join(', ');
  const remedy = `list hosts there (${places}), or name another source of them (inventory)`;
  return [{ scope: 'inventory', check: 'hosts', ok: false, detail: 'no source lists a host, so there is nothing to audit', remedy }];
}

/** Whether the logs of who fetched which secret can be read. */
export async function checkLogs(plan: ScanPlan): Promise<readonly AccessCheck[]> {
  const logs = await checkFetchLogs(plan.fetchLogs);
  return logs.flatMap(({ path, files, gaps }): readonly AccessCheck[] =>
    gaps.length === 0
      ? [{ scope: path, check: 'fetches', ok: true, detail: `${files} ${files === 1 ? 'file' : 'files'} of fetches of secrets` }]
      : gaps.map((gap) => ({ scope: gap.path, check: 'fetches', ok: false, detail: gap.reason })),
  );
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

/** Whether the kernel lets this process see the sockets and environments of all others of this machine: without that their services cannot be judged. */
export function checkSight(plan: ScanPlan): readonly AccessCheck[] {
  if (!plan.inventory.some((declaration) => declaration.source === 'localhost')) return [];
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
  const isRemote = plan.inventory.some((declaration) => declaration.source !== 'localhost');
  if (ways.length === 0) {
    if (!isRemote || plan.recordings.length > 0) return [];
    const remedy =
      'configure collection: { ssh: {} } or { ssm: {} }, or give recordings (snowline collect on each host) as evidence: replay';
    return [{ scope: 'evidence', check: 'transport', ok: false, detail: 'no transport reaches other hosts', remedy }];
  }
  const [ssh, ssm] = await Promise.all([named.has('ssh') ? sshChecks(plan) : [], named.has('ssm') ? ssmChecks(plan, signal) : []]);
  const detail = `hosts are asked by ${ways.join(', ')}; no host is asked here`;
  return [{ scope: 'evidence', check: 'transport', ok: true, detail }, ...ssh, ...ssm];
}

async function sshChecks({ transports, baseDirectory }: ScanPlan): Promise<readonly AccessCheck[]> {
  const { checkSsh } = await import('../evidence/transports/ssh/check-ssh.ts');
  return checkSsh({ settings: transports.ssh ?? sshSchema.parse({}), baseDirectory, environment: process.env });
}

async function ssmChecks(plan: ScanPlan, signal: AbortSignal): Promise<readonly AccessCheck[]> {
  const { checkSsm } = await import('../evidence/transports/ssm/check-ssm.ts');
  const inventory = plan.inventory.filter((declaration) => declaration.source === 'ec2');
  const hosts = await managedHosts(plan, signal);
  return checkSsm({ settings: plan.transports.ssm ?? ssmSchema.parse({}), inventory, hosts, probe: packedProbe, signal });
}

/** Hosts of files that SSM would be asked for. */
async function managedHosts(plan: ScanPlan, signal: AbortSignal): Promise<readonly Host[]> {
  const files = plan.inventory.filter((declaration) => declaration.source !== 'ec2');
  const namesOf = transportsFor(plan);
  const hosts: Host[] = [];
  try {
    for await (const item of listHosts(files, { serviceTag: plan.settings.serviceTag, baseDirectory: plan.baseDirectory, signal })) {
      if (item.kind === 'host' && isInstanceId(item.host.id) && namesOf(item.host).includes('ssm')) hosts.push(item.host);
    }
  } catch (error) {
    // A file that cannot be read has its own line
    if (!(error instanceof SnowlineError)) throw error;
  }
  return hosts;
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
