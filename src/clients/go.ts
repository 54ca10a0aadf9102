import { goCertificates, vaultCertificates } from './client-certificate-rules.ts';
import type { ClientFamily } from './client-family.ts';
import type { ClientProfile, Condition, FileTolerance, TrustLocation, TrustSlot } from './client-profile.ts';
import { goPath, refusingNegativeSerials } from './go-path.ts';
import { goProxies, vaultProxies } from './proxy-rules.ts';
import { option, variable } from './settings.ts';

// AppendCertsFromPEM passes over what it cannot read, but a block must begin at the start of a line (encoding/pem).
const appendCertsFromPem: FileTolerance = {
  damage: {
    'garbage-entry': 'skips-entry',
    'truncated-tail': 'skips-entry',
    'missing-newline': 'skips-entry',
    'byte-order-mark': 'skips-entry',
    'not-a-certificate': 'harmless',
    'wrong-password': 'no-anchors',
    'digest-mismatch': 'no-anchors',
    unsupported: 'skips-entry',
  },
  trustedMark: 'skipped',
  whenNoCertificate: 'no-anchors',
};

const defaultFile = (path: string): TrustLocation => ({
  source: { kind: 'path', path },
  reading: 'pem-file',
  whenEmpty: 'unset',
  whenMissing: 'next',
});

// crypto/x509/root_unix.go, root_linux.go: the first file that is there, and every file of every directory. SSL_CERT_FILE
// alone therefore never restricts: ca-certificates.crt is itself a file of /etc/ssl/certs.
const systemRoots: readonly TrustSlot[] = [
  {
    name: 'file',
    locations: [
      { source: variable('SSL_CERT_FILE'), reading: 'pem-file', whenEmpty: 'unset', whenMissing: 'no-anchors' },
      defaultFile('/etc/ssl/certs/ca-certificates.crt'),
      defaultFile('/etc/pki/tls/certs/ca-bundle.crt'),
      defaultFile('/etc/ssl/ca-bundle.pem'),
      defaultFile('/etc/pki/tls/cacert.pem'),
      defaultFile('/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem'),
      defaultFile('/etc/ssl/cert.pem'),
    ],
  },
  {
    name: 'directories',
    locations: [
      { source: variable('SSL_CERT_DIR'), reading: 'every-file', separator: ':', whenEmpty: 'unset', whenMissing: 'no-anchors' },
      {
        // The third directory of the list, /system/etc/security/cacerts, exists on Android only.
        source: { kind: 'path', path: '/etc/ssl/certs:/etc/pki/tls/certs' },
        reading: 'every-file',
        separator: ':',
        whenEmpty: 'unset',
        whenMissing: 'no-anchors',
      },
    ],
  },
];

const unknownAuthority = { text: 'x509: certificate signed by unknown authority' };

const go: ClientProfile = {
  name: 'go',
  title: 'Go crypto/x509',
  family: 'go',
  lookup: systemRoots,
  ...appendCertsFromPem,
  optionVariables: [],
  verificationOff: [],
  refuses: [],
  path: goPath,
  reRead: 'at-start',
  errors: {
    'no-trust-anchors': unknownAuthority,
    'unknown-issuer': unknownAuthority,
    // Issuers that do not fit are tried and dropped: what is left is that nobody signed it.
    'bad-signature': unknownAuthority,
    'not-a-ca': unknownAuthority,
    'wrong-key-usage': unknownAuthority,
    'weak-signature': unknownAuthority,
    'path-too-long': { text: 'x509: too many intermediates for path length constraint' },
    'wrong-purpose': { text: 'x509: certificate specifies an incompatible key usage' },
    'unhandled-critical-extension': { text: 'x509: unhandled critical extension' },
    'name-constrained': { text: 'x509: a root or intermediate certificate is not authorized to sign for this name: DNS name "{name}"' },
    // Go 1.19 crypto/x509 verify.go, CertificateInvalidError: the current time and the certificate's follow
    'not-yet-valid': { text: 'x509: certificate has expired or is not yet valid' },
    expired: { text: 'x509: certificate has expired or is not yet valid' },
    'name-mismatch': {
      text: 'x509: certificate is valid for {names}, not {name}',
      forAddress: "x509: cannot validate certificate for {name} because it doesn't contain any IP SANs",
      withoutNames: 'x509: certificate is not valid for any names, but wanted to match {name}',
      inCommonNameOnly: 'x509: certificate relies on legacy Common Name field, use SANs instead',
    },
  },
  notModelled: [],
  clientCertificate: goCertificates,
  proxies: goProxies,
  // crypto/x509/root_unix.go, loadSystemRoots: the first error counts where nothing was loaded
  fileErrors: { 'only-closed': 'x509: failed to load system roots and no roots provided; open {path}: permission denied' },
  proof: ['Go 1.19.8', 'golang/go src/crypto/x509/root_unix.go, root_linux.go, cert_pool.go', 'CLIENTS §1–§6, §8'],
};

