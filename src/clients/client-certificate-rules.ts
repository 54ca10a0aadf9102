import type { Setting } from './client-profile.ts';
import { option, variable } from './settings.ts';

/**
 * What goes wrong with a client certificate: `key-…` and `certificate-…` when the client loads its files; `answer` is an HTTP 400 after a handshake that went
 * through (nginx), the others are alerts: no certificate was sent (before TLS 1.3 another one), or the store did not like the one that was.
 */
const clientCertificateTroubles = [
  'key-mismatch',
  'key-missing',
  'key-closed',
  'key-none',
  'one-alone',
  'certificate-missing',
  'certificate-closed',
  'answer',
  'none',
  'none-tls12',
  'expired',
  'expired-tls12',
  'untrusted',
  'purpose',
] as const;
/** One of them. */
export type ClientCertificateTrouble = (typeof clientCertificateTroubles)[number];
type Texts = Readonly<Partial<Record<ClientCertificateTrouble, string>>>;

/** How a client comes by the certificate that it shows to stores which ask for one. */
export interface ClientCertificateRules {
  /** Settings that name the PEM file of the certificate, the strongest first; programs may name one in their own way. */
  readonly certificate: readonly Setting[];
  /** Settings that name the PEM file of its key. */
  readonly key: readonly Setting[];
  /** Where no setting names the key, it lies in the certificate's file, and a key alone is nothing; else one without the other ends the start. */
  readonly keyBeside: boolean;
  /** Settings that name a key store with both, whose content never leaves the host. */
  readonly keyStore: readonly Setting[];
  /** There is no other way to give it one: without these settings it has none. */
  readonly onlyBySettings: boolean;
  /** What it does where the store names CAs and none of them issued its certificate: it sends it all the same, or sends none. */
  readonly whenNotNamed: 'shown' | 'withheld';
  /** What it prints, as recorded; `{path}` stands for the file. */
  readonly texts: Texts;
}

/** Alerts as OpenSSL words them (ssl/ssl_stat.c), without the protocol that it puts before some. */
const opensslAlerts: Texts = {
  none: 'alert certificate required',
  'none-tls12': 'alert handshake failure',
  expired: 'alert certificate expired',
  untrusted: 'alert unknown ca',
  purpose: 'alert unsupported certificate',
};

const byProgram: Omit<ClientCertificateRules, 'whenNotNamed' | 'texts'> = {
  certificate: [],
  key: [],
  keyBeside: false,
  keyStore: [],
  onlyBySettings: false,
};

/** A program on OpenSSL that loads what its own configuration names. The library sends it whatever CAs the store names (ssl/statem/statem_clnt.c). */
export const opensslCertificates: ClientCertificateRules = { ...byProgram, whenNotNamed: 'shown', texts: opensslAlerts };

/** curl --cert and --key, and nothing else: there is no variable (curl 7.88.1). */
export const curlCertificates: ClientCertificateRules = {
  ...opensslCertificates,
  certificate: [option('--cert')],
  key: [option('--key')],
  keyBeside: true,
  onlyBySettings: true,
  texts: {
    ...opensslAlerts,
    'key-mismatch': "curl: (58) unable to set private key file: '{path}' type PEM",
    'key-missing': "curl: (58) unable to set private key file: '{path}' type PEM",
    'key-closed': "curl: (58) unable to set private key file: '{path}' type PEM",
    'key-none': "curl: (58) unable to set private key file: '{path}' type PEM",
    'certificate-missing': 'curl: (58) could not load PEM client certificate',
    'certificate-closed': 'curl: (58) could not load PEM client certificate',
    // before TLS 1.3 it takes that alert for its own verdict on the store (lib/vtls/openssl.c, ossl_connect_step2)
    'expired-tls12': 'curl: (60) SSL certificate verification failed',
    // with --fail; without it curl prints the page and ends well
    answer: 'The requested URL returned error: 400',
  },
};

