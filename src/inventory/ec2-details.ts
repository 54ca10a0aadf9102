import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { Ec2Inventory } from '../config/config.ts';
import { awsLimits, callSignal } from './aws-limits.ts';
import type { AwsClientConfig } from './aws-session.ts';
import { createImageLookup } from './ec2-images.ts';
import { createTemplateLookup } from './ec2-launch-templates.ts';
import type { Host } from './host.ts';
import { type DetailLookup, type Ec2Calls, type HostDetails, missingDetail } from './host-details.ts';
import type { ListingContext } from './inventory-source.ts';
import { createNodeLookup, type SsmCalls } from './ssm-nodes.ts';
import { createPackageLookup } from './ssm-packages.ts';

/**
 * Completes the hosts of one region with what `details` of the declaration asks for, a page at a time. What is denied or fails is a missing fact of
 * those hosts, with the reason; it never keeps them from being listed.
 */
export function createDetailer(declaration: Ec2Inventory, config: AwsClientConfig, region: string, context: ListingContext) {
  const limits = context.awsLimits ?? awsLimits;
  let opened: Promise<readonly DetailLookup[]> | undefined;
  const open = async (): Promise<readonly DetailLookup[]> => {
    const { EC2Client } = await import('@aws-sdk/client-ec2');
    const calls: Ec2Calls = { client: new EC2Client({ ...config, region }), signal: () => callSignal(limits, context.signal) };
    const kinds = new Set(declaration.details);
    const ssm = kinds.has('ssm') || kinds.has('packages') ? await openSsm(config, region, calls.signal) : undefined;
    return [
      ...(kinds.has('image') ? [createImageLookup(calls)] : []),
      ...(kinds.has('launch-template') ? [createTemplateLookup(calls)] : []),
      ...(ssm !== undefined && kinds.has('ssm') ? [createNodeLookup(ssm)] : []),
      ...(ssm !== undefined && kinds.has('packages') ? [createPackageLookup(ssm, declaration.concurrency)] : []),
      ...(kinds.has('user-data') ? [createUserDataLookup(calls, declaration.concurrency)] : []),
    ];
  };
  return async (hosts: readonly Host[]): Promise<readonly Host[]> => {
    if (declaration.details.length === 0 || hosts.length === 0) return hosts;
    opened ??= open();
    const lookups = await Promise.all((await opened).map(async (lookup) => lookup(hosts)));
    return hosts.map((host) => lookups.reduce((known, lookup) => withDetails(known, lookup(host)), host));
  };
}

async function openSsm(config: AwsClientConfig, region: string, signal: SsmCalls['signal']): Promise<SsmCalls> {
  const { SSMClient } = await import('@aws-sdk/client-ssm');
  return { client: new SSMClient({ ...config, region }), signal };
}

function withDetails(host: Host, details: HostDetails): Host {
  const missing = [...(host.missing ?? []), ...(details.missing ?? [])];
  return { ...host, ...details, ...(missing.length === 0 ? {} : { missing }) };
}

/** IAM actions of each kind of detail. */
export const detailActions = {
  image: ['ec2:DescribeImages'],
  'launch-template': ['ec2:DescribeLaunchTemplates'],
  'user-data': ['ec2:DescribeInstanceAttribute'],
  ssm: ['ssm:DescribeInstanceInformation'],
  packages: ['ssm:ListInventoryEntries'],
} as const;

// One call a host: user data has no list. Only its digest is kept, because it often holds secrets.
function createUserDataLookup({ client, signal }: Ec2Calls, concurrency: number): DetailLookup {
  const limit = pLimit(concurrency);
  const digestOf = async (host: Host): Promise<HostDetails> => {
    const { DescribeInstanceAttributeCommand } = await import('@aws-sdk/client-ec2');
    try {
      const command = new DescribeInstanceAttributeCommand({ InstanceId: host.id, Attribute: 'userData' });
      const answer = await client.send(command, { abortSignal: signal() });
      const bytes = Buffer.from(answer.UserData?.Value ?? '', 'base64');
      return { userDataSha256: bytes.byteLength === 0 ? '' : createHash('sha256').update(bytes).digest('hex') };
    } catch (error) {
      return missingDetail('host.userDataSha256', error, 'ec2:DescribeInstanceAttribute');
    }
  };
  return async (hosts) => {
    const found = await Promise.all(hosts.map(async (host) => [host.id, await limit(digestOf, host)] as const));
    const byHost = new Map(found);
    return (host) => byHost.get(host.id) ?? {};
  };
}
