import type { TransportName } from '../config/collection-config.ts';
import { sshSchema } from '../config/ssh-config.ts';
import { ssmSchema } from '../config/ssm-config.ts';
import { destinationOf } from '../evidence/transports/ssh/destination.ts';
import { settingsFor } from '../evidence/transports/ssh/host-settings.ts';
import { isInstanceId } from '../evidence/transports/ssm/instance-id.ts';
import type { Host } from '../inventory/host.ts';
import { transportsFor } from './host-routes.ts';
import type { ScanPlan } from './scan-plan.ts';

const localCommands =
  'systemctl show, curl --version, openssl version -a, python3 -c (ssl paths), node -e (its roots), java -XshowSettings:properties -version, go version';

/** An instance of EC2 that only the API knows: all that can be said of it beforehand. */
export const anyInstance: Host = {
  id: 'i-00000000',
  name: 'every EC2 instance so listed',
  source: 'ec2',
  scope: '',
  services: [],
  reach: 'remote',
};

/** How a scan would ask a host, in words: each way with what comes where it fails. */
export function wayInWords(plan: ScanPlan, host: Host): string {
  const names = transportsFor(plan)(host);
  const ways = names.filter((name) => name !== 'none' && (name !== 'replay' || plan.recordings.length > 0));
  if (ways.length > 0) return ways.map((name) => wayBy(name, plan, host)).join('; where that fails, ');
  return names.includes('none') ? 'nothing: the configuration says so' : 'nothing: no transport reaches it';
}

function wayBy(name: TransportName, plan: ScanPlan, host: Host): string {
  switch (name) {
    case 'local':
      return `read its trust stores, client certificates, units and /proc, and run ${localCommands}`;
    case 'ssh':
      return sshWay(plan, host);
    case 'ssm':
      return isInstanceId(host.id)
        ? `SSM runs the document ${documentOf(plan)}, which runs the probe`
        : 'nothing by ssm: it has no instance id (i-…)';
    case 'replay':
      return 'its recorded evidence';
    case 'none':
      return 'nothing';
  }
}

/** Name of the document that SSM is told to run. */
export function documentOf({ transports: { ssm } }: ScanPlan): string {
  return ssm?.document ?? ssmSchema.parse({}).document;
}

function sshWay({ transports, baseDirectory }: ScanPlan, host: Host): string {
  const declared = transports.ssh ?? sshSchema.parse({});
  const { user, port, jump, identityFile, become } = settingsFor(declared, host, baseDirectory);
  const destination = host === anyInstance ? undefined : destinationOf(host);
  if (destination?.kind === 'refused') return `nothing by ssh: ${destination.reason}`;
  const parts = [
    `ssh ${user === undefined ? '' : `${user}@`}${destination?.text ?? 'ITS-ADDRESS'}`,
    ...(port === undefined ? [] : [`port ${port}`]),
    ...(jump === undefined ? [] : [`through ${jump}`]),
    ...(identityFile === undefined ? [] : [`with the key ${identityFile}`]),
  ];
  const root = become === undefined ? '' : `, become root by ${become.words.join(' ')}${become.required ? '' : ' where it may'},`;
  const otherwise = host === anyInstance && declared.hosts !== undefined ? ' (collection: ssh: hosts may say otherwise)' : '';
  return `${parts.join(' ')}${root} and run the probe (snowline probe --script)${otherwise}`;
}
