import { sshSchema } from '../config/ssh-config.ts';
import { ssmSchema } from '../config/ssm-config.ts';
import type { ProbeChannel } from '../evidence/probe/channel.ts';
import { probeTransport } from '../evidence/probe/collect-with-probe.ts';
import { probeScript } from '../evidence/probe/script.ts';
import type { Transport } from '../evidence/transport.ts';
import { transport as local } from '../evidence/transports/local.ts';
import { packedProbe } from '../evidence/transports/ssm/document-probe.ts';
import { declaredAccounts } from '../inventory/ec2-account.ts';
import { namedTransports, type OpenTransports } from './host-routes.ts';
import type { ScanPlan } from './scan-plan.ts';

/** The transports of a scan, and the end of what they keep open. */
export interface TransportSet {
  readonly open: OpenTransports;
  /** Ends connections and whatever else is under way. */
  close(): Promise<void>;
}

/** Opens the transports that the plan names; `replay` answers from its recordings, where there are some. Nothing is contacted before a host is asked. */
export async function openTransports(plan: ScanPlan, replay: Transport | undefined): Promise<TransportSet> {
  const named = namedTransports(plan);
  const ssh = named.has('ssh') ? await openSsh(plan) : undefined;
  const ssm = named.has('ssm') ? await openSsm(plan) : undefined;
  return {
    open: {
      local,
      ...(replay === undefined ? {} : { replay }),
      ...(ssh === undefined ? {} : { ssh: probeTransport(ssh) }),
      ...(ssm === undefined ? {} : { ssm: probeTransport(ssm) }),
    },
    async close() {
      await Promise.all([ssh?.close?.(), ssm?.close?.()]);
    },
  };
}

async function openSsh({ transports, baseDirectory }: ScanPlan): Promise<ProbeChannel> {
  const { sshChannel } = await import('../evidence/transports/ssh/ssh-channel.ts');
  return sshChannel({ settings: transports.ssh ?? sshSchema.parse({}), baseDirectory, script: probeScript, environment: process.env });
}

async function openSsm({ transports, inventory }: ScanPlan): Promise<ProbeChannel> {
  const { ssmChannel } = await import('../evidence/transports/ssm/ssm-channel.ts');
  const accounts = inventory.flatMap((declaration) => (declaration.source === 'ec2' ? declaredAccounts(declaration) : []));
  return ssmChannel({ settings: transports.ssm ?? ssmSchema.parse({}), probe: packedProbe, accounts });
}
