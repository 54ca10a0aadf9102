import pLimit from 'p-limit';
import { fromInstant, toInstant } from '../config/instant.ts';
import { NotAwsAnswer } from './aws-failure.ts';
import type { Host } from './host.ts';
import { type DetailLookup, type HostDetails, missingDetail } from './host-details.ts';
import type { SsmCalls } from './ssm-nodes.ts';

const action = 'ssm:ListInventoryEntries';
/** Entries of one page (SSM API reference, ListInventoryEntries: 50). */
const pageSize = 50;
/** A host with more packages than 5,000 is cut there, and says so. Our choice: Debian with a desktop has 2,500. */
const maximumPages = 100;

// What tells a standard stack from a snowflake: who deploys and configures it, what it runs in, and what its clients trust by.
const telling =
  /^(?:chef|chef-client|puppet|puppet-agent|salt-minion|cfengine.*|ansible|codedeploy-agent|amazon-ssm-agent|docker(?:-ce|\.io|-engine)?|containerd(?:\.io)?|podman|cri-o|kubelet|ca-certificates(?:-java)?|openssl|vault|openbao|consul-template)$/i;

/** Packages that the agent reported to SSM's inventory; one call a page and host, so only for those who ask. */
export function createPackageLookup(calls: SsmCalls, concurrency: number): DetailLookup {
  const limit = pLimit(concurrency);
  return async (hosts) => {
    const found = await Promise.all(hosts.map(async (host) => [host.id, await limit(packagesOf, calls, host)] as const));
    const byHost = new Map(found);
    return (host) => byHost.get(host.id) ?? {};
  };
}

async function packagesOf({ client, signal }: SsmCalls, host: Host): Promise<HostDetails> {
  const { ListInventoryEntriesCommand } = await import('@aws-sdk/client-ssm');
  const packages = new Set<string>();
  let capturedAt: string | undefined;
  try {
    let token: string | undefined;
    for (let page = 0; page === 0 || token !== undefined; page += 1) {
      if (page === maximumPages) {
        return { missing: [{ fact: 'host.packages', reason: `SSM lists more than ${maximumPages * pageSize} packages of it` }] };
      }
      const command = new ListInventoryEntriesCommand({
        InstanceId: host.id,
        TypeName: 'AWS:Application',
        MaxResults: pageSize,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      const answer = await client.send(command, { abortSignal: signal() });
      if (answer.Entries === undefined) throw new NotAwsAnswer(answer);
      capturedAt ??= answer.CaptureTime;
      for (const { Name: name, Version: version } of answer.Entries) {
        if (name !== undefined && telling.test(name)) packages.add(version === undefined || version === '' ? name : `${name} ${version}`);
      }
      token = answer.NextToken || undefined;
    }
  } catch (error) {
    return missingDetail('host.packages', error, action);
  }
  const at = capturedAt === undefined ? undefined : fromInstant(capturedAt);
  // No capture: the host has no inventory, which says nothing about its packages.
  if (at === undefined) return { missing: [{ fact: 'host.packages', reason: 'SSM has no inventory of its packages' }] };
  return { packages: { names: [...packages].toSorted(), capturedAt: toInstant(at) } };
}
