import type { SshDeclaration } from '../../../src/config/ssh-config.ts';
import { sshSchema } from '../../../src/config/ssh-config.ts';
import type { ProbeReply, ProbeRequest } from '../../../src/evidence/probe/channel.ts';
import { type SshChannel, sshChannel } from '../../../src/evidence/transports/ssh/ssh-channel.ts';
import type { Host } from '../../../src/inventory/host.ts';
import type { Fleet } from '../../e2e/ssh/fleet/start-fleet.ts';

/** A probe of three records: enough to see what a channel makes of its output. */
export const tinyProbe = `
printf 'begin\\tsnowline-probe/1\\t%s\\t%s\\n' "$2" "$1"
printf 'words\\t%s\\n' "$@"
printf 'self\\t%s\\n' "$(id -u 2>/dev/null)"
i=0; while [ $i -lt 200 ]; do i=$((i + 1)); echo "line $i of a picture"; done
printf 'end\\t%s\\t205\\n' "$2"
`;

/** A host as an inventory lists it. */
export function listed(name: string, address: string | undefined = name): Host {
  return { id: name, name, source: 'hosts-file', scope: 'hosts.yaml', services: [], reach: 'remote', address };
}

/** A channel into the fleet. */
export function channelInto(fleet: Fleet, settings: Partial<SshDeclaration> = {}, script: string = tinyProbe): SshChannel {
  const declared = sshSchema.parse({ program: fleet.ssh, configFile: fleet.configFile, ...settings });
  return sshChannel({ settings: declared, baseDirectory: fleet.folder, script: () => script, environment: process.env });
}

/** A request for the tiny probe. */
export function requestWith(parts: Partial<ProbeRequest> = {}): ProbeRequest {
  return { arguments: ['facts', 'N0123456789abcdef'], timeoutMs: 20_000, maximumBytes: 1_000_000, ...parts };
}

/** Text of what came back; throws with the reason where nothing did. */
export function outputOf(reply: ProbeReply): string {
  if (reply.kind === 'failed') throw new Error(reply.reason);
  return Buffer.from(reply.stdout).toString('utf8');
}
