import type { Ec2Inventory } from '../config/config.ts';
import { NotAwsAnswer } from './aws-failure.ts';
import { awsLimits, callSignal } from './aws-limits.ts';
import type { AwsClientConfig } from './aws-session.ts';
import type { ListingContext } from './inventory-source.ts';

/** The regions of an account, by whether it may use them. */
export interface AccountRegions {
  readonly enabled: readonly string[];
  /** Not opted in: nothing can run there, so they hide no host. */
  readonly notOptedIn: readonly string[];
}

/** Asks EC2 which regions there are for the account. Throws what the SDK throws, and NotAwsAnswer for an answer without any region. */
export async function describeRegions(config: AwsClientConfig, context: ListingContext): Promise<AccountRegions> {
  const { DescribeRegionsCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  // Any region of the partition answers for all of them.
  const client = new EC2Client({ ...config, region: config.region ?? 'us-east-1' });
  const abortSignal = callSignal(context.awsLimits ?? awsLimits, context.signal);
  const answer = await client.send(new DescribeRegionsCommand({ AllRegions: true }), { abortSignal });
  const regions = answer.Regions ?? [];
  // Every account has regions: none means that somebody else answered, and must not look like an account without hosts.
  if (regions.length === 0) throw new NotAwsAnswer(answer);
  const named = regions.flatMap(({ RegionName, OptInStatus }) => (RegionName === undefined ? [] : [{ RegionName, OptInStatus }]));
  const closed = (status: string | undefined) => status === 'not-opted-in';
  return {
    enabled: named.filter((region) => !closed(region.OptInStatus)).map((region) => region.RegionName),
    notOptedIn: named.filter((region) => closed(region.OptInStatus)).map((region) => region.RegionName),
  };
}

/** The regions that a declaration names, each once; undefined where it wants all that are enabled. */
export function namedRegions(declaration: Ec2Inventory): readonly string[] | undefined {
  return declaration.regions === 'all' ? undefined : [...new Set(declaration.regions)];
}