/** ssl.SSLContext.load_cert_chain (Python 3.11.2 and 3.11.7). */
export const pythonCertificates: ClientCertificateRules = {
  ...opensslCertificates,
  texts: {
    ...opensslAlerts,
    'key-mismatch': '[X509: KEY_VALUES_MISMATCH] key values mismatch',
    'key-missing': '[Errno 2] No such file or directory',
    'key-closed': '[Errno 13] Permission denied',
    'key-none': '[SSL] PEM lib',
    'certificate-missing': '[Errno 2] No such file or directory',
    'certificate-closed': '[Errno 13] Permission denied',
    answer: '400',
  },
};

/** `cert` of a request: it looks for the files before ssl does (requests 2.34, adapters.py cert_verify). */
export const requestsCertificates: ClientCertificateRules = {
  ...pythonCertificates,
  texts: {
    ...pythonCertificates.texts,
    'key-missing': 'Could not find the TLS key file, invalid path: {path}',
    'certificate-missing': 'Could not find the TLS certificate file, invalid path: {path}',
  },
};

/** `cert` and `key` of tls.connect, read by the program (Node.js 20.20.2 and 24.21.0). */
export const nodeCertificates: ClientCertificateRules = {
  ...opensslCertificates,
  texts: {
    ...opensslAlerts,
    'key-mismatch': 'key values mismatch',
    'key-missing': "ENOENT: no such file or directory, open '{path}'",
    'key-closed': "EACCES: permission denied, open '{path}'",
    'key-none': 'DECODER routines::unsupported',
    'certificate-missing': "ENOENT: no such file or directory, open '{path}'",
    'certificate-closed': "EACCES: permission denied, open '{path}'",
    answer: '400',
  },
};

/** tls.LoadX509KeyPair and Config.Certificates (Go 1.19.8): a certificate that the store does not ask for by its issuer is not sent (SupportsCertificate). */
export const goCertificates: ClientCertificateRules = {
  ...byProgram,
  whenNotNamed: 'withheld',
  texts: {
    none: 'remote error: tls: certificate required',
    'none-tls12': 'remote error: tls: handshake failure',
    expired: 'remote error: tls: expired certificate',
    untrusted: 'remote error: tls: unknown certificate authority',
    purpose: 'remote error: tls: unsupported certificate',
    'key-mismatch': 'tls: private key does not match public key',
    'key-missing': 'open {path}: no such file or directory',
    'key-closed': 'open {path}: permission denied',
    'key-none': 'tls: found a certificate rather than a key in the PEM for the private key',
    'certificate-missing': 'open {path}: no such file or directory',
    'certificate-closed': 'open {path}: permission denied',
    answer: '400',
  },
};

/**
 * VAULT_CLIENT_CERT and VAULT_CLIENT_KEY: api/client.go configureTLS calls tls.LoadX509KeyPair, whether Vault asks for a certificate or not, and sets GetClientCertificate, which sends it
 * whatever CAs the store names.
 */
export const vaultCertificates: ClientCertificateRules = {
  ...goCertificates,
  certificate: [option('-client-cert'), variable('VAULT_CLIENT_CERT')],
  key: [option('-client-key'), variable('VAULT_CLIENT_KEY')],
  whenNotNamed: 'shown',
  texts: { ...goCertificates.texts, 'one-alone': 'both client cert and client key must be provided', answer: 'Code: 400' },
};

/**
 * The key store of javax.net.ssl.keyStore, or one that the program opens itself (Java 17.0.21 and 25.0.3). sun.security.ssl.X509KeyManagerImpl chooses by the
 * issuers that the store names, and sends nothing where none fits.
 */
export const javaCertificates: ClientCertificateRules = {
  ...byProgram,
  keyStore: [option('javax.net.ssl.keyStore')],
  whenNotNamed: 'withheld',
  texts: {
    none: 'Received fatal alert: certificate_required',
    'none-tls12': 'Received fatal alert: handshake_failure',
    expired: 'Received fatal alert: certificate_expired',
    untrusted: 'Received fatal alert: unknown_ca',
    purpose: 'Received fatal alert: unsupported_certificate',
    'certificate-missing': '{path} (No such file or directory)',
    'certificate-closed': '{path} (Permission denied)',
    answer: '400',
  },
};
