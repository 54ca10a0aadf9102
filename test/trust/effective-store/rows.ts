import type { ClientName } from './find-clients.ts';
import type { Material } from './material.ts';
import type { Folder } from './planted-host.ts';

/** One case: what lies where, how the client starts, and what the real client did when this was recorded. */
export interface Row {
  readonly name: string;
  readonly client: ClientName;
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The arguments as evidence holds them. */
  readonly options?: Readonly<Record<string, string>>;
  readonly etc: (material: Material) => Folder;
  readonly own?: (material: Material) => Folder;
  readonly real: 'trusts' | 'refuses';
  readonly remarks?: readonly RegExp[];
}

// The system's store in its usual shapes.
const rightBundle = (m: Material): Folder => ({ 'ca-certificates.crt': m.other.pem + m.root.pem });
const wrongBundle = (m: Material): Folder => ({ 'ca-certificates.crt': m.other.pem });
const rightHash = (m: Material): Folder => ({ ...wrongBundle(m), 'root.pem': m.root.pem, [`${m.rootHash}.0`]: { link: 'root.pem' } });
const unhashed = (m: Material): Folder => ({ ...wrongBundle(m), 'root.pem': m.root.pem });
const empty = (): Folder => ({});
const right = (m: Material): Folder => ({ 'ca.pem': m.root.pem, 'hashed/root.pem': m.root.pem, [`hashed/${m.rootHash}.0`]: m.root.pem });
const wrong = (m: Material): Folder => ({
  'ca.pem': m.other.pem,
  'hashed/other.pem': m.other.pem,
  [`hashed/${m.otherHash}.0`]: m.other.pem,
});

const garbage = '-----BEGIN CERTIFICATE-----\nZ2FyYmFnZSBpcyBub3QgYSBjZXJ0aWZpY2F0ZQ==\n-----END CERTIFICATE-----\n';
const damages: Readonly<Record<string, (m: Material) => string>> = {
  'a garbage certificate before the root': (m) => garbage + m.root.pem,
  'a truncated certificate after the root': (m) => m.root.pem + m.other.pem.slice(0, 300),
  'no newline between two certificates': (m) => m.other.pem.trimEnd() + m.root.pem,
  'BEGIN TRUSTED CERTIFICATE': (m) => m.trusted,
  'a byte order mark': (m) => `\u{feff}${m.root.pem}`,
  'CRLF line ends': (m) => m.root.pem.replaceAll('\n', '\r\n'),
  'comments between': (m) => `# Corp\n${m.other.pem}\nright:\n${m.root.pem}`,
  'no certificate at all': () => 'nothing here\n',
};

export function rowsFor(): readonly Row[] {
  return [
    ...lookups,
    ...damageRows('curl', 'curl'),
    ...damageRows('python', 'python'),
    ...damageRows('node', 'node'),
    ...damageRows('node20', 'node'),
    ...damageRows('go', 'go'),
    ...damageRows('boto3', 'boto3'),
    ...javaRows,
  ];
}

