import type { TransportName } from '../config/collection-config.ts';
import { ssmSchema } from '../config/ssm-config.ts';
import type { Host } from '../inventory/host.ts';
import { listHosts, planInventory } from '../inventory/list-hosts.ts';
import { plainText } from '../report/plain-text.ts';
import type { Surroundings } from './command.ts';
import { transportsFor } from './host-routes.ts';
import type { Flags } from './options.ts';
import type { ScanPlan } from './scan-plan.ts';

/**
 * Prints every file, API, host and command that a scan would touch, and touches nothing but the inventory files on this machine: hosts that only an API
 * knows are named by the call that would list them.
 */
export async function printPlan(plan: ScanPlan, flags: Flags, { terminal, signal }: Surroundings): Promise<void> {
  const lines = [
    'would ask, read-only:',
    ...planInventory(plan.inventory).map(
      (access) => `  inventory  ${access.action} ${access.resource === '*' ? '' : `${access.resource} `}(${access.scope})`,
    ),
    ...plan.stores.flatMap((store) => [
      ...(store.servedChain.from === 'tls'
        ? [`  store      TLS handshake with ${store.servedChain.connect ?? store.endpoint} (nothing is sent after it)`]
        : []),
      ...(store.servedChain.from === 'file' ? [`  store      read ${store.servedChain.path}`] : []),
      ...generationLines(store.generations),
    ]),
    ...plan.recordings.map((file) => `  evidence   read ${file}`),
    ...(await hostLines(plan, signal)),
  ];
  await terminal.report(`${lines.join('\n')}\n`, flags.output);
}

function generationLines(generations: ScanPlan['stores'][number]['generations']): readonly string[] {
  if (generations === undefined) return [];
  if (generations.from === 'files') {
    return [generations.previous, generations.current, generations.pending].flatMap((file) =>
      file === undefined ? [] : [`  store      read ${file}`],
    );
  }
  const where = generations.region === undefined ? '' : ` in ${generations.region}`;
  return ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'].map(
    (action) => `  store      ${action} ${generations.secretId}${where}`,
  );
}

const localCommands =
  'systemctl show, curl --version, openssl version -a, python3 -c (ssl paths), node -e (its roots), java -XshowSettings:properties -version, go version';

async function hostLines(plan: ScanPlan, signal: AbortSignal): Promise<readonly string[]> {
  const known = plan.inventory.filter((declaration) => declaration.source !== 'ec2');
  const lines: string[] = [];
  for await (const item of listHosts(known, { serviceTag: plan.settings.serviceTag, baseDirectory: plan.baseDirectory, signal })) {
    if (item.kind === 'gap') lines.push(`  gap        ${plainText(item.gap.scope)}: ${plainText(item.gap.reason)}`);
    else lines.push(`  host       ${plainText(item.host.name)}: ${waysTo(plan, item.host)}`);
  }
  if (known.length < plan.inventory.length) lines.push(`  host       every EC2 instance so listed: ${waysTo(plan, anyInstance)}`);
  return lines;
}

// An instance of which only that is known: rules about accounts, names and tags may send others elsewhere
const anyInstance: Host = { id: 'i-', name: 'i-', source: 'ec2', scope: '', services: [], reach: 'remote' };

function waysTo(plan: ScanPlan, host: Host): string {
  const names = transportsFor(plan)(host).filter((name) => name !== 'none' && (name !== 'replay' || plan.recordings.length > 0));
  return names.length === 0
    ? 'nothing: no transport reaches it'
    : names.map((name) => wayBy(name, plan, host)).join('; where that fails, ');
}

function wayBy(name: TransportName, { transports: { ssm } }: ScanPlan, host: Host): string {
  switch (name) {
    case 'local':
      return `read its trust stores, units and /proc, and run ${localCommands}`;
    case 'ssh':
      return `ssh ${plainText(host.address ?? host.name)} and run the probe (snowline probe --script)`;
    case 'ssm':
      return `ssm:SendCommand of the document ${ssm?.document ?? ssmSchema.parse({}).document}, which runs the probe`;
    case 'replay':
      return 'its recorded evidence';
    case 'none':
      return 'nothing';
  }
}