const go123: ClientProfile = {
  ...go,
  name: 'go-1.23',
  title: 'Go 1.23',
  path: refusingNegativeSerials(goPath),
  proof: ['Go 1.19.8', 'golang/go src/crypto/x509/parser.go of 1.23'],
};

// x509.NewCertPool and AppendCertsFromPEM: a file that is not there, or holds no certificate, ends the start.
const ownPool = (source: TrustLocation['source'], when?: readonly Condition[]): TrustLocation => ({
  source,
  reading: 'pem-file',
  whenEmpty: 'unset',
  whenMissing: 'error',
  whenNoCertificate: 'error',
  ...(when === undefined ? {} : { when }),
});

// strconv.ParseBool
const parsedAsTrue = ['1', 't', 'T', 'true', 'TRUE', 'True'] as const;
const parsedAsFalse = ['0', 'f', 'F', 'false', 'FALSE', 'False'] as const;

const vaultUnverified: readonly Condition[] = [
  { setting: variable('VAULT_SKIP_VERIFY'), is: parsedAsTrue },
  { setting: option('-tls-skip-verify'), is: 'given' },
];
const vaultFiles: readonly Condition[] = [
  { setting: variable('VAULT_CACERT'), is: 'given' },
  { setting: option('-ca-cert'), is: 'given' },
];
const withoutVaultFile: Condition = { setting: variable('VAULT_CACERT'), is: 'absent' };

/**
 * HashiCorp's Vault API for Go: the first of its variables that is set replaces the system's roots, and those after it are not looked at
 * (api/client.go configureTLS hands all three to go-rootcerts; rootcerts.go LoadCACerts: CAFile, CACertificate, CAPath).
 */
const vault: ClientProfile = {
  // which Go it is built with is not known: the stricter reading
  ...go123,
  name: 'vault',
  title: "HashiCorp Vault's Go client",
  lookup: [
    { name: 'vault', locations: [ownPool(option('-ca-cert')), ownPool(variable('VAULT_CACERT'))], replacesFollowing: true },
    ...systemRoots,
  ],
  verificationOff: vaultUnverified,
  clientCertificate: vaultCertificates,
  proxies: vaultProxies,
  // api/client.go DefaultConfig
  defaultAddress: 'https://127.0.0.1:8200',
  refuses: [
    {
      when: { setting: variable('VAULT_SKIP_VERIFY'), is: { otherThan: ['', ...parsedAsTrue, ...parsedAsFalse] } },
      text: 'could not parse VAULT_SKIP_VERIFY',
    },
    ...['VAULT_SRV_LOOKUP', 'VAULT_DISABLE_REDIRECTS'].map((name) => ({
      when: { setting: variable(name), is: { otherThan: ['', ...parsedAsTrue, ...parsedAsFalse] } },
      text: `could not parse ${name}`,
    })),
  ],
  notModelled: [
    {
      when: [{ setting: variable('VAULT_CACERT_BYTES'), is: 'given' }, withoutVaultFile],
      reason: 'VAULT_CACERT_BYTES holds certificates that are not collected',
    },
    {
      when: [{ setting: variable('VAULT_CAPATH'), is: 'given' }, withoutVaultFile],
      reason: 'VAULT_CAPATH is walked recursively, which evidence does not show',
    },
    // api/client.go NewRequest: where the address names no port, the record's target is asked and its name verified
    {
      when: { setting: variable('VAULT_SRV_LOOKUP'), is: parsedAsTrue },
      reason: 'VAULT_SRV_LOOKUP looks for Vault by its SRV record, which was not looked up',
    },
    {
      when: { setting: variable('VAULT_TLS_SERVER_NAME'), is: 'given' },
      reason: 'VAULT_TLS_SERVER_NAME names the certificate that Vault must have, and it is not collected',
    },
    // command/base.go Client: ReadEnvironment loads those of the variables first, and an error there ends the command
    ...[vaultCertificates.certificate, vaultCertificates.key].map((settings) => ({
      when: settings.map((setting) => ({ setting, is: 'given' }) as const),
      reason: `${settings.map(({ name }) => name).join(' and ')} both name a part of a client certificate, and which pairs are loaded was not looked into`,
    })),
    { when: { setting: option('-ca-path'), is: 'given' }, reason: '-ca-path is walked recursively, which evidence does not show' },
    // api/client.go configureTLS: the roots are read first, and an error there ends it, whatever is then verified
    ...vaultUnverified.flatMap((off) =>
      vaultFiles.map((named) => ({
        when: [off, named],
        reason: `${named.setting.name} has to name a file that can be read even where nothing is verified, and that was not looked into`,
      })),
    ),
    // command/base.go Client: ReadEnvironment comes first, and then the options take the place of what it has read
    {
      when: vaultFiles,
      reason: 'the file of VAULT_CACERT is read too before that of -ca-cert takes its place, and an error there ends the command',
    },
  ],
  fileErrors: {
    missing: 'Error loading CA File: open {path}: no such file or directory',
    closed: 'Error loading CA File: open {path}: permission denied',
    empty: "Error loading CA File: Couldn't parse PEM in: {path}",
    directory: 'Error loading CA File: read {path}: is a directory',
  },
  proof: ['hashicorp/go-rootcerts of Debian 12 on Go 1.19.8', 'hashicorp/vault api/client.go, command/base.go', 'CLIENTS §1'],
};

