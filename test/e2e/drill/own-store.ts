import { subjectHash } from '../../../src/formats/subject-hash.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import type { Issued } from '../../certificates.ts';
import { javaKeyStore } from '../../fixtures/incident/trust-stores.ts';
import type { DrillFile, ServiceKind, UnitSettings } from './drill-case.ts';

/** A trust store of a service's own: how it is named to its client. */
export interface OwnStore {
  readonly path: string;
  readonly unit: UnitSettings;
}

const variables: Readonly<Record<Exclude<ServiceKind, 'java'>, string>> = {
  // Alone it only adds to /etc/ssl/certs, which holds none of the drill's CAs where services have stores of their own
  go: 'SSL_CERT_FILE',
  node: 'NODE_EXTRA_CA_CERTS',
  boto3: 'AWS_CA_BUNDLE',
  requests: 'REQUESTS_CA_BUNDLE',
  urllib: 'SSL_CERT_FILE',
  curl: 'CURL_CA_BUNDLE',
  'vault-go': 'VAULT_CACERT',
};

/** The variable that names a client's trust store; a JVM gets an option. */
export function ownStore(kind: ServiceKind, name: string): OwnStore {
  if (kind === 'java') {
    const path = `/etc/corp/${name}.jks`;
    return { path, unit: { options: [`-Djavax.net.ssl.trustStore=${path}`] } };
  }
  const path = `/etc/corp/${name}.pem`;
  return { path, unit: { environment: { [variables[kind]]: path } } };
}

/** These certificates in the format that the client reads. */
export function encoded(kind: ServiceKind, certificates: readonly Issued[]): string | Uint8Array {
  return kind === 'java' ? keyStoreOf(certificates) : pemOf(certificates);
}

/** PEM of some certificates, as update-ca-certificates writes them. */
export function pemOf(certificates: readonly Issued[]): string {
  return certificates.map(({ pem }) => pem).join('');
}

/** A JKS that holds certificates only. */
export function keyStoreOf(certificates: readonly Issued[]): Uint8Array {
  const blob = javaKeyStore(certificates, Date.now() - 86_400_000);
  return Buffer.from(blob.content, blob.encoding);
}

/** What Debian's update-ca-certificates makes of these: the bundle, the links by subject hash, and the key store for Java. */
export function systemStore(certificates: readonly Issued[]): Readonly<Record<string, DrillFile>> {
  return {
    '/etc/ssl/certs/ca-certificates.crt': pemOf(certificates),
    '/etc/ssl/certs/java/cacerts': keyStoreOf(certificates),
    ...hashLinks('/etc/ssl/certs', certificates),
  };
}

/** The certificates under the names that OpenSSL looks for in a directory. */
export function hashLinks(folder: string, certificates: readonly Issued[]): Readonly<Record<string, string>> {
  const hashes = certificates.map(({ der }) => subjectHash(parseCertificate(der).subject));
  return Object.fromEntries(
    certificates.map(({ pem }, index) => {
      const before = hashes.slice(0, index).filter((hash) => hash === hashes[index]).length;
      return [`${folder}/${hashes[index]}.${before}`, pem] as const;
    }),
  );
}
