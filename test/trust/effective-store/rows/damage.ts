import type { ClientName } from '../find-clients.ts';
import type { Material } from '../material.ts';
import { wrongBundle } from './folders.ts';
import type { Row } from './row.ts';

const garbage = '-----BEGIN CERTIFICATE-----\nZ2FyYmFnZSBpcyBub3QgYSBjZXJ0aWZpY2F0ZQ==\n-----END CERTIFICATE-----\n';
export const damages: Readonly<Record<string, (m: Material) => string>> = {
  'a garbage certificate before the root': (m) => garbage + m.root.pem,
  'a truncated certificate after the root': (m) => m.root.pem + m.other.pem.slice(0, 300),
  'no newline between two certificates': (m) => m.other.pem.trimEnd() + m.root.pem,
  'BEGIN TRUSTED CERTIFICATE': (m) => m.trusted,
  'a byte order mark': (m) => `\u{feff}${m.root.pem}`,
  'CRLF line ends': (m) => m.root.pem.replaceAll('\n', '\r\n'),
  'comments between': (m) => `# Corp\n${m.other.pem}\nright:\n${m.root.pem}`,
  'no certificate at all': () => 'nothing here\n',
};

type Damaged = 'curl' | 'python' | 'node' | 'go' | 'boto3';
// How each names the damaged file, and which damage it survives. In the order of `damages`.
const survives: Readonly<Record<Damaged, { readonly variable: string; readonly rows: readonly boolean[] }>> = {
  curl: { variable: 'CURL_CA_BUNDLE', rows: [false, false, false, true, true, true, true, false] },
  python: { variable: 'SSL_CERT_FILE', rows: [false, false, false, true, true, true, true, false] },
  boto3: { variable: 'AWS_CA_BUNDLE', rows: [false, false, false, true, true, true, true, false] },
  node: { variable: 'NODE_EXTRA_CA_CERTS', rows: [false, true, false, false, true, true, true, false] },
  go: { variable: 'SSL_CERT_FILE', rows: [true, true, false, false, false, true, true, false] },
};

function rowsOf(client: ClientName, as: Damaged): readonly Row[] {
  const { variable, rows } = survives[as];
  return Object.entries(damages).map(([damage, content], index) => ({
    name: `${client} and a file with ${damage}`,
    client,
    etc: wrongBundle,
    own: (m) => ({ 'ca.pem': content(m) }),
    environment: { [variable]: '{dir}/ca.pem' },
    real: rows[index] === true ? 'trusts' : 'refuses',
    // a file in which nothing is recognised stays on the host
    ...(damage === 'no certificate at all' ? { collected: 'unknown' as const } : {}),
  }));
}

/** The rows of CLIENTS §4, each with a bundle that its client is pointed at. */
export const damageRows: readonly Row[] = [
  ...rowsOf('curl', 'curl'),
  ...rowsOf('python', 'python'),
  ...rowsOf('boto3', 'boto3'),
  ...rowsOf('node', 'node'),
  ...rowsOf('node20', 'node'),
  ...rowsOf('go', 'go'),
];
