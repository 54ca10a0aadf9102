import type { TransportName } from '../config/collection-config.ts';
import { sshSchema } from '../config/ssh-config.ts';
import { ssmSchema } from '../config/ssm-config.ts';
import type { ProbeChannel } from '../evidence/probe/channel.ts';
import { rehearsalScript } from '../evidence/rehearsal/script.ts';
import { probeHere } from '../evidence/transports/probe-here.ts';
import { packedRehearsal } from '../evidence/transports/ssm/document-probe.ts';
import { documentPurposes } from '../evidence/transports/ssm/document-purpose.ts';
import { declaredAccounts } from '../inventory/ec2-account.ts';
import type { Host } from '../inventory/host.ts';
import { namedTransports, transportsFor } from './host-routes.ts';
import type { ScanPlan } from './scan-plan.ts';

/** The ways on which hosts rehearse: those on which they are looked at, save recordings. */
export interface RehearsalChannels {
  /** In the order of the host's transports; empty where only a recording, or nothing, answers for it. */
  of(host: Host): readonly ProbeChannel[];
  /** Ends connections and whatever else is under way. */
  close(): Promise<void>;
}

/** Opens what the plan names. Nothing is contacted before a host is asked. */
export async function openRehearsalChannels(plan: ScanPlan): Promise<RehearsalChannels> {
  const named = namedTransports(plan);
  const local = probeHere({ script: rehearsalScript, environment: process.env });
  const ssh = named.has('ssh') ? await openSsh(plan) : undefined;
  const ssm = named.has('ssm') ? await openSsm(plan) : undefined;
  const channels: Partial<Record<TransportName, ProbeChannel>> = {
    local,
    ...(ssh === undefined ? {} : { ssh }),
    ...(ssm === undefined ? {} : { ssm }),
  };
  const namesOf = transportsFor(plan);
  return {
    of: (host) => namesOf(host).flatMap((name) => channels[name] ?? []),
    async close() {
      await Promise.all([ssh?.close?.(), ssm?.close?.()]);
    },
  };
}

async function openSsh({ transports, baseDirectory }: ScanPlan): Promise<ProbeChannel> {
  const { sshChannel } = await import('../evidence/transports/ssh/ssh-channel.ts');
  return sshChannel({
    settings: transports.ssh ?? sshSchema.parse({}),
    baseDirectory,
    script: rehearsalScript,
    environment: process.env,
  });
}

// A document of its own: who may look at hosts may not for that reason have them connect anywhere
async function openSsm({ transports, inventory }: ScanPlan): Promise<ProbeChannel> {
  const { ssmChannel } = await import('../evidence/transports/ssm/ssm-channel.ts');
  const accounts = inventory.flatMap((declaration) => (declaration.source === 'ec2' ? declaredAccounts(declaration) : []));
  const settings = transports.ssm ?? ssmSchema.parse({});
  const document = settings.rehearsalDocument ?? documentPurposes.rehearsal.defaultName;
  return ssmChannel({ settings: { ...settings, document }, probe: packedRehearsal, purpose: 'rehearsal', accounts });
}
