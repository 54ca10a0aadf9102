// Libraries inside Python programs that look for their roots in their own way: no runtime tells that they are used.
import { requestsCertificates } from './client-certificate-rules.ts';
import type { ClientProfile, TrustLocation } from './client-profile.ts';
import { botocoreNames, requestsNames } from './host-names.ts';
import { nameComparedByProgram } from './openssl-path.ts';
import { checkedFile, systemOpenssl } from './openssl-store.ts';
import { botocoreProxies } from './proxy-rules.ts';
import { option, variable } from './settings.ts';

// certifi's bundle, and botocore's own where there is no certifi (botocore/httpsession.py, where)
const packaged = (...names: readonly string[]): readonly TrustLocation[] => [
  {
    source: { kind: 'package', names },
    reading: 'pem-file',
    whenEmpty: 'unset',
    whenMissing: 'error',
    movedBy: ['PYTHONPATH', 'PYTHONHOME', 'PYTHONUSERBASE'].map(variable),
    ...checkedFile,
  },
  { source: { kind: 'bundled' }, reading: 'bundled', whenEmpty: 'unset', whenMissing: 'error' },
];

/** REQUESTS_CA_BUNDLE, then CURL_CA_BUNDLE, then certifi; the system's store and SSL_CERT_* are not read. */
export const requests = (python: ClientProfile): ClientProfile => ({
  ...python,
  name: 'requests',
  path: { ...python.path, hostName: requestsNames },
  title: 'Python requests',
  clientCertificate: requestsCertificates,
  lookup: [
    {
      name: 'bundle',
      locations: [
        {
          source: variable('REQUESTS_CA_BUNDLE'),
          reading: 'pem-file',
          whenDirectory: 'hashed-directory',
          whenEmpty: 'unset',
          whenMissing: 'error',
          ...checkedFile,
        },
        {
          source: variable('CURL_CA_BUNDLE'),
          reading: 'pem-file',
          whenDirectory: 'hashed-directory',
          whenEmpty: 'unset',
          whenMissing: 'error',
          ...checkedFile,
        },
        ...packaged('certifi'),
      ],
    },
  ],
  fileErrors: {
    missing: 'Could not find a suitable TLS CA certificate bundle, invalid path: {path}',
    closed: "SSLError(PermissionError(13, 'Permission denied'))",
    damaged: '[X509] PEM lib',
    empty: 'no certificate or crl found',
  },
  proof: ['requests 2.34.2 on Python 3.11.7', 'CLIENTS §1, §5, §6'],
});

/** AWS_CA_BUNDLE, ca_bundle of the profile, REQUESTS_CA_BUNDLE, then certifi. A variable that is set and empty switches verification off. */
export const boto3 = (python: ClientProfile): ClientProfile => ({
  ...python,
  // What Vault's client reads is nothing to it.
  notModelled: systemOpenssl,
  name: 'boto3',
  // botocore compares the name itself, after the handshake
  path: { ...python.path, stages: nameComparedByProgram, hostName: botocoreNames },
  title: 'AWS SDK for Python (boto3, awscli)',
  proxies: botocoreProxies,
  lookup: [
    {
      name: 'bundle',
      locations: [
        { source: option('--ca-bundle'), reading: 'pem-file', whenEmpty: 'verification-off', whenMissing: 'error', ...checkedFile },
        {
          source: variable('AWS_CA_BUNDLE'),
          reading: 'pem-file',
          whenEmpty: 'verification-off',
          whenMissing: 'error',
          ...checkedFile,
        },
        // `ca_bundle` of the profile in ~/.aws/config, recorded as an option.
        { source: option('ca_bundle'), reading: 'pem-file', whenEmpty: 'verification-off', whenMissing: 'error', ...checkedFile },
        {
          source: variable('REQUESTS_CA_BUNDLE'),
          reading: 'pem-file',
          whenEmpty: 'verification-off',
          whenMissing: 'error',
          ...checkedFile,
        },
        ...packaged('certifi', 'botocore', 'awscli'),
      ],
    },
  ],
  verificationOff: [{ setting: option('--no-verify-ssl'), is: 'given' }],
  reRead: 'per-client',
  errors: { ...python.errors, 'name-mismatch': { text: "hostname '{name}' doesn't match '{names}'" } },
  fileErrors: {
    missing: '[Errno 2] No such file or directory',
    closed: '[Errno 13] Permission denied',
    damaged: '[X509] PEM lib',
    empty: '[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found',
    directory: '[Errno 21] Is a directory',
  },
  proof: ['boto3 1.43.11, awscli 1.45 on Python 3.11.7; AWS CLI 2.9.19 on Python 3.11.2', 'CLIENTS §1–§6'],
});
