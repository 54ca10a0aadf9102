import type { Authorities } from '../authorities.ts';
import type { DrillCase, DrillFile, DrillHost, ServiceKind, UnitSettings } from '../drill-case.ts';
import { hashLinks, systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

interface FileChange {
  readonly kind: ServiceKind;
  readonly label: string;
  readonly mechanism: string;
  readonly unit?: UnitSettings;
  readonly files?: Readonly<Record<string, DrillFile>>;
  readonly after?: Readonly<Record<string, DrillFile>>;
  readonly run?: string;
  readonly undecidable?: string;
}

const otherSdks = 'which SDK reads the file, and whether it ends with it, is not known';
const untried = 'what comes of such an option is not known before it is tried';
const groups = 'which groups a user belongs to is not known';

const awsFile = (variable: string, label: string, text: string, undecidable?: string): FileChange => ({
  kind: 'boto3',
  label,
  mechanism: undecidable === undefined ? 'AWS configuration of another content' : 'AWS configuration that botocore ends with',
  unit: { environment: { [variable]: `/srv/aws-${label}` } },
  files: { [`/srv/aws-${label}`]: '[default]\nregion = eu-west-1\n' },
  after: { [`/srv/aws-${label}`]: text },
  ...(undecidable === undefined ? {} : { undecidable }),
});
const configuration = (label: string, text: string, undecidable?: string): FileChange =>
  awsFile('AWS_CONFIG_FILE', label, text, undecidable);

const curlrc = (label: string, text: string, undecidable?: string): FileChange => ({
  kind: 'curl',
  label: `rc-${label}`,
  mechanism: undecidable === undefined ? '.curlrc of another content' : '.curlrc that leads a request astray',
  unit: { environment: { CURL_HOME: `/srv/rc-${label}` } },
  files: { [`/srv/rc-${label}/.curlrc`]: 'silent\n' },
  after: { [`/srv/rc-${label}/.curlrc`]: text },
  ...(undecidable === undefined ? {} : { undecidable }),
});

const closed = (kind: ServiceKind, mode: string, undecidable?: string): FileChange => ({
  kind,
  label: `group-${mode}`,
  mechanism: undecidable === undefined ? "trust store open to the user's group" : "trust store closed to the user's group",
  unit: { user: 'app' },
  run: `chgrp app {file}; chmod ${mode} {file}`,
  ...(undecidable === undefined ? {} : { undecidable }),
});

/** Files that clients read of themselves: configuration of curl and of the SDKs of AWS, and stores that are open to some. */
export function clientFileHosts(ca: Authorities): readonly DrillHost[] {
  const folder = (mode: string, undecidable?: string): FileChange => ({
    kind: 'go',
    label: `folder-${mode}`,
    mechanism: undecidable === undefined ? 'trust folder open to everybody' : 'trust folder that nobody else may list',
    unit: { user: 'app', environment: { SSL_CERT_FILE: '/none', SSL_CERT_DIR: `/etc/corp/folder-${mode}` } },
    files: hashLinks(`/etc/corp/folder-${mode}`, [ca.old.root]),
    run: `chmod ${mode} /etc/corp/folder-${mode}`,
    ...(undecidable === undefined ? {} : { undecidable }),
  });
  const changes: readonly FileChange[] = [
    configuration('config-heading', '[default\nregion = eu-west-1\n', otherSdks),
    configuration('config-word', '[default]\nregion = eu-west-1\nnonsense\n', otherSdks),
    configuration('config-twice', '[default]\nregion = eu-west-1\nregion = eu-west-1\n', otherSdks),
    configuration('config-retry', '[default]\nregion = eu-west-1\nretry_mode = bogus\n', otherSdks),
    configuration('config-defaults', '[default]\nregion = eu-west-1\ndefaults_mode = bogus\n', otherSdks),
    configuration('config-other', '# ours\n[default]\nregion = eu-west-1\nretry_mode = standard\ns3 =\n  addressing_style = path\n'),
    awsFile('AWS_SHARED_CREDENTIALS_FILE', 'credentials-word', '[default]\naws_access_key_id = A\naws_secret_access_key\n', otherSdks),
    curlrc('interface', 'interface = eth9\n', untried),
    curlrc('ipv6', 'ipv6\n', untried),
    curlrc('head', 'head\n', untried),
    curlrc('usual', '# ours\nsilent\nshow-error\nconnect-timeout = 5\ntlsv1.2\nuser-agent "ours"\n-4\n'),
    closed('urllib', '604', groups),
    closed('go', '604', groups),
    closed('go', '644'),
    folder('711', 'whether the user may list it by an access list is not known'),
    folder('755'),
  ];
  return inHosts(
    'client-files',
    systemStore([ca.foreign]),
    changes.map((one) => caseOf(one, ca)),
  );
}

function caseOf({ kind, label, mechanism, unit = {}, files, after = {}, run = ':', undecidable }: FileChange, ca: Authorities): DrillCase {
  const basic = basicCase({ kind, name: `${kind}-${label}`, mechanism, endpoint: 'steady' }, ca);
  const [file = ''] = Object.keys(basic.files);
  return {
    ...basic,
    unit: { ...basic.unit, ...unit, environment: { ...basic.unit.environment, ...unit.environment } },
    files: { ...basic.files, ...files },
    after: { files: after, run: run.replaceAll('{file}', file) },
    ...(undecidable === undefined ? {} : { undecidable }),
  };
}