const system = { client: 'node' as const, args: ['--use-system-ca'], options: { '--use-system-ca': '' } };
const nodeSystemRows: readonly Row[] = [
  { name: 'node --use-system-ca reads every file of the directory, hashed or not', ...system, etc: unhashed, real: 'trusts' },
  { name: 'node --use-system-ca reads ca-certificates.crt as a file of the directory', ...system, etc: rightBundle, real: 'trusts' },
  {
    name: 'node --use-system-ca reads SSL_CERT_FILE',
    ...system,
    etc: wrongBundle,
    own: right,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'node --use-system-ca with SSL_CERT_FILE still reads the directory',
    ...system,
    etc: unhashed,
    own: wrong,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'node --use-system-ca with SSL_CERT_DIR does not read the default directory',
    ...system,
    etc: unhashed,
    own: wrong,
    environment: { SSL_CERT_DIR: '{dir}/hashed' },
    real: 'refuses',
  },
  {
    name: 'node --use-system-ca reads SSL_CERT_DIR',
    ...system,
    etc: wrongBundle,
    own: right,
    environment: { SSL_CERT_DIR: '{dir}/hashed' },
    real: 'trusts',
  },
  {
    name: 'node --use-system-ca does not split SSL_CERT_DIR',
    ...system,
    etc: wrongBundle,
    own: right,
    environment: { SSL_CERT_DIR: '{dir}/missing:{dir}/hashed' },
    real: 'refuses',
  },
  {
    name: 'node --use-system-ca with an empty SSL_CERT_DIR',
    ...system,
    etc: unhashed,
    own: right,
    environment: { SSL_CERT_DIR: '' },
    real: 'refuses',
  },
  {
    name: 'node NODE_USE_SYSTEM_CA=1 reads the same',
    client: 'node',
    etc: unhashed,
    environment: { NODE_USE_SYSTEM_CA: '1' },
    real: 'trusts',
  },
  { name: 'node NODE_USE_SYSTEM_CA=0 does not', client: 'node', etc: unhashed, environment: { NODE_USE_SYSTEM_CA: '0' }, real: 'refuses' },
  {
    name: 'node --use-system-ca and a bad file',
    ...system,
    etc: (m) => ({ 'bad.pem': damages['a garbage certificate before the root']?.(m) ?? '', 'z.pem': m.root.pem }),
    real: 'trusts',
  },
];

