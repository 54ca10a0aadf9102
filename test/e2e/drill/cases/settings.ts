import type { Authorities } from '../authorities.ts';
import type { DrillCase, DrillHost, ServiceKind, UnitSettings } from '../drill-case.ts';
import { encoded, hashLinks, pemOf, systemStore } from '../own-store.ts';
import { inHosts } from './in-hosts.ts';

/** `OLD` and `NEW` stand for files of the service's own that hold those CAs, `DIR` for a folder with the old one linked by hash. */
interface Setting {
  readonly kind: ServiceKind;
  readonly label: string;
  readonly mechanism: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  /** Lines that a drop-in adds later. */
  readonly dropIn?: readonly string[];
  readonly folderGets?: 'a linked file' | 'an unlinked file' | 'a text';
  readonly endpoint?: string;
  readonly undecidable?: string;
}

const other = 'updated store that the client does not read';
const first = 'two stores named, the updated one counts';
const folder = 'folder of certificates';
const off = 'verification switched off';
const walked = 'VAULT_CAPATH is walked recursively, and evidence holds what lies in the folder itself';

const settings: readonly Setting[] = [
  { kind: 'boto3', label: 'requests-new', mechanism: other, environment: { AWS_CA_BUNDLE: 'OLD', REQUESTS_CA_BUNDLE: 'NEW' } },
  { kind: 'boto3', label: 'file-new', mechanism: other, environment: { AWS_CA_BUNDLE: 'OLD', SSL_CERT_FILE: 'NEW' } },
  { kind: 'boto3', label: 'curl-new', mechanism: other, environment: { AWS_CA_BUNDLE: 'OLD', CURL_CA_BUNDLE: 'NEW' } },
  {
    kind: 'boto3',
    label: 'aws-new',
    mechanism: first,
    environment: { REQUESTS_CA_BUNDLE: 'OLD' },
    dropIn: ['Environment=AWS_CA_BUNDLE=NEW'],
  },
  {
    kind: 'boto3',
    label: 'requests-alone',
    mechanism: first,
    environment: { REQUESTS_CA_BUNDLE: 'OLD' },
    dropIn: ['Environment=REQUESTS_CA_BUNDLE=NEW'],
  },
  { kind: 'boto3', label: 'emptied', mechanism: off, environment: { AWS_CA_BUNDLE: 'OLD' }, dropIn: ['Environment=AWS_CA_BUNDLE='] },
  { kind: 'requests', label: 'curl-new', mechanism: other, environment: { REQUESTS_CA_BUNDLE: 'OLD', CURL_CA_BUNDLE: 'NEW' } },
  { kind: 'requests', label: 'file-new', mechanism: other, environment: { REQUESTS_CA_BUNDLE: 'OLD', SSL_CERT_FILE: 'NEW' } },
  { kind: 'requests', label: 'aws-new', mechanism: other, environment: { REQUESTS_CA_BUNDLE: 'OLD', AWS_CA_BUNDLE: 'NEW' } },
  {
    kind: 'requests',
    label: 'curl-alone',
    mechanism: first,
    environment: { CURL_CA_BUNDLE: 'OLD' },
    dropIn: ['Environment=CURL_CA_BUNDLE=NEW'],
  },
  {
    kind: 'requests',
    label: 'requests-first',
    mechanism: first,
    environment: { CURL_CA_BUNDLE: 'OLD' },
    dropIn: ['Environment=REQUESTS_CA_BUNDLE=NEW'],
  },
  { kind: 'requests', label: 'folder-linked', mechanism: folder, environment: { REQUESTS_CA_BUNDLE: 'DIR' }, folderGets: 'a linked file' },
  {
    kind: 'requests',
    label: 'folder-unlinked',
    mechanism: folder,
    environment: { REQUESTS_CA_BUNDLE: 'DIR' },
    folderGets: 'an unlinked file',
  },
  {
    kind: 'urllib',
    label: 'aws-new',
    mechanism: other,
    environment: { SSL_CERT_FILE: 'OLD', AWS_CA_BUNDLE: 'NEW', REQUESTS_CA_BUNDLE: 'NEW' },
  },
  { kind: 'urllib', label: 'file-new', mechanism: first, environment: { SSL_CERT_DIR: 'DIR' }, dropIn: ['Environment=SSL_CERT_FILE=NEW'] },
  { kind: 'urllib', label: 'folder-linked', mechanism: folder, environment: { SSL_CERT_DIR: 'DIR' }, folderGets: 'a linked file' },
  { kind: 'urllib', label: 'folder-unlinked', mechanism: folder, environment: { SSL_CERT_DIR: 'DIR' }, folderGets: 'an unlinked file' },
  { kind: 'curl', label: 'option-old', mechanism: other, environment: { CURL_CA_BUNDLE: 'NEW' }, options: ['--cacert', 'OLD'] },
  { kind: 'curl', label: 'file-new', mechanism: other, environment: { CURL_CA_BUNDLE: 'OLD', SSL_CERT_FILE: 'NEW' } },
  {
    kind: 'curl',
    label: 'bundle-new',
    mechanism: first,
    environment: { SSL_CERT_FILE: 'OLD' },
    dropIn: ['Environment=CURL_CA_BUNDLE=NEW'],
  },
  { kind: 'curl', label: 'folder-linked', mechanism: folder, options: ['--capath', 'DIR'], folderGets: 'a linked file' },
  { kind: 'curl', label: 'folder-unlinked', mechanism: folder, options: ['--capath', 'DIR'], folderGets: 'an unlinked file' },
  { kind: 'curl', label: 'insecure', mechanism: off, options: ['-k'] },
  { kind: 'node', label: 'file-new', mechanism: other, environment: { NODE_EXTRA_CA_CERTS: 'OLD', SSL_CERT_FILE: 'NEW' } },
  { kind: 'node', label: 'aws-new', mechanism: other, environment: { NODE_EXTRA_CA_CERTS: 'OLD', AWS_CA_BUNDLE: 'NEW' } },
  {
    kind: 'node',
    label: 'openssl-ca',
    mechanism: first,
    environment: { NODE_EXTRA_CA_CERTS: 'OLD', SSL_CERT_FILE: 'NEW' },
    options: ['--use-openssl-ca'],
  },
  {
    kind: 'node',
    label: 'openssl-later',
    mechanism: first,
    environment: { NODE_EXTRA_CA_CERTS: 'OLD', SSL_CERT_FILE: 'NEW' },
    dropIn: ['Environment=NODE_OPTIONS=--use-openssl-ca'],
  },
  {
    kind: 'node',
    label: 'extra-new',
    mechanism: first,
    environment: { NODE_EXTRA_CA_CERTS: 'OLD' },
    dropIn: ['Environment=NODE_EXTRA_CA_CERTS=NEW'],
  },
  { kind: 'node', label: 'unverified', mechanism: off, environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
  { kind: 'java', label: 'file-new', mechanism: other, environment: { SSL_CERT_FILE: 'NEW' }, options: ['-Djavax.net.ssl.trustStore=OLD'] },
  {
    kind: 'java',
    label: 'tool-new',
    mechanism: other,
    environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore=NEW' },
    options: ['-Djavax.net.ssl.trustStore=OLD'],
  },
  {
    kind: 'java',
    label: 'tool-alone',
    mechanism: first,
    environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore=OLD' },
    dropIn: ['Environment=JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=NEW'],
  },
  {
    kind: 'java',
    label: 'over-all',
    mechanism: first,
    options: ['-Djavax.net.ssl.trustStore=OLD'],
    dropIn: ['Environment=_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=NEW'],
  },
  {
    kind: 'java',
    label: 'launcher',
    mechanism: first,
    environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore=OLD' },
    dropIn: ['Environment=JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=NEW'],
  },
  { kind: 'go', label: 'folder-unlinked', mechanism: folder, environment: { SSL_CERT_DIR: 'DIR' }, folderGets: 'an unlinked file' },
  { kind: 'go', label: 'folder-text', mechanism: folder, environment: { SSL_CERT_DIR: 'DIR' }, folderGets: 'a text', endpoint: 'steady' },
  { kind: 'go', label: 'vault-new', mechanism: other, environment: { SSL_CERT_FILE: 'OLD', VAULT_CACERT: 'NEW' } },
  { kind: 'go', label: 'file-new', mechanism: first, environment: { SSL_CERT_DIR: 'DIR' }, dropIn: ['Environment=SSL_CERT_FILE=NEW'] },
  {
    kind: 'vault-go',
    label: 'path-new',
    mechanism: other,
    environment: { VAULT_CACERT: 'OLD', VAULT_CAPATH: 'DIR' },
    folderGets: 'a linked file',
  },
  { kind: 'vault-go', label: 'file-new', mechanism: other, environment: { VAULT_CACERT: 'OLD', SSL_CERT_FILE: 'NEW' } },
  {
    kind: 'vault-go',
    label: 'cacert-new',
    mechanism: first,
    environment: { VAULT_CAPATH: 'DIR' },
    dropIn: ['Environment=VAULT_CACERT=NEW'],
  },
  {
    kind: 'vault-go',
    label: 'folder-unlinked',
    mechanism: folder,
    environment: { VAULT_CAPATH: 'DIR' },
    undecidable: walked,
    folderGets: 'an unlinked file',
  },
  {
    kind: 'vault-go',
    label: 'folder-text',
    mechanism: folder,
    environment: { VAULT_CAPATH: 'DIR' },
    undecidable: walked,
    folderGets: 'a text',
    endpoint: 'steady',
  },
  { kind: 'vault-go', label: 'skip', mechanism: off, environment: { VAULT_SKIP_VERIFY: 'true' } },
  {
    kind: 'vault-go',
    label: 'server-name',
    mechanism: 'another name asked for',
    environment: { VAULT_CACERT: 'OLD' },
    undecidable: 'names that a service sets for itself are not collected',
    dropIn: ['Environment=VAULT_TLS_SERVER_NAME=elsewhere.corp.test'],
    endpoint: 'wrong-name',
  },
];

/** Services whose variables and options name several places, while the CA of their store is rotated. */
export function settingHosts(ca: Authorities): readonly DrillHost[] {
  return inHosts(
    'settings',
    systemStore([ca.foreign]),
    settings.map((one) => caseOf(one, ca)),
  );
}

function caseOf(one: Setting, ca: Authorities): DrillCase {
  const { kind } = one;
  const name = `${kind}-${one.label}`;
  const end = kind === 'java' ? 'jks' : 'pem';
  const place = (text: string): string =>
    text
      .replace('OLD', `/etc/corp/${name}-old.${end}`)
      .replace('NEW', `/etc/corp/${name}-new.${end}`)
      .replace('DIR', `/etc/corp/${name}-certs`);
  const unit: UnitSettings = {
    environment: Object.fromEntries(Object.entries(one.environment ?? {}).map(([variable, value]) => [variable, place(value)])),
    options: (one.options ?? []).map(place),
  };
  const text = (one.dropIn ?? []).map(place).join('\n');
  const dropIn = one.dropIn === undefined ? {} : { [`/etc/systemd/system/${name}.service.d/corp.conf`]: `[Service]\n${text}\n` };
  const gets = {
    'a linked file': hashLinks(place('DIR'), [ca.current.root]),
    'an unlinked file': { [`${place('DIR')}/new.pem`]: pemOf([ca.current.root]) },
    'a text': { [`${place('DIR')}/README`]: 'certificates of the stores\n' },
  };
  return {
    name,
    kind,
    mechanism: one.mechanism,
    endpoint: one.endpoint ?? 'rotated',
    unit,
    files: {
      [place('OLD')]: encoded(kind, [ca.old.root]),
      [place('NEW')]: encoded(kind, [ca.old.root]),
      ...hashLinks(place('DIR'), [ca.old.root]),
    },
    after: {
      files: { [place('NEW')]: encoded(kind, [ca.current.root]), ...dropIn, ...(one.folderGets === undefined ? {} : gets[one.folderGets]) },
      ...(one.dropIn === undefined ? {} : { run: 'systemctl daemon-reload' }),
    },
    ...(one.undecidable === undefined ? {} : { undecidable: one.undecidable }),
  };
}
