import type { HostEvidence, MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';

// What each tool leaves on the hosts that it manages; the first that is there is named.
const traces: readonly (readonly [tool: string, path: string])[] = [
  ['chef', '/etc/chef/client.rb'],
  ['chef', '/etc/cinc/client.rb'],
  ['puppet', '/etc/puppetlabs/puppet'],
  ['puppet', '/opt/puppetlabs/puppet/bin/puppet'],
  ['salt', '/etc/salt/minion'],
  ['cfengine', '/var/cfengine/bin/cf-agent'],
  ['ansible', '/etc/ansible/facts.d'],
];

/** Returns facts about the configuration management that reaches this machine; none is a fact too. */
export async function readConfigurationTool(
  machine: Machine,
): Promise<{ readonly facts: NonNullable<HostEvidence['facts']>; readonly missing: readonly MissingFact[] }> {
  for (const [tool, path] of traces) {
    const status = await machine.stat(path);
    if (status.kind !== 'failed') return { facts: { 'configManagement.tool': tool }, missing: [] };
    if (status.missing) continue;
    return { facts: {}, missing: [{ fact: 'configManagement.tool', reason: `${path}: ${status.reason}` }] };
  }
  return {
    facts: {},
    missing: [{ fact: 'configManagement.tool', reason: 'no trace of chef, puppet, salt, cfengine or ansible facts was found' }],
  };
}
