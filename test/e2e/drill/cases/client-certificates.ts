import { type CertificateRequest, type Issued, issue } from '../../../certificates.ts';
import { type Authorities, inDays } from '../authorities.ts';
import { type DrillCase, type DrillFile, type DrillHost, type ServiceKind, serviceKinds, type UnitSettings } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

interface Change {
  readonly label: string;
  readonly mechanism: string;
  readonly endpoint: string;
  /** What becomes of the service's certificate and key; what it does not name stays. */
  readonly certificate?: (was: Issued) => DrillFile | null;
  readonly key?: (was: Issued) => DrillFile | null;
  /** The service has none from the beginning. */
  readonly without?: true;
}

// What Java shows lies in a key store, which nobody opens.
const kinds = serviceKinds.filter((kind) => kind !== 'java');

/** Services with client certificates, in front of stores that ask for one. */
export function clientCertificateHosts(ca: Authorities): readonly DrillHost[] {
  const own = (unusual: Partial<CertificateRequest> = {}): Issued =>
    issue({ subject: 'CN=app, O=Corp', issuer: ca.clients, eku: ['1.3.6.1.5.5.7.3.2'], from: inDays(-90), until: inDays(200), ...unusual });
  const again = (was: Issued, unusual: Partial<CertificateRequest>): string => own({ key: was.keys, ...unusual }).pem;
  const changes: readonly Change[] = [
    { label: 'kept', mechanism: 'client certificate kept', endpoint: 'mtls' },
    { label: 'kept-12', mechanism: 'client certificate kept', endpoint: 'mtls-1.2' },
    {
      label: 'expired',
      mechanism: 'client certificate expired',
      endpoint: 'mtls',
      certificate: (was) => again(was, { until: inDays(-0.01) }),
    },
    {
      label: 'expired-12',
      mechanism: 'client certificate expired',
      endpoint: 'mtls-1.2',
      certificate: (was) => again(was, { until: inDays(-0.01) }),
    },
    {
      label: 'expires',
      mechanism: 'client certificate expires soon',
      endpoint: 'mtls',
      certificate: (was) => again(was, { until: inDays(3) }),
    },
    {
      label: 'early',
      mechanism: 'client certificate not yet valid',
      endpoint: 'mtls',
      certificate: (was) => again(was, { from: inDays(1) }),
    },
    {
      label: 'other-ca',
      mechanism: 'client certificate of another CA',
      endpoint: 'mtls',
      certificate: (was) => again(was, { issuer: ca.laterClients }),
    },
    {
      label: 'purpose',
      mechanism: 'client certificate for servers',
      endpoint: 'mtls',
      certificate: (was) => again(was, { eku: ['1.3.6.1.5.5.7.3.1'] }),
    },
    { label: 'mismatch', mechanism: 'client key of another certificate', endpoint: 'mtls', key: () => own().keyPem },
    {
      label: 'closed',
      mechanism: 'client key closed to the service',
      endpoint: 'mtls',
      key: (was) => ({ content: was.keyPem, mode: 0o600 }),
    },
    { label: 'no-key', mechanism: 'client key not there', endpoint: 'mtls', key: () => null },
    { label: 'no-cert', mechanism: 'client certificate not there', endpoint: 'mtls', certificate: () => null },
    { label: 'ca-moved', mechanism: 'client CA of the store rotated', endpoint: 'mtls-rotated' },
    { label: 'ca-both', mechanism: 'client CA of the store rotated, both kept', endpoint: 'mtls-both' },
    {
      label: 'begins',
      mechanism: 'store begins to ask for client certificates',
      endpoint: 'mtls-begins',
      without: true,
    },
  ];
  const cases = changes.flatMap((one) => kinds.map((kind) => caseOf(kind, one, own(), ca)));
  return inHosts('mtls', systemStore([ca.foreign]), cases);
}

function caseOf(kind: ServiceKind, one: Change, certificate: Issued, ca: Authorities): DrillCase {
  const name = `${kind}-mtls-${one.label}`;
  const basic = basicCase({ kind, name, mechanism: one.mechanism, endpoint: one.endpoint }, ca);
  const files = { certificate: `/etc/corp/${name}-own.pem`, key: `/etc/corp/${name}-own.key` };
  const shown = one.without === true ? {} : settingsOf(kind, files);
  const after = {
    ...(one.certificate === undefined ? {} : { [files.certificate]: one.certificate(certificate) }),
    ...(one.key === undefined ? {} : { [files.key]: one.key(certificate) }),
  };
  // What its own configuration names has to be declared; of curl the settings tell all, of vault those files that they name.
  const isDeclared = kind !== 'curl' && (kind !== 'vault-go' || one.without === true);
  return {
    ...basic,
    unit: {
      environment: { ...basic.unit.environment, ...shown.environment },
      options: [...(basic.unit.options ?? []), ...(shown.options ?? [])],
      user: 'app',
    },
    files: {
      ...basic.files,
      [files.certificate]: certificate.pem,
      [files.key]: { content: certificate.keyPem, mode: 0o600, owner: 'app' },
    },
    after: { files: after },
    ...(isDeclared ? { declared: { clientCertificate: one.without === true ? 'none' : files } } : {}),
  };
}

function settingsOf(kind: ServiceKind, { certificate, key }: { readonly certificate: string; readonly key: string }): UnitSettings {
  if (kind === 'curl') return { options: ['--cert', certificate, '--key', key] };
  if (kind === 'vault-go') return { environment: { VAULT_CLIENT_CERT: certificate, VAULT_CLIENT_KEY: key } };
  return { environment: { CLIENT_CERT: certificate, CLIENT_KEY: key } };
}
