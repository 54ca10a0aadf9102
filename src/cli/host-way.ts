import { sshSchema } from '../config/ssh-config.ts';
import { sha256Of } from '../evidence/blob-store.ts';
import { settingsFor } from '../evidence/transports/ssh/host-settings.ts';
import type { Host } from '../inventory/host.ts';
import { transportsFor } from './host-routes.ts';
import type { ScanPlan } from './scan-plan.ts';

/**
 * A short digest of how the plan leads to a host: by which transports, and with ssh past which jump host, to which port, by which ssh, ssh_config and known
 * hosts. The same address behind another jump host is another machine, so evidence stands for a host only while its way is the same. How one logs in there
 * (user, key, become, host keys learned or known) and how long one waits leads to the same machine and is no part of it.
 */
export function wayTo(plan: ScanPlan): (host: Host) => string {
  const namesFor = transportsFor(plan);
  const ssh = plan.transports.ssh ?? sshSchema.parse({});
  return (host) => {
    const names = namesFor(host);
    const { port, jump, configFile, knownHostsFile } = settingsFor(ssh, host, plan.baseDirectory);
    const way = names.includes('ssh') ? [ssh.program, port, jump, configFile, knownHostsFile].map((part) => part ?? null) : [];
    // 128 bits: a fleet of 100,000 has one of each host in its file
    return sha256Of(Buffer.from(JSON.stringify([names, way]))).slice(0, 32);
  };
}
