import { listHosts, planInventory } from '../inventory/list-hosts.ts';
import { plainText } from '../report/plain-text.ts';
import type { Surroundings } from './command.ts';
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
    else if (item.host.reach === 'local')
      lines.push(`  host       ${plainText(item.host.name)}: read its trust stores, units and /proc, and run ${localCommands}`);
    else
      lines.push(
        `  host       ${plainText(item.host.name)}: ${plan.recordings.length > 0 ? 'its recorded evidence' : 'nothing: no transport reaches it'}`,
      );
  }
  if (known.length < plan.inventory.length)
    lines.push('  host       every EC2 instance so listed: its recorded evidence, where there is any');
  return lines;
}