const file = { own: right };
const lookups: readonly Row[] = [
  { name: 'curl reads the default bundle', client: 'curl', etc: rightBundle, real: 'trusts' },
  { name: 'curl refuses without the root', client: 'curl', etc: wrongBundle, real: 'refuses' },
  { name: 'curl reads the hashed directory beside the bundle', client: 'curl', etc: rightHash, real: 'trusts' },
  { name: 'curl does not see a certificate without its hash link', client: 'curl', etc: unhashed, real: 'refuses' },
  { name: 'curl fails where the default bundle is missing', client: 'curl', etc: empty, real: 'refuses' },
  {
    name: 'curl --cacert leaves the hashed directory',
    client: 'curl',
    etc: rightHash,
    own: wrong,
    args: ['--cacert', '{dir}/ca.pem'],
    options: { '--cacert': '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'curl --cacert replaces the bundle',
    client: 'curl',
    etc: rightBundle,
    own: wrong,
    args: ['--cacert', '{dir}/ca.pem'],
    options: { '--cacert': '{dir}/ca.pem' },
    real: 'refuses',
  },
  {
    name: 'curl --cacert makes it ignore CURL_CA_BUNDLE',
    client: 'curl',
    etc: wrongBundle,
    own: (m) => ({ ...right(m), 'other.pem': m.other.pem }),
    args: ['--cacert', '{dir}/other.pem'],
    options: { '--cacert': '{dir}/other.pem' },
    environment: { CURL_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'refuses',
  },
  {
    name: 'curl --capath leaves the default bundle and makes it ignore variables',
    client: 'curl',
    etc: wrongBundle,
    own: (m) => ({ ...wrong(m), 'ca.pem': m.root.pem }),
    args: ['--capath', '{dir}/hashed'],
    options: { '--capath': '{dir}/hashed' },
    environment: { CURL_CA_BUNDLE: '{dir}/ca.pem', SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'refuses',
  },
  {
    name: 'curl reads CURL_CA_BUNDLE',
    client: 'curl',
    etc: wrongBundle,
    ...file,
    environment: { CURL_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'curl with CURL_CA_BUNDLE ignores SSL_CERT_DIR',
    client: 'curl',
    etc: wrongBundle,
    own: (m) => ({ ...right(m), 'other.pem': m.other.pem }),
    environment: { CURL_CA_BUNDLE: '{dir}/other.pem', SSL_CERT_DIR: '{dir}/hashed' },
    real: 'refuses',
  },
  { name: 'curl ignores an empty CURL_CA_BUNDLE', client: 'curl', etc: rightBundle, environment: { CURL_CA_BUNDLE: '' }, real: 'trusts' },
  {
    name: 'curl reads SSL_CERT_FILE',
    client: 'curl',
    etc: wrongBundle,
    ...file,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'curl reads SSL_CERT_DIR',
    client: 'curl',
    etc: wrongBundle,
    ...file,
    environment: { SSL_CERT_DIR: '{dir}/hashed' },
    real: 'trusts',
  },
  {
    name: 'curl fails on a missing SSL_CERT_FILE',
    client: 'curl',
    etc: rightHash,
    environment: { SSL_CERT_FILE: '{dir}/missing.pem' },
    real: 'refuses',
  },
  {
    name: 'curl goes on with a missing SSL_CERT_DIR',
    client: 'curl',
    etc: rightBundle,
    environment: { SSL_CERT_DIR: '{dir}/missing' },
    real: 'trusts',
    remarks: [/SSL_CERT_DIR names .*missing, which is not there/],
  },
  {
    name: 'curl fails where CURL_CA_BUNDLE names a directory',
    client: 'curl',
    etc: rightBundle,
    ...file,
    environment: { CURL_CA_BUNDLE: '{dir}/hashed' },
    real: 'refuses',
  },
  {
    name: 'curl --insecure verifies nothing',
    client: 'curl',
    etc: wrongBundle,
    args: ['--insecure'],
    options: { '--insecure': '' },
    real: 'trusts',
  },

  { name: 'openssl reads its default file', client: 'openssl', etc: rightBundle, real: 'trusts' },
  { name: 'openssl reads its default directory', client: 'openssl', etc: rightHash, real: 'trusts' },
  {
    name: 'openssl -CAfile replaces the directory too',
    client: 'openssl',
    etc: rightHash,
    own: wrong,
    args: ['-CAfile', '{dir}/ca.pem'],
    options: { '-CAfile': '{dir}/ca.pem' },
    real: 'refuses',
  },
  {
    name: 'openssl -CApath replaces the file too',
    client: 'openssl',
    etc: rightBundle,
    own: wrong,
    args: ['-CApath', '{dir}/hashed'],
    options: { '-CApath': '{dir}/hashed' },
    real: 'refuses',
  },
  {
    name: 'openssl reads an empty SSL_CERT_FILE as no file',
    client: 'openssl',
    etc: rightBundle,
    environment: { SSL_CERT_FILE: '' },
    real: 'refuses',
    remarks: [/SSL_CERT_FILE is set and empty/],
  },

  { name: 'python reads the default file', client: 'python', etc: rightBundle, real: 'trusts' },
  { name: 'python reads the default directory', client: 'python', etc: rightHash, real: 'trusts' },
  {
    name: 'python reads SSL_CERT_FILE',
    client: 'python',
    etc: wrongBundle,
    ...file,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'python with SSL_CERT_FILE does not read the default file',
    client: 'python',
    etc: rightBundle,
    own: wrong,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'refuses',
  },
  {
    name: 'python with SSL_CERT_FILE still reads the default directory',
    client: 'python',
    etc: rightHash,
    own: wrong,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'python goes on silently with a missing SSL_CERT_FILE',
    client: 'python',
    etc: rightBundle,
    environment: { SSL_CERT_FILE: '{dir}/missing.pem' },
    real: 'refuses',
    remarks: [/SSL_CERT_FILE names .*missing\.pem, which is not there/],
  },
  {
    name: 'python with a missing SSL_CERT_FILE still reads the directory',
    client: 'python',
    etc: rightHash,
    environment: { SSL_CERT_FILE: '{dir}/missing.pem' },
    real: 'trusts',
  },
  {
    name: 'python reads an empty SSL_CERT_FILE as no file',
    client: 'python',
    etc: rightBundle,
    environment: { SSL_CERT_FILE: '' },
    real: 'refuses',
  },
  {
    name: 'python reads an empty SSL_CERT_DIR as no directory',
    client: 'python',
    etc: rightHash,
    environment: { SSL_CERT_DIR: '' },
    real: 'refuses',
  },
  {
    name: 'python reads each directory of SSL_CERT_DIR',
    client: 'python',
    etc: wrongBundle,
    ...file,
    environment: { SSL_CERT_DIR: '{dir}/missing:{dir}/hashed' },
    real: 'trusts',
  },
  {
    name: 'python does not read CURL_CA_BUNDLE',
    client: 'python',
    etc: wrongBundle,
    ...file,
    environment: { CURL_CA_BUNDLE: '{dir}/ca.pem', REQUESTS_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'refuses',
  },

  { name: "requests does not read the system's store", client: 'requests', etc: rightBundle, real: 'refuses' },
  {
    name: 'requests reads REQUESTS_CA_BUNDLE',
    client: 'requests',
    etc: wrongBundle,
    ...file,
    environment: { REQUESTS_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'requests reads a directory in REQUESTS_CA_BUNDLE',
    client: 'requests',
    etc: wrongBundle,
    ...file,
    environment: { REQUESTS_CA_BUNDLE: '{dir}/hashed' },
    real: 'trusts',
  },
  {
    name: 'requests falls back to CURL_CA_BUNDLE',
    client: 'requests',
    etc: wrongBundle,
    ...file,
    environment: { REQUESTS_CA_BUNDLE: '', CURL_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'requests fails on a missing REQUESTS_CA_BUNDLE',
    client: 'requests',
    etc: rightBundle,
    environment: { REQUESTS_CA_BUNDLE: '{dir}/missing.pem' },
    real: 'refuses',
  },

  {
    name: 'boto3 reads AWS_CA_BUNDLE',
    client: 'boto3',
    etc: wrongBundle,
    ...file,
    environment: { AWS_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'boto3 prefers AWS_CA_BUNDLE to REQUESTS_CA_BUNDLE',
    client: 'boto3',
    etc: wrongBundle,
    own: (m) => ({ ...right(m), 'other.pem': m.other.pem }),
    environment: { AWS_CA_BUNDLE: '{dir}/other.pem', REQUESTS_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'refuses',
  },
  {
    name: 'boto3 with an empty AWS_CA_BUNDLE verifies nothing',
    client: 'boto3',
    etc: wrongBundle,
    environment: { AWS_CA_BUNDLE: '' },
    real: 'trusts',
    remarks: [/AWS_CA_BUNDLE is set and empty: verification is off/],
  },
  {
    name: 'boto3 with an empty REQUESTS_CA_BUNDLE verifies nothing',
    client: 'boto3',
    etc: wrongBundle,
    environment: { REQUESTS_CA_BUNDLE: '' },
    real: 'trusts',
  },
  {
    name: "boto3 reads neither the system's store nor SSL_CERT_FILE",
    client: 'boto3',
    etc: rightHash,
    ...file,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem', CURL_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'refuses',
  },
  {
    name: 'boto3 fails on a missing AWS_CA_BUNDLE',
    client: 'boto3',
    etc: rightBundle,
    environment: { AWS_CA_BUNDLE: '{dir}/missing.pem' },
    real: 'refuses',
  },

  ...(['node20', 'node'] as const).flatMap((client): Row[] => [
    {
      name: `${client} does not read the system's store`,
      client,
      etc: rightHash,
      ...file,
      environment: { SSL_CERT_FILE: '{dir}/ca.pem', AWS_CA_BUNDLE: '{dir}/ca.pem' },
      real: 'refuses',
    },
    {
      name: `${client} adds NODE_EXTRA_CA_CERTS`,
      client,
      etc: wrongBundle,
      ...file,
      environment: { NODE_EXTRA_CA_CERTS: '{dir}/ca.pem' },
      real: 'trusts',
    },
    {
      name: `${client} ignores a missing NODE_EXTRA_CA_CERTS`,
      client,
      etc: wrongBundle,
      environment: { NODE_EXTRA_CA_CERTS: '{dir}/missing.pem' },
      real: 'refuses',
      remarks: [/NODE_EXTRA_CA_CERTS names/],
    },
    {
      name: `${client} --use-openssl-ca reads the system's directory`,
      client,
      etc: rightHash,
      args: ['--use-openssl-ca'],
      options: { '--use-openssl-ca': '' },
      real: 'trusts',
    },
    {
      name: `${client} --use-openssl-ca does not read ca-certificates.crt`,
      client,
      etc: rightBundle,
      args: ['--use-openssl-ca'],
      options: { '--use-openssl-ca': '' },
      real: 'refuses',
    },
    {
      name: `${client} NODE_OPTIONS=--use-openssl-ca reads SSL_CERT_FILE`,
      client,
      etc: wrongBundle,
      ...file,
      environment: { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: '{dir}/ca.pem' },
      real: 'trusts',
    },
    {
      name: `${client} --use-openssl-ca keeps NODE_EXTRA_CA_CERTS`,
      client,
      etc: wrongBundle,
      ...file,
      args: ['--use-openssl-ca'],
      options: { '--use-openssl-ca': '' },
      environment: { NODE_EXTRA_CA_CERTS: '{dir}/ca.pem' },
      real: 'trusts',
    },
    {
      name: `${client} NODE_TLS_REJECT_UNAUTHORIZED=0 verifies nothing`,
      client,
      etc: wrongBundle,
      environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      real: 'trusts',
    },
  ]),
  {
    name: 'node20 does not know --use-system-ca',
    client: 'node20',
    etc: rightHash,
    args: ['--use-system-ca'],
    options: { '--use-system-ca': '' },
    real: 'refuses',
  },
  ...nodeSystemRows,
  { name: 'go reads the default bundle', client: 'go', etc: rightBundle, real: 'trusts' },
  { name: 'go reads every file of the directory, hashed or not', client: 'go', etc: unhashed, real: 'trusts' },
  {
    name: 'go with SSL_CERT_FILE alone still reads the directory',
    client: 'go',
    etc: rightBundle,
    own: wrong,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'go with SSL_CERT_FILE and SSL_CERT_DIR reads nothing else',
    client: 'go',
    etc: rightBundle,
    own: wrong,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem', SSL_CERT_DIR: '{dir}/hashed' },
    real: 'refuses',
  },
  {
    name: 'go goes on silently with a missing SSL_CERT_FILE',
    client: 'go',
    etc: unhashed,
    environment: { SSL_CERT_FILE: '{dir}/missing.pem' },
    real: 'trusts',
  },
  {
    name: 'go with a missing SSL_CERT_FILE does not try its list',
    client: 'go',
    etc: rightBundle,
    environment: { SSL_CERT_FILE: '{dir}/missing.pem', SSL_CERT_DIR: '{dir}/missing' },
    real: 'refuses',
  },
  {
    name: 'go does not read AWS_CA_BUNDLE',
    client: 'go',
    etc: wrongBundle,
    ...file,
    environment: { AWS_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'refuses',
  },
];

type Damaged = 'curl' | 'python' | 'node' | 'go' | 'boto3';
// How each names the damaged file, and which damage it survives. In the order of `damages`.
const survives: Readonly<Record<Damaged, { readonly variable: string; readonly rows: readonly boolean[] }>> = {
  curl: { variable: 'CURL_CA_BUNDLE', rows: [false, false, false, true, true, true, true, false] },
  python: { variable: 'SSL_CERT_FILE', rows: [false, false, false, true, true, true, true, false] },
  boto3: { variable: 'AWS_CA_BUNDLE', rows: [false, false, false, true, true, true, true, false] },
  node: { variable: 'NODE_EXTRA_CA_CERTS', rows: [false, true, false, false, true, true, true, false] },
  go: { variable: 'SSL_CERT_FILE', rows: [true, true, false, false, false, true, true, false] },
};

function damageRows(client: ClientName, as: Damaged): readonly Row[] {
  const { variable, rows } = survives[as];
  return Object.entries(damages).map(([damage, content], index) => ({
    name: `${client} and a file with ${damage}`,
    client,
    etc: wrongBundle,
    own: (m) => ({ 'ca.pem': content(m) }),
    environment: { [variable]: '{dir}/ca.pem' },
    real: rows[index] === true ? 'trusts' : 'refuses',
  }));
}

const systemJks = (m: Material): Folder => ({ ...rightBundle(m), 'java/cacerts': m.jks });
const wrongJks = (m: Material): Folder => ({ ...rightBundle(m), 'java/cacerts': m.otherJks });
const stores = (m: Material): Folder => ({
  'root.jks': m.jks,
  'other.jks': m.otherJks,
  'root.p12': m.pkcs12,
  'plain.p12': m.plainPkcs12,
  'unmarked.p12': m.unmarkedPkcs12,
  'ca.pem': m.root.pem,
});
const property = (name: string, value: string): Pick<Row, 'args' | 'options'> => ({
  args: [`-D${name}=${value}`],
  options: { [name]: value },
});
const both = (store: string, password: string): Pick<Row, 'args' | 'options'> => ({
  args: [`-Djavax.net.ssl.trustStore=${store}`, `-Djavax.net.ssl.trustStorePassword=${password}`],
  options: { 'javax.net.ssl.trustStore': store, 'javax.net.ssl.trustStorePassword': password },
});
const own = stores;

const javaRows: readonly Row[] = [
  { name: 'java reads cacerts of its home', client: 'java17', etc: systemJks, real: 'trusts' },
  {
    name: 'java does not read PEM variables',
    client: 'java17',
    etc: wrongJks,
    own,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem', AWS_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'refuses',
  },
  {
    name: 'java reads the trustStore property',
    client: 'java17',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/root.jks'),
    real: 'trusts',
  },
  {
    name: 'java with trustStore does not read cacerts',
    client: 'java17',
    etc: systemJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/other.jks'),
    real: 'refuses',
  },
  {
    name: 'java falls back to cacerts where trustStore is missing',
    client: 'java17',
    etc: systemJks,
    ...property('javax.net.ssl.trustStore', '{dir}/missing.pem'),
    real: 'trusts',
    remarks: [/trustStore names .* not there: passed over/],
  },
  {
    name: 'java with trustStore=NONE has no anchors',
    client: 'java17',
    etc: systemJks,
    ...property('javax.net.ssl.trustStore', 'NONE'),
    real: 'refuses',
  },
  {
    name: 'java reads options from JAVA_TOOL_OPTIONS',
    client: 'java17',
    etc: wrongJks,
    own,
    environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore={dir}/root.jks' },
    real: 'trusts',
  },
  {
    name: 'java prefers the command line to JAVA_TOOL_OPTIONS',
    client: 'java17',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/other.jks'),
    environment: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore={dir}/root.jks' },
    real: 'refuses',
  },
  {
    name: 'java prefers _JAVA_OPTIONS to the command line',
    client: 'java17',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/other.jks'),
    environment: { _JAVA_OPTIONS: '-Djavax.net.ssl.trustStore={dir}/root.jks' },
    real: 'trusts',
  },
  {
    name: 'java reads nothing from an encrypted PKCS#12 without password',
    client: 'java17',
    etc: systemJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/root.p12'),
    real: 'refuses',
  },
  {
    name: 'java reads PKCS#12 with its password',
    client: 'java17',
    etc: wrongJks,
    own,
    ...both('{dir}/root.p12', 'changeit'),
    real: 'trusts',
  },
  {
    name: 'java reads PKCS#12 that needs no password',
    client: 'java17',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/plain.p12'),
    real: 'trusts',
  },
  {
    name: 'java takes no anchors from a PKCS#12 that openssl made',
    client: 'java17',
    etc: systemJks,
    own,
    ...both('{dir}/unmarked.p12', 'changeit'),
    real: 'refuses',
  },
  {
    name: 'java fails on PEM as trustStore',
    client: 'java17',
    etc: systemJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/ca.pem'),
    real: 'refuses',
  },
  {
    name: 'java falls back to cacerts where trustStore is a directory',
    client: 'java17',
    etc: systemJks,
    own: right,
    ...property('javax.net.ssl.trustStore', '{dir}/hashed'),
    real: 'trusts',
  },
  {
    name: 'java fails on a truncated key store',
    client: 'java17',
    etc: systemJks,
    own: (m) => ({ 'cut.jks': m.jks.subarray(0, 200) }),
    ...property('javax.net.ssl.trustStore', '{dir}/cut.jks'),
    real: 'refuses',
  },
  {
    name: 'java 25 reads the trustStore property',
    client: 'java25',
    etc: wrongJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/root.jks'),
    real: 'trusts',
  },
  {
    name: 'java 25 reads nothing from an encrypted PKCS#12 without password',
    client: 'java25',
    etc: systemJks,
    own,
    ...property('javax.net.ssl.trustStore', '{dir}/root.p12'),
    real: 'refuses',
  },
];
