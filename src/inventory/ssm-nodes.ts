import type { InstanceInformation, SSMClient } from '@aws-sdk/client-ssm';
import { fromInstant, toInstant } from '../config/instant.ts';
import { NotAwsAnswer } from './aws-failure.ts';
import { type DetailLookup, type HostDetails, missingDetail } from './host-details.ts';

/** Sends one call of SSM within the bounds of the audit. */
export interface SsmCalls {
  readonly client: SSMClient;
  readonly signal: () => AbortSignal;
}

/** Nodes of one page (SSM API reference, DescribeInstanceInformation: 5 to 50). */
const pageSize = 50;
const action = 'ssm:DescribeInstanceInformation';

/** What SSM knows of hosts, listed once for the region: whether their agent was ever registered, and whether it still answers. */
export function createNodeLookup(calls: SsmCalls): DetailLookup {
  let listing: Promise<ReadonlyMap<string, HostDetails>> | undefined;
  return async () => {
    try {
      listing ??= listNodes(calls);
      const nodes = await listing;
      return (host) => nodes.get(host.id) ?? { ssm: { ping: '' } };
    } catch (error) {
      return () => missingDetail('host.ssm.ping', error, action);
    }
  };
}

async function listNodes({ client, signal }: SsmCalls): Promise<ReadonlyMap<string, HostDetails>> {
  const { paginateDescribeInstanceInformation } = await import('@aws-sdk/client-ssm');
  const nodes = new Map<string, HostDetails>();
  const pages = paginateDescribeInstanceInformation({ client, pageSize, stopOnSameToken: true }, {}, { abortSignal: signal() });
  for await (const page of pages) {
    // A page of a login portal with status 200 is an empty success to the SDK.
    if (page.InstanceInformationList === undefined) throw new NotAwsAnswer(page);
    for (const node of page.InstanceInformationList) if (node.InstanceId !== undefined) nodes.set(node.InstanceId, detailsOf(node));
  }
  return nodes;
}

function detailsOf(node: InstanceInformation): HostDetails {
  const seenAt = node.LastPingDateTime === undefined ? undefined : fromInstant(node.LastPingDateTime.toISOString());
  const platform = [node.PlatformName, node.PlatformVersion].filter((part) => part !== undefined && part !== '').join(' ');
  return {
    ssm: {
      ping: node.PingStatus ?? 'unknown',
      ...(node.AgentVersion === undefined ? {} : { agentVersion: node.AgentVersion }),
      ...(platform === '' ? {} : { platform }),
      ...(seenAt === undefined ? {} : { lastPingAt: toInstant(seenAt) }),
    },
  };
}
