import type { Instance } from '@aws-sdk/client-ec2';
import type { Ec2Inventory } from '../config/config.ts';
import { NotAwsAnswer } from './aws-failure.ts';
import { awsLimits, callSignal } from './aws-limits.ts';
import type { AwsClientConfig } from './aws-session.ts';
import { hostStates } from './ec2-instance.ts';
import type { ListingContext } from './inventory-source.ts';

/** One page of DescribeInstances. */
export interface InstancePage {
  /** Each with the account that owns it, as its reservation says. */
  readonly instances: readonly { readonly instance: Instance; readonly owner: string | undefined }[];
  /** Whether AWS says that there are more pages. */
  readonly more: boolean;
}

/** A listing that would not end: a page token that came before, or page after page without an instance. */
export class EndlessListing extends Error {
  override readonly name = 'EndlessListing';
}

// Filtered listings may hold empty pages (EC2 says so); our bound, at about 0.1 s a page.
const emptyPagesMax = 500;

/** The pages of one region, one call each. Throws what the SDK throws, NotAwsAnswer and EndlessListing; the pages before stay valid. */
export async function* instancePages(
  declaration: Ec2Inventory,
  config: AwsClientConfig,
  region: string,
  context: ListingContext,
): AsyncGenerator<InstancePage> {
  const { DescribeInstancesCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client({ ...config, region });
  const limits = context.awsLimits ?? awsLimits;
  const seen = new Set<string>();
  let emptyPages = 0;
  let token: string | undefined;
  try {
    do {
      const command = new DescribeInstancesCommand({
        MaxResults: declaration.maxResults,
        Filters: filtersOf(declaration),
        ...(token === undefined ? {} : { NextToken: token }),
      });
      const answer = await client.send(command, { abortSignal: callSignal(limits, context.signal) });
      // A page of a login portal with status 200 is an empty success to the SDK; AWS always sends the set, empty or not.
      if (answer.Reservations === undefined) throw new NotAwsAnswer(answer);
      const instances = answer.Reservations.flatMap(({ OwnerId, Instances }) =>
        (Instances ?? []).map((instance) => ({ instance, owner: OwnerId })),
      );
      token = answer.NextToken || undefined;
      yield { instances, more: token !== undefined };
      emptyPages = instances.length === 0 ? emptyPages + 1 : 0;
      if (emptyPages > emptyPagesMax) throw new EndlessListing(`${emptyPages} pages in a row without an instance`);
      if (token !== undefined && seen.has(token)) throw new EndlessListing('the page token does not advance');
      if (token !== undefined) seen.add(token);
    } while (token !== undefined);
  } finally {
    client.destroy();
  }
}

/** Declared filters, and the states in which an instance is a host unless the declaration chooses states itself. */
function filtersOf(declaration: Ec2Inventory) {
  const states = { 'instance-state-name': hostStates };
  return Object.entries({ ...states, ...declaration.filters }).map(([name, values]) => ({ Name: name, Values: [...values] }));
}
