import type { Authorities } from '../authorities.ts';
import { type Break, type DrillCase, type DrillHost, type ServiceKind, serviceKinds, type UnitSettings } from '../drill-case.ts';
import { encoded, hashLinks, pemOf, systemStore } from '../own-store.ts';
import { dropInOf } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

/** `OLD` and `NEW` stand for files of the service's own that hold those CAs, `DIR` for a folder with the old one linked by hash. */
interface Setting {
  readonly mechanism: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  /** Variables that a drop-in sets later. */
  readonly later?: Readonly<Record<string, string>>;
  readonly folderGets?: 'a linked file' | 'an unlinked file' | 'a text';
  readonly endpoint?: string;
  readonly undecidable?: string;
}

const other = 'updated store that the client does not read';
const first = 'two stores named, the updated one counts';
const folder = 'folder of certificates';
const off = 'verification switched off';
const walked = 'VAULT_CAPATH is walked recursively, and evidence holds what lies in the folder itself';

/** By the kind of service and the label of the case. */
const settings: Readonly<Record<ServiceKind, Readonly<Record<string, Setting>>>> = {
  boto3: {
    'requests-new': { mechanism: other, environment: { AWS_CA_BUNDLE: 'OLD', REQUESTS_CA_BUNDLE: 'NEW' } },
    'file-new': { mechanism: other, environment: { AWS_CA_BUNDLE: 'OLD', SSL_CERT_FILE: 'NEW' } },
    'curl-new': { mechanism: other, environment: { AWS_CA_BUNDLE: 'OLD', CURL_CA_BUNDLE: 'NEW' } },
    'aws-new': { mechanism: first, environment: { REQUESTS_CA_BUNDLE: 'OLD' }, later: { AWS_CA_BUNDLE: 'NEW' } },
    'requests-alone': { mechanism: first, environment: { REQUESTS_CA_BUNDLE: 'OLD' }, later: { REQUESTS_CA_BUNDLE: 'NEW' } },
    emptied: { mechanism: off, environment: { AWS_CA_BUNDLE: 'OLD' }, later: { AWS_CA_BUNDLE: '' } },
  },
  requests: {
    'curl-new': { mechanism: other, environment: { REQUESTS_CA_BUNDLE: 'OLD', CURL_CA_BUNDLE: 'NEW' } },
    'file-new': { mechanism: other, environment: { REQUESTS_CA_BUNDLE: 'OLD', SSL_CERT_FILE: 'NEW' } },
    'aws-new': { mechanism: other, environment: { REQUESTS_CA_BUNDLE: 'OLD', AWS_CA_BUNDLE: 'NEW' } },
    'curl-alone': { mechanism: first, environment: { CURL_CA_BUNDLE: 'OLD' }, later: { CURL_CA_BUNDLE: 'NEW' } },
    'requests-first': { mechanism: first, environment: { CURL_CA_BUNDLE: 'OLD' }, later: { REQUESTS_CA_BUNDLE: 'NEW' } },
    'folder-linked': { mechanism: folder, environment: { REQUESTS_CA_BUNDLE: 'DIR' }, folderGets: 'a linked file' },
    'folder-unlinked': { mechanism: folder, environment: { REQUESTS_CA_BUNDLE: 'DIR' }, folderGets: 'an unlinked file' },
  },
  urllib: {
    'aws-new': { mechanism: other, environment: { SSL_CERT_FILE: 'OLD', AWS_CA_BUNDLE: 'NEW', REQUESTS_CA_BUNDLE: 'NEW' } },
    'file-new': { mechanism: first, environment: { SSL_CERT_DIR: 'DIR' }, later: { SSL_CERT_FILE: 'NEW' } },
    'folder-linked': { mechanism: folder, environment: { SSL_CERT_DIR: 'DIR' }, folderGets: 'a linked file' },
    'folder-unlinked': { mechanism: folder, environment: { SSL_CERT_DIR: 'DIR' }, folderGets: 'an unlinked file' },
  },
  curl: {
    'option-old': { mechanism: other, environment: { CURL_CA_BUNDLE: 'NEW' }, options: ['--cacert', 'OLD'] },
    'file-new': { mechanism: other, environment: { CURL_CA_BUNDLE: 'OLD', SSL_CERT_FILE: 'NEW' } },
    'bundle-new': { mechanism: first, environment: { SSL_CERT_FILE: 'OLD' }, later: { CURL_CA_BUNDLE: 'NEW' } },
    'folder-linked': { mechanism: folder, options: ['--capath', 'DIR'], folderGets: 'a linked file' },
    'folder-unlinked': { mechanism: folder, options: ['--capath', 'DIR'], folderGets: 'an unlinked file' },
    insecure: { mechanism: off, options: ['-k'] },
  },
  node: {
    'file-new': { mechanism: other, environment: { NODE_EXTRA_CA_CERTS: 'OLD', SSL_CERT_FILE: 'NEW' } },
    'aws-new': { mechanism: other, environment: { NODE_EXTRA_CA_CERTS: 'OLD', AWS_CA_BUNDLE: 'NEW' } },
    'openssl-ca': { mechanism: first, environment: { NODE_EXTRA_CA_CERTS: 'OLD', SSL_CERT_FILE: 'NEW' }, options: ['--use-openssl-ca'] },
    'openssl-later': {
      mechanism: first,
      environment: { NODE_EXTRA_CA_CERTS: 'OLD', SSL_CERT_FILE: 'NEW' },
      later: { NODE_OPTIONS: '--use-openssl-ca' },
    },
    'extra-new': { mechanism: first, environment: { NODE_EXTRA_CA_CERTS: 'OLD' }, later: { NODE_EXTRA_CA_CERTS: 'NEW' } },
    unverified: { mechanism: off, environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
  },
  java: {
    'file-new': { mechanism: other, environment: { SSL_CERT_FILE: 'NEW' }, options: ['-Djavax.net.ssl.trustStore=OLD'] },
    'tool-new': {
      mechanism: other,
      environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore=NEW' },
      options: ['-Djavax.net.ssl.trustStore=OLD'],
    },
    'tool-alone': {
      mechanism: first,
      environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore=OLD' },
      later: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore=NEW' },
    },
    'over-all': {
      mechanism: first,
      options: ['-Djavax.net.ssl.trustStore=OLD'],
      later: { _JAVA_OPTIONS: '-Djavax.net.ssl.trustStore=NEW' },
    },
    launcher: {
      mechanism: first,
      environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore=OLD' },
      later: { JDK_JAVA_OPTIONS: '-Djavax.net.ssl.trustStore=NEW' },
    },
  },
  go: {
    'folder-unlinked': { mechanism: folder, environment: { SSL_CERT_DIR: 'DIR' }, folderGets: 'an unlinked file' },
    'folder-text': { mechanism: folder, environment: { SSL_CERT_DIR: 'DIR' }, folderGets: 'a text', endpoint: 'steady' },
    'vault-new': { mechanism: other, environment: { SSL_CERT_FILE: 'OLD', VAULT_CACERT: 'NEW' } },
    'file-new': { mechanism: first, environment: { SSL_CERT_DIR: 'DIR' }, later: { SSL_CERT_FILE: 'NEW' } },
  },
  'vault-go': {
    'path-new': { mechanism: other, environment: { VAULT_CACERT: 'OLD', VAULT_CAPATH: 'DIR' }, folderGets: 'a linked file' },
    'file-new': { mechanism: other, environment: { VAULT_CACERT: 'OLD', SSL_CERT_FILE: 'NEW' } },
    'cacert-new': { mechanism: first, environment: { VAULT_CAPATH: 'DIR' }, later: { VAULT_CACERT: 'NEW' } },
    'folder-unlinked': { mechanism: folder, environment: { VAULT_CAPATH: 'DIR' }, undecidable: walked, folderGets: 'an unlinked file' },
    'folder-text': {
      mechanism: folder,
      environment: { VAULT_CAPATH: 'DIR' },
      undecidable: walked,
      folderGets: 'a text',
      endpoint: 'steady',
    },
    skip: { mechanism: off, environment: { VAULT_SKIP_VERIFY: 'true' } },
    'server-name': {
      mechanism: 'another name asked for',
      environment: { VAULT_CACERT: 'OLD' },
      later: { VAULT_TLS_SERVER_NAME: 'elsewhere.corp.test' },
      undecidable: 'names that a service sets for itself are not collected',
      endpoint: 'wrong-name',
    },
  },
};

/** Services whose variables and options name several places, while the CA of their store is rotated. */
export function settingHosts(ca: Authorities): readonly DrillHost[] {
  return inHosts(
    'settings',
    systemStore([ca.foreign]),
    serviceKinds.flatMap((kind) => Object.entries(settings[kind]).map(([label, one]) => caseOf(kind, label, one, ca))),
  );
}

function caseOf(kind: ServiceKind, label: string, one: Setting, ca: Authorities): DrillCase {
  const name = `${kind}-${label}`;
  const end = kind === 'java' ? 'jks' : 'pem';
  const place = (text: string): string =>
    text
      .replace('OLD', `/etc/corp/${name}-old.${end}`)
      .replace('NEW', `/etc/corp/${name}-new.${end}`)
      .replace('DIR', `/etc/corp/${name}-certs`);
  const placed = (variables: Readonly<Record<string, string>> = {}): readonly (readonly [string, string])[] =>
    Object.entries(variables).map(([variable, value]) => [variable, place(value)]);
  const unit: UnitSettings = { environment: Object.fromEntries(placed(one.environment)), options: (one.options ?? []).map(place) };
  const later = placed(one.later).map((pair) => `Environment=${pair.join('=')}`);
  const told: Break = later.length === 0 ? {} : dropInOf(name, later);
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
      ...told,
      files: {
        [place('NEW')]: encoded(kind, [ca.current.root]),
        ...told.files,
        ...(one.folderGets === undefined ? {} : gets[one.folderGets]),
      },
    },
    ...(one.undecidable === undefined ? {} : { undecidable: one.undecidable }),
  };
}
