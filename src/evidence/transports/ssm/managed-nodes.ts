import type { InstanceInformation } from '@aws-sdk/client-ssm';
import { NotAwsAnswer } from '../../../inventory/aws-failure.ts';
import type { ProbeReply } from '../../probe/channel.ts';
import type { RegionCalls } from './region-calls.ts';

type Failed = Extract<ProbeReply, { readonly kind: 'failed' }>;

/** What SSM knows of a host that its agent registered. */
export interface ManagedNode {
  readonly ping: string | undefined;
  readonly platform: string | undefined;
  readonly lastPing: Date | undefined;
}

// DescribeInstanceInformation takes 5 to 50.
const pageSize = 50;

/** Every node that SSM lists in an account and region, by its id (`i-…`, or `mi-…` for machines outside of EC2). Throws what the SDK throws. */
export async function listManagedNodes(calls: RegionCalls, signal: AbortSignal): Promise<ReadonlyMap<string, ManagedNode>> {
  const { DescribeInstanceInformationCommand } = await import('@aws-sdk/client-ssm');
  const nodes = new Map<string, ManagedNode>();
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const command = new DescribeInstanceInformationCommand({ MaxResults: pageSize, ...(token === undefined ? {} : { NextToken: token }) });
    const answer = await calls.call({
      action: 'DescribeInstanceInformation',
      repeatable: true,
      signal,
      perform: (client, options) => client.send(command, options),
    });
    // A page of a login portal with status 200 is an empty success to the SDK.
    if (answer.InstanceInformationList === undefined) throw new NotAwsAnswer(answer);
    for (const node of answer.InstanceInformationList) addNode(nodes, node);
    token = answer.NextToken || undefined;
    if (token !== undefined && seen.has(token)) throw new Error('the page token does not advance');
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
  return nodes;
}

function addNode(nodes: Map<string, ManagedNode>, { InstanceId, PingStatus, PlatformType, LastPingDateTime }: InstanceInformation): void {
  if (InstanceId !== undefined) nodes.set(InstanceId, { ping: PingStatus, platform: PlatformType, lastPing: LastPingDateTime });
}

/** Why a host is not asked at all; undefined where its agent is there. */
export function whyNotAsked(node: ManagedNode | undefined, place: string): Failed | undefined {
  if (node === undefined) {
    const reason = `SSM does not list this host in ${place}: its agent was never registered there, or not within the last weeks`;
    return { kind: 'failed', reason, code: 'HOST_NEVER_MANAGED', mayRetry: false };
  }
  if (node.platform !== undefined && node.platform !== 'Linux') {
    const platform = ['Windows', 'MacOS'].includes(node.platform) ? node.platform : 'another system';
    return { kind: 'failed', reason: `the instance runs ${platform}; the probe is made for Linux`, mayRetry: false };
  }
  if (node.ping === undefined || node.ping === 'Online') return undefined;
  const since = node.lastPing === undefined || Number.isNaN(node.lastPing.getTime()) ? '' : ` since ${node.lastPing.toISOString()}`;
  if (node.ping === 'ConnectionLost') {
    return { kind: 'failed', reason: `the SSM agent of the host has not been heard of${since} (ConnectionLost)`, mayRetry: false };
  }
  return { kind: 'failed', reason: `the SSM agent of the host is not active${since}`, mayRetry: false };
}