const awsRoots = (when?: readonly Condition[]): readonly TrustSlot[] => [
  {
    name: 'bundle',
    // `ca_bundle` of the profile in ~/.aws/config or ~/.aws/credentials, recorded as an option.
    locations: [ownPool(variable('AWS_CA_BUNDLE')), ownPool(option('ca_bundle'), when)],
    replacesFollowing: true,
  },
  ...systemRoots,
];

/** The AWS SDK for Go, version 1: the bundle of AWS_CA_BUNDLE alone, or that of the shared configuration where that is switched on. */
const awsSdk: ClientProfile = {
  ...go123,
  name: 'aws-sdk-go',
  title: 'AWS SDK for Go (version 1)',
  lookup: awsRoots([{ setting: variable('AWS_SDK_LOAD_CONFIG'), is: parsedAsTrue }]),
  fileErrors: {
    missing: 'LoadCustomCABundleError: failed to open custom CA bundle PEM file',
    closed: 'LoadCustomCABundleError: failed to open custom CA bundle PEM file',
    empty: 'LoadCustomCABundleError: failed to load custom CA bundle PEM file',
    directory: 'LoadCustomCABundleError: failed to read custom CA bundle PEM file',
  },
  proof: ['aws-sdk-go 1.44.133 on Go 1.19.8', 'aws/aws-sdk-go aws/session/session.go (setTLSOptions, loadCertPool)', ...go.proof],
};

/** The AWS SDK for Go, version 2: always reads the shared configuration. */
const awsSdk2: ClientProfile = {
  ...go123,
  name: 'aws-sdk-go-v2',
  title: 'AWS SDK for Go, version 2',
  lookup: awsRoots(),
  fileErrors: {
    missing: 'open {path}: no such file or directory',
    closed: 'open {path}: permission denied',
    empty: 'failed to load custom CA bundle PEM file',
    directory: 'read {path}: is a directory',
  },
  proof: ['aws-sdk-go-v2 1.17.1 on Go 1.19.8', 'aws/aws-sdk-go-v2 config/resolve.go (resolveCustomCABundle)', ...go.proof],
};

export const client: ClientFamily = {
  family: 'go',
  coverage: [
    {
      profile: go,
      versions: { from: '1.18', below: '1.23' },
      because: '1.19.8 measured; SHA-1 is refused since 1.18; roots and search read the same in the source up to 1.23',
    },
    {
      profile: go123,
      versions: { from: '1.23', below: '1.24' },
      because: '1.19.8 measured; read in the source: negative serial numbers are refused since 1.23',
    },
  ],
  exclusions: [
    { versions: { from: '0', below: '1.18' }, reason: 'Go before 1.18 accepts SHA-1 signatures: not measured' },
    { versions: { from: '1.24', below: '100' }, reason: 'Go after 1.23 was not measured' },
  ],
  libraries: [vault, awsSdk, awsSdk2],
};
