import type { EC2Client } from '@aws-sdk/client-ec2';
import { describeAwsFailure } from './aws-failure.ts';
import type { Host } from './host.ts';

/** What a lookup adds to a host: fields that it knows, or the facts that it could not see. */
export type HostDetails = Pick<Host, 'image' | 'launchTemplate' | 'userDataSha256' | 'ssm' | 'packages' | 'missing'>;

/** One kind of detail of a region's hosts, a page at a time; what was asked before is not asked again. */
export type DetailLookup = (hosts: readonly Host[]) => Promise<(host: Host) => HostDetails>;

/** Sends one call of EC2 within the bounds of the audit. */
export interface Ec2Calls {
  readonly client: EC2Client;
  readonly signal: () => AbortSignal;
}

/** Why an image could not be looked at, and the like: the fact's name with the failure. */
export function missingDetail(fact: string, error: unknown, action: string): HostDetails {
  return { missing: [{ fact, reason: describeAwsFailure(error, action).reason }] };
}
