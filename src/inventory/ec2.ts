import type { Ec2Inventory } from '../config/config.ts';
import { describeAwsFailure } from './aws-failure.ts';
import { checkEc2Access } from './ec2-access.ts';
import type { AccountDeclaration, OpenedAccount } from './ec2-account.ts';
import { accountScope, declaredAccounts, openAccount } from './ec2-account.ts';
import { createDetailer, detailActions } from './ec2-details.ts';
import { toHost } from './ec2-instance.ts';
import { EndlessListing, instancePages } from './ec2-pages.ts';
import { describeRegions, namedRegions } from './ec2-regions.ts';
import type { Host, InventoryItem } from './host.ts';
import type { InventorySource, ListingContext, PlannedAccess } from './inventory-source.ts';
import { mergeStreams } from './merge-streams.ts';

type OpenAccount = Extract<OpenedAccount, { readonly kind: 'open' }>;
type Batch = readonly InventoryItem[];

/** Instances of EC2, by account and region. sts:GetCallerIdentity is called too, but IAM allows it to everybody. */
export const source: InventorySource<Ec2Inventory> = {
  requiredActions: ['ec2:DescribeInstances', 'ec2:DescribeRegions', 'sts:AssumeRole', ...Object.values(detailActions).flat()],
  list: listInstances,
  plan: planCalls,
  check: checkEc2Access,
};

/** Hosts page by page. An account or region that cannot be listed, or not to its end, is a gap; other accounts and regions go on. */
async function* listInstances(declaration: Ec2Inventory, context: ListingContext): AsyncGenerator<InventoryItem> {
  const accounts = declaredAccounts(declaration).map((account) => listAccount(declaration, account, context));
  for await (const batch of mergeStreams(accounts, declaration.concurrency)) yield* batch;
}

async function* listAccount(declaration: Ec2Inventory, account: AccountDeclaration, context: ListingContext): AsyncGenerator<Batch> {
  const opened = await openAccount(account, context);
  if (opened.kind === 'closed') {
    yield [gap(opened.scope, opened.failure.reason)];
    return;
  }
  let regions = namedRegions(declaration);
  if (regions === undefined) {
    try {
      regions = (await describeRegions(opened.config, context)).enabled;
    } catch (error) {
      yield [gap(`${opened.scope}/all`, `the regions are not known: ${describeAwsFailure(error, 'ec2:DescribeRegions').reason}`)];
      return;
    }
  }
  const streams = regions.map((region) => listRegion(declaration, opened, region, context));
  yield* mergeStreams(streams, declaration.concurrency);
}

async function* listRegion(
  declaration: Ec2Inventory,
  account: OpenAccount,
  region: string,
  context: ListingContext,
): AsyncGenerator<Batch> {
  const scope = `${account.scope}/${region}`;
  let hosts = 0;
  const complete = createDetailer(declaration, account.config, region, context);
  try {
    for await (const page of instancePages(declaration, account.config, region, context)) {
      const found = page.instances.map(({ instance, owner }) =>
        toHost(instance, { account: account.id ?? owner, region, scope, serviceTag: context.serviceTag }),
      );
      const listed = await complete(found.filter((host): host is Host => host !== undefined));
      hosts += listed.length;
      yield [
        ...listed.map((host): InventoryItem => ({ kind: 'host', host })),
        ...found.flatMap((host) => (host === undefined ? [gap(scope, 'ec2:DescribeInstances named an instance without an id', 1)] : [])),
      ];
    }
    context.progress?.(`${scope}: ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`);
  } catch (error) {
    yield [gap(scope, regionFailure(error, hosts, context))];
  }
}

function regionFailure(error: unknown, hosts: number, context: ListingContext): string {
  const after = hosts === 0 ? '' : `; ${hosts} ${hosts === 1 ? 'host' : 'hosts'} were listed before, the rest is not known`;
  if (context.signal?.aborted === true) return `ec2:DescribeInstances was interrupted${after}`;
  if (error instanceof EndlessListing) return `ec2:DescribeInstances does not end: ${error.message}${after}`;
  const failure = describeAwsFailure(error, 'ec2:DescribeInstances');
  // STS or another region took the same credentials: EC2 answers so in regions that the account has not opted in to.
  const disabled =
    failure.kind === 'credentials' && failure.reason.includes('does not accept')
      ? ' in this region; it may not be enabled for the account'
      : '';
  return `${failure.reason}${disabled}${after}`;
}

function gap(scope: string, reason: string, hosts?: number): InventoryItem {
  return { kind: 'gap', gap: { scope, reason, ...(hosts === undefined ? {} : { hosts }) } };
}

function planCalls(declaration: Ec2Inventory): readonly PlannedAccess[] {
  return declaredAccounts(declaration).flatMap((account) => {
    const scope = accountScope(account);
    const everywhere = namedRegions(declaration) === undefined;
    return [
      ...(account.roleArn === undefined ? [] : [{ scope, action: 'sts:AssumeRole', resource: account.roleArn }]),
      { scope, action: 'sts:GetCallerIdentity', resource: '*' },
      ...(everywhere ? [{ scope, action: 'ec2:DescribeRegions', resource: '*' }] : []),
      ...(namedRegions(declaration) ?? ['all']).flatMap((region) =>
        ['ec2:DescribeInstances', ...declaration.details.flatMap((kind) => detailActions[kind])].map((action) => ({
          scope: `${scope}/${region}`,
          action,
          resource: '*',
        })),
      ),
    ];
  });
}
