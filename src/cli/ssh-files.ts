import { ConfigError } from '../errors.ts';
import { namedSshFiles } from '../evidence/transports/ssh/named-files.ts';
import { namedTransports } from './host-routes.ts';
import type { ScanPlan } from './scan-plan.ts';

/**
 * Throws ConfigError where a key or ssh_config that the plan names for ssh is not there or cannot be read: every host would fail over it, each for another
 * reason than that. To be called before anything is asked. `configuration` is the file as it was named.
 */
export async function assertSshFiles(plan: ScanPlan, configuration: string | undefined): Promise<void> {
  const { ssh } = plan.transports;
  if (ssh === undefined || !namedTransports(plan).has('ssh')) return;
  const files = await namedSshFiles(ssh, plan.baseDirectory);
  for (const { at, key, path, fault } of files) {
    // known hosts may be learned, and those of the system count too; a key that others may read may be in the agent
    if (fault === undefined || key === 'knownHostsFile' || fault.kind === 'open-to-others') continue;
    throw new ConfigError(`collection.${at}: ${path} ${fault.problem}`, { file: configuration ?? 'snowline.yaml' }, { hint: fault.remedy });
  }
}
