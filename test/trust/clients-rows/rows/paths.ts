import type { Issued } from '../../../certificates.ts';
import { bundle, javaKeyStore } from '../../../fixtures/incident/trust-stores.ts';
import type { ClientName } from '../../effective-store/find-clients.ts';
import type { Material } from '../../effective-store/material.ts';
import { wrongBundle } from '../../effective-store/rows/folders.ts';
import type { Row } from '../../effective-store/rows/row.ts';

// How each client is pointed at one file and nothing else that could hold the anchor.
const pointers: Readonly<Partial<Record<ClientName, Readonly<Record<string, string>>>>> = {
  curl: { CURL_CA_BUNDLE: '{dir}/ca.pem' },
  openssl: { SSL_CERT_FILE: '{dir}/ca.pem' },
  python: { SSL_CERT_FILE: '{dir}/ca.pem' },
  requests: { REQUESTS_CA_BUNDLE: '{dir}/ca.pem' },
  boto3: { AWS_CA_BUNDLE: '{dir}/ca.pem' },
  node20: { NODE_EXTRA_CA_CERTS: '{dir}/ca.pem' },
  node: { NODE_EXTRA_CA_CERTS: '{dir}/ca.pem' },
  go: { SSL_CERT_FILE: '{dir}/ca.pem' },
  java17: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore={dir}/ca.jks' },
  java25: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore={dir}/ca.jks' },
};

function rowsOf(
  about: string,
  served: NonNullable<Row['served']>,
  anchor: (m: Material) => Issued,
  trusting: readonly ClientName[],
): readonly Row[] {
  return (Object.keys(pointers) as ClientName[]).map((client) => ({
    name: `${client} and ${about}`,
    client,
    served,
    etc: wrongBundle,
    own: (m) => ({ 'ca.pem': bundle([anchor(m)]).content, 'ca.jks': keyStore(anchor(m)) }),
    environment: pointers[client] ?? {},
    real: trusting.includes(client) ? 'trusts' : 'refuses',
  }));
}

function keyStore(anchor: Issued): Uint8Array {
  const { content, encoding } = javaKeyStore([anchor], Date.parse('2026-01-10T08:00:00Z'));
  return Buffer.from(content, encoding);
}

/** CLIENTS §2 and §3: an expired root that is still there, and an intermediate without its root. */
export const pathRows: readonly Row[] = [
  ...rowsOf('an expired root in its store', 'below the expired root', (m) => m.expiredRoot, ['java17', 'java25']),
  ...rowsOf('the intermediate alone in its store', 'with its intermediate', (m) => m.intermediate, ['curl', 'go', 'java17', 'java25']),
];
