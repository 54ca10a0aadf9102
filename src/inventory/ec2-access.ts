import type { Ec2Inventory } from '../config/config.ts';
import type { AwsFailure } from './aws-failure.ts';
import { describeAwsFailure } from './aws-failure.ts';
import { promptAwsLimits } from './aws-limits.ts';
import type { AwsClientConfig } from './aws-session.ts';
import type { AccountDeclaration } from './ec2-account.ts';
import { declaredAccounts, openAccount } from './ec2-account.ts';
import { instancePages } from './ec2-pages.ts';
import type { AccountRegions } from './ec2-regions.ts';
import { describeRegions, namedRegions } from './ec2-regions.ts';
import type { AccessCheck, ListingContext } from './inventory-source.ts';
import { collectStream, mergeStreams } from './merge-streams.ts';

/** Asks each account and region once: credentials, regions, and one page of instances for the estimate. */
export async function checkEc2Access(declaration: Ec2Inventory, context: ListingContext): Promise<readonly AccessCheck[]> {
  const prompt = { ...context, awsLimits: context.awsLimits ?? promptAwsLimits };
  const accounts = declaredAccounts(declaration).map((account) => checkAccount(declaration, account, prompt));
  const checks = await collectStream(mergeStreams(accounts, declaration.concurrency));
  return checks.flat();
}

async function* checkAccount(
  declaration: Ec2Inventory,
  account: AccountDeclaration,
  context: ListingContext,
): AsyncGenerator<readonly AccessCheck[]> {
  const opened = await openAccount(account, context);
  if (opened.kind === 'closed') {
    yield [{ scope: opened.scope, check: opened.action, ok: false, detail: opened.failure.reason }];
    return;
  }
  const { scope, config } = opened;
  const identity = opened.remark ?? `these are the credentials of ${opened.arn ?? scope}`;
  const checks: AccessCheck[] = [{ scope, check: 'sts:GetCallerIdentity', ok: opened.remark === undefined, detail: identity }];
  const known = await knownRegions(config, context);
  const named = namedRegions(declaration);
  if (named === undefined) checks.push(regionsCheck(scope, known));
  const regions = named ?? ('enabled' in known ? known.enabled : []);
  const answers = regions.map((region) => checkRegion(declaration, config, { scope, region, known }, context));
  // Sorted, so that two runs of doctor differ only where the answers do.
  const found = await collectStream(mergeStreams(answers, declaration.concurrency));
  yield [...checks, ...found.sort((a, b) => (a.scope < b.scope ? -1 : 1))];
}

type KnownRegions = AccountRegions | { readonly failure: AwsFailure };

async function knownRegions(config: AwsClientConfig, context: ListingContext): Promise<KnownRegions> {
  try {
    return await describeRegions(config, context);
  } catch (error) {
    return { failure: describeAwsFailure(error, 'ec2:DescribeRegions') };
  }
}

function regionsCheck(scope: string, known: KnownRegions): AccessCheck {
  const check = 'ec2:DescribeRegions';
  if ('failure' in known) return { scope, check, ok: false, detail: `the regions are not known: ${known.failure.reason}` };
  const skipped = known.notOptedIn.length === 0 ? '' : `; not opted in, so without hosts: ${known.notOptedIn.join(', ')}`;
  return { scope, check, ok: true, detail: `${known.enabled.length} regions are enabled${skipped}` };
}

async function* checkRegion(
  declaration: Ec2Inventory,
  config: AwsClientConfig,
  place: { readonly scope: string; readonly region: string; readonly known: KnownRegions },
  context: ListingContext,
): AsyncGenerator<AccessCheck> {
  const scope = `${place.scope}/${place.region}`;
  const disabled = whyNotEnabled(place.region, place.known);
  if (disabled !== undefined) {
    yield { scope, check: 'region enabled', ok: false, detail: disabled };
    return;
  }
  const check = 'ec2:DescribeInstances';
  try {
    let hosts = 0;
    let more = false;
    for await (const page of instancePages(declaration, config, place.region, context)) {
      hosts = page.instances.length;
      more = page.more;
      // Filtered listings may start with empty pages, which estimate nothing.
      if (hosts > 0) break;
    }
    const counted = `${hosts}${more ? ' or more' : ''} ${hosts === 1 && !more ? 'host' : 'hosts'}`;
    yield { scope, check, ok: true, detail: counted, hosts, more };
  } catch (error) {
    yield { scope, check, ok: false, detail: describeAwsFailure(error, check).reason };
  }
}

function whyNotEnabled(region: string, known: KnownRegions): string | undefined {
  if ('failure' in known || known.enabled.includes(region)) return undefined;
  if (known.notOptedIn.includes(region)) return `the account has not opted in to ${region}`;
  return `there is no region ${region} (there are ${[...known.enabled, ...known.notOptedIn].sort().join(', ')})`;
}
