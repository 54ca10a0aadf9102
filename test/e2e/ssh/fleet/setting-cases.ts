import type { Issued } from '../../../certificates.ts';
import { type Case, fails, ready } from './audited-case.ts';
import type { Authorities } from './authorities.ts';
import { everywhere, keyStoreOf, pemOf, type SystemStore } from './planted-service.ts';

/** Hosts whose services are told by a variable, an option or a file where to look, or whose stores are damaged. */
export function settingCases(ca: Authorities): readonly Case[] {
  const right = everywhere(ca.foreign, ca.current);
  const none = everywhere(ca.foreign);
  const missing = fails('CURRENT_CA_MISSING');
  const file = '/etc/corp/ca.pem';
  const garbage = `-----BEGIN CERTIFICATE-----\nMIIBgarbageMIIBgarbageMIIB\n-----END CERTIFICATE-----\n${pemOf(ca.current)}`;
  const corp = (...certificates: readonly Issued[]) => ({ [file]: pemOf(...certificates) });
  const linksOnly: SystemStore = { bundle: [ca.foreign], links: [ca.foreign, ca.current], java: [ca.foreign] };
  const bundleOnly: SystemStore = { bundle: [ca.foreign, ca.current], links: [ca.foreign], java: [ca.foreign] };
  return [
    // Node looks at nothing of the system: CLIENTS.md §1
    { name: 'node-system-alone', client: 'node', store: right, truth: missing },
    {
      name: 'node-extra',
      client: 'node',
      store: none,
      service: { environment: { NODE_EXTRA_CA_CERTS: file } },
      files: corp(ca.current),
      truth: ready,
    },
    {
      name: 'node-extra-old',
      client: 'node',
      store: right,
      service: { environment: { NODE_EXTRA_CA_CERTS: file } },
      files: corp(ca.previous),
      truth: fails('ONLY_OLD_CA'),
    },
    {
      name: 'node-extra-absent',
      client: 'node',
      store: right,
      service: { environment: { NODE_EXTRA_CA_CERTS: '/etc/corp/none.pem' } },
      truth: missing,
    },
    {
      name: 'node-extra-in-file',
      client: 'node',
      store: none,
      service: { environmentFile: { NODE_EXTRA_CA_CERTS: file } },
      files: corp(ca.current, ca.pending),
      truth: ready,
    },
    { name: 'node-openssl-ca', client: 'node', store: right, service: { options: ['--use-openssl-ca'] }, truth: ready },
    {
      name: 'node-key-in-file',
      client: 'node',
      store: none,
      service: { environment: { NODE_EXTRA_CA_CERTS: file } },
      files: { [file]: `${pemOf(ca.current)}${ca.foreign.keyPem}` },
      truth: ready,
    },
    {
      name: 'python-cert-file',
      client: 'python',
      store: { ...none, links: [] },
      service: { environmentFile: { SSL_CERT_FILE: file } },
      files: corp(ca.current),
      truth: ready,
    },
    {
      name: 'python-cert-file-old',
      client: 'python',
      store: { ...right, links: [ca.foreign] },
      service: { environment: { SSL_CERT_FILE: file } },
      files: corp(ca.previous),
      truth: fails('ONLY_OLD_CA'),
    },
    {
      name: 'python-requests',
      client: 'python',
      declaredClient: 'requests',
      isReal: false,
      store: none,
      service: { environment: { REQUESTS_CA_BUNDLE: file } },
      files: corp(ca.current),
      truth: ready,
    },
    {
      name: 'python-requests-old',
      client: 'python',
      declaredClient: 'requests',
      isReal: false,
      store: right,
      service: { environment: { REQUESTS_CA_BUNDLE: file } },
      files: corp(ca.previous),
      truth: fails('ONLY_OLD_CA'),
    },
    { name: 'python-links', client: 'python', store: linksOnly, truth: ready },
    {
      name: 'go-cert-file',
      client: 'go',
      store: none,
      service: { environmentFile: { SSL_CERT_FILE: file } },
      files: corp(ca.current),
      truth: ready,
    },
    {
      name: 'go-vault',
      client: 'go',
      declaredClient: 'vault',
      store: none,
      service: { environment: { VAULT_CACERT: file } },
      files: corp(ca.current),
      truth: ready,
    },
    {
      name: 'go-vault-old',
      client: 'go',
      declaredClient: 'vault',
      store: right,
      service: { environmentFile: { VAULT_CACERT: file } },
      files: corp(ca.previous),
      truth: fails('ONLY_OLD_CA'),
    },
    { name: 'go-bundle', client: 'go', store: bundleOnly, truth: ready },
    {
      name: 'curl-bundle-variable',
      client: 'curl',
      store: none,
      service: { environment: { CURL_CA_BUNDLE: file } },
      files: corp(ca.current),
      truth: ready,
    },
    {
      name: 'curl-cacert',
      client: 'curl',
      store: none,
      service: { options: ['--cacert', file] },
      files: corp(ca.previous),
      truth: fails('ONLY_OLD_CA'),
    },
    { name: 'curl-links', client: 'curl', store: linksOnly, truth: ready },
    {
      name: 'java-jks',
      client: 'java',
      store: none,
      service: { options: ['-Djavax.net.ssl.trustStore=/etc/corp/trust.jks'] },
      files: { '/etc/corp/trust.jks': keyStoreOf(ca.current) },
      truth: ready,
    },
    {
      name: 'java-jks-old',
      client: 'java',
      store: right,
      service: { environmentFile: { JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStore=/etc/corp/trust.jks' } },
      files: { '/etc/corp/trust.jks': keyStoreOf(ca.previous) },
      truth: fails('ONLY_OLD_CA'),
    },
    {
      name: 'java-jks-absent',
      client: 'java',
      store: right,
      service: { options: ['-Djavax.net.ssl.trustStore=/etc/corp/none.jks'] },
      truth: ready,
    },
    // CLIENTS.md §4: a garbage certificate before the root
    { name: 'python-damaged', client: 'python', store: { bundle: garbage, links: [], java: [] }, truth: { verdict: 'will-fail' } },
    { name: 'curl-damaged', client: 'curl', store: { bundle: garbage, links: [], java: [] }, truth: { verdict: 'will-fail' } },
    { name: 'go-damaged', client: 'go', store: { bundle: garbage, links: [], java: [] }, truth: ready },
  ];
}
