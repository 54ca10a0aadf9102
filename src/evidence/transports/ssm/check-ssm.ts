import type { Ec2Inventory } from '../../../config/config.ts';
import type { SsmConfig } from '../../../config/ssm-config.ts';
import { describeAwsFailure } from '../../../inventory/aws-failure.ts';
import { type AwsLimits, promptAwsLimits } from '../../../inventory/aws-limits.ts';
import { type AccountDeclaration, accountScope, ambientAccount, declaredAccounts, openAccount } from '../../../inventory/ec2-account.ts';
import { describeRegions, namedRegions } from '../../../inventory/ec2-regions.ts';
import type { Host } from '../../../inventory/host.ts';
import type { AccessCheck } from '../../../inventory/inventory-source.ts';
import { documentContent } from './document.ts';
import type { DocumentPurpose } from './document-purpose.ts';
import { type ManagedNode, whyNotAsked } from './managed-nodes.ts';
import { createSsmRegions } from './ssm-regions.ts';
import { ssmTiming } from './ssm-timing.ts';

/** What of a configuration says where SSM is asked. */
export interface SsmPlaces {
  readonly settings: SsmConfig;
  readonly inventory: readonly Ec2Inventory[];
  /** Hosts that files list by their instance ids. */
  readonly hosts?: readonly Pick<Host, 'account' | 'region'>[];
  /** What the document carries, packed, and what it is for. */
  readonly probe: () => Uint8Array;
  readonly purpose?: DocumentPurpose;
  readonly limits?: AwsLimits;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Tries in every account and region of the EC2 inventory, and of hosts that files list, what the SSM transport needs before it sends anything: its hosts listed, and the document
 * there and ours. Whether it may be sent shows only when it is. A failure is an answer, not an error.
 */
export async function checkSsm({
  settings,
  inventory,
  hosts = [],
  probe,
  purpose = 'probe',
  limits = promptAwsLimits,
  signal,
}: SsmPlaces): Promise<readonly AccessCheck[]> {
  const accounts = inventory.flatMap((declaration) => declaredAccounts(declaration));
  const content = documentContent(probe(), purpose);
  const regions = createSsmRegions({ settings, accounts, content: () => content, limits, timing: ssmTiming });
  try {
    const places = await Promise.all(
      inventory.flatMap((declaration) =>
        declaredAccounts(declaration).map(async (account) => placesOf(declaration, account, limits, signal)),
      ),
    );
    const listed = new Map(hosts.map(({ account, region }): [string, Place] => [`${account ?? ''}/${region ?? ''}`, { account, region }]));
    const done = new Set<string>();
    const checks = await Promise.all(
      [...places.flat(), ...listed.values()].map(async (place): Promise<readonly AccessCheck[]> => {
        if ('ok' in place) return [place];
        const region = await regions.find(place);
        const scope = `${place.account ?? ambientAccount}/${place.region ?? 'no region'}`;
        if (region.kind === 'failed') return [{ scope, check: 'ssm', ok: false, detail: region.reason }];
        if (done.has(region.place)) return [];
        done.add(region.place);
        const [nodes, ready] = await Promise.all([region.nodes(), region.commands()]);
        return [
          nodes.kind === 'failed'
            ? { scope: region.place, check: 'ssm:DescribeInstanceInformation', ok: false, detail: nodes.reason }
            : { scope: region.place, check: 'ssm:DescribeInstanceInformation', ok: true, detail: counted([...nodes.nodes.values()]) },
          ready.kind === 'failed'
            ? { scope: region.place, check: `document ${settings.document}`, ok: false, detail: ready.reason }
            : { scope: region.place, check: `document ${settings.document}`, ok: true, detail: 'the one that this snowline runs' },
        ];
      }),
    );
    return checks.flat().sort((a, b) => (a.scope < b.scope ? -1 : a.scope > b.scope ? 1 : 0));
  } finally {
    await regions.close();
  }
}

interface Place {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

async function placesOf(
  declaration: Ec2Inventory,
  account: AccountDeclaration,
  limits: AwsLimits,
  signal: AbortSignal | undefined,
): Promise<readonly (Place | AccessCheck)[]> {
  const id = account.roleArn === undefined ? undefined : accountScope(account);
  const named = namedRegions(declaration);
  if (named !== undefined) return named.map((region) => ({ account: id, region }));
  const context = { serviceTag: '', baseDirectory: '', awsLimits: limits, signal };
  const opened = await openAccount(account, context);
  const scope = id ?? ambientAccount;
  if (opened.kind === 'closed') return [{ scope, check: opened.action, ok: false, detail: opened.failure.reason }];
  try {
    return (await describeRegions(opened.config, context)).enabled.map((region) => ({ account: id, region }));
  } catch (error) {
    return [{ scope, check: 'ec2:DescribeRegions', ok: false, detail: describeAwsFailure(error, 'ec2:DescribeRegions').reason }];
  }
}

function counted(nodes: readonly ManagedNode[]): string {
  const reachable = nodes.filter((node) => whyNotAsked(node, '') === undefined).length;
  return `${nodes.length} ${nodes.length === 1 ? 'host' : 'hosts'} with an agent, of which ${reachable} can be asked`;
}
