import type { Authorities } from '../authorities.ts';
import type { DrillCase, DrillFile, DrillHost } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { basicCase, dropInOf } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

interface Identity {
  readonly label: string;
  /** Lines of a drop-in. */
  readonly lines: readonly string[];
  readonly files?: Readonly<Record<string, DrillFile>>;
  readonly undecidable?: string;
}

const noKeys = 'UnsetEnvironment=AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY';
const id = 'aws_access_key_id = AKIATEST\n';
const keys = `${id}aws_secret_access_key = drill\n`;
const named = (label: string): string => `Environment=AWS_SHARED_CREDENTIALS_FILE=/etc/corp/identity-${label}`;
const configured = (label: string): string => `Environment=AWS_CONFIG_FILE=/etc/corp/identity-${label}`;
const file = (label: string, content: string, mode = 0o644): Readonly<Record<string, DrillFile>> => ({
  [`/etc/corp/identity-${label}`]: { content, mode },
});
const printsKeys = `#!/bin/sh\necho '{"Version":1,"AccessKeyId":"AKIATEST","SecretAccessKey":"drill"}'\n`;
const inVain = 'what the shared files name is not followed';

const identities: readonly Identity[] = [
  { label: 'half', lines: ['UnsetEnvironment=AWS_SECRET_ACCESS_KEY'] },
  { label: 'empty', lines: ['Environment=AWS_SECRET_ACCESS_KEY='] },
  {
    label: 'nowhere',
    lines: ['UnsetEnvironment=AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_EC2_METADATA_DISABLED'],
    undecidable: 'a program may bring keys in a configuration of its own',
  },
  { label: 'shared', lines: [noKeys, 'User=app', named('shared')], files: file('shared', `[default]\n${keys}`) },
  {
    label: 'shared-closed',
    lines: [noKeys, 'User=app', named('shared-closed')],
    files: file('shared-closed', `[default]\n${keys}`, 0o600),
    undecidable: inVain,
  },
  { label: 'shared-half', lines: [noKeys, named('shared-half')], files: file('shared-half', `[default]\n${id}`), undecidable: inVain },
  {
    label: 'process',
    lines: [noKeys, configured('process')],
    files: {
      ...file('process', '[default]\ncredential_process = /etc/corp/keys.sh\n'),
      '/etc/corp/keys.sh': { content: printsKeys, mode: 0o755 },
    },
  },
  {
    label: 'process-gone',
    lines: [noKeys, configured('process-gone')],
    files: file('process-gone', '[default]\ncredential_process = /opt/gone\n'),
    undecidable: inVain,
  },
  {
    label: 'container',
    lines: [noKeys, 'Environment=AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:9/'],
    undecidable: 'nobody asks at an endpoint that a variable names',
  },
  {
    label: 'boto',
    lines: [noKeys, 'Environment=BOTO_CONFIG=/etc/corp/identity-boto'],
    files: file('boto', `[Credentials]\n${keys}`),
    undecidable: 'what stands in the file of BOTO_CONFIG is not read',
  },
];

/** Services with boto3 that find their identity elsewhere later, or no more. */
export function identityHosts(ca: Authorities): readonly DrillHost[] {
  return inHosts(
    'identities',
    systemStore([ca.foreign]),
    identities.map(({ label, lines, files = {}, undecidable }): DrillCase => {
      const name = `boto3-identity-${label}`;
      const basic = basicCase({ kind: 'boto3', name, mechanism: 'identity of AWS', endpoint: 'secrets' }, ca);
      return {
        ...basic,
        files: { ...basic.files, ...files },
        after: dropInOf(name, lines),
        ...(undecidable === undefined ? {} : { undecidable }),
      };
    }),
  );
}
