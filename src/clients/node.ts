import type { ClientFamily } from './client-family.ts';
import type { ClientProfile, Condition, FileTolerance, TrustSlot } from './client-profile.ts';
import { verifyTexts } from './openssl-errors.ts';
import { defaultPaths, opensslPath, silentFile } from './openssl-store.ts';
import { option, variable } from './settings.ts';

const useOpenssl = option('--use-openssl-ca');

// PEM_read_bio_X509 in a loop: what stands before the damage stays, the rest is dropped with a warning; BEGIN TRUSTED
// CERTIFICATE is another label and is passed over (src/crypto/crypto_context.cc; CLIENTS §4, `Node EXTRA`).
const extraFile: FileTolerance = {
  damage: {
    ...silentFile.damage,
    'garbage-entry': 'stops-reading',
    'truncated-tail': 'stops-reading',
    'missing-newline': 'stops-reading',
  },
  trustedMark: 'skipped',
  whenNoCertificate: 'no-anchors',
};

// Official builds are configured with OPENSSLDIR=/etc/ssl.
const opensslSlots: readonly TrustSlot[] = defaultPaths.map((slot) => ({
  name: `--use-openssl-ca ${slot.name}`,
  when: [{ setting: useOpenssl, is: 'given' }],
  locations: slot.locations.map((location) =>
    location.source.kind === 'path'
      ? { ...location, source: { kind: 'path', path: location.source.path.replace('{home}', '/etc/ssl') } }
      : location,
  ),
}));

const bundled: TrustSlot = {
  name: 'bundled',
  when: [{ setting: useOpenssl, is: 'absent' }],
  locations: [{ source: { kind: 'bundled' }, reading: 'bundled', whenEmpty: 'unset', whenMissing: 'error' }],
};

// Adds to whatever the base is, unless the program passes `ca` of its own, which no evidence shows.
const extra: TrustSlot = {
  name: 'extra',
  locations: [
    { source: variable('NODE_EXTRA_CA_CERTS'), reading: 'pem-file', whenEmpty: 'unset', whenMissing: 'no-anchors', ...extraFile },
  ],
};

// LoadCertsFromDir reads every regular file, hashed or not, in no order that it promises (src/crypto/crypto_context.cc).
const systemSlots = (when: readonly Condition[]): readonly TrustSlot[] => [
  {
    name: 'system file',
    when: [{ setting: useOpenssl, is: 'absent' }, ...when],
    locations: [
      { source: variable('SSL_CERT_FILE'), reading: 'pem-file', whenEmpty: 'no-anchors', whenMissing: 'no-anchors', ...extraFile },
      {
        source: { kind: 'path', path: '/etc/ssl/cert.pem' },
        reading: 'pem-file',
        whenEmpty: 'unset',
        whenMissing: 'no-anchors',
        ...extraFile,
      },
    ],
  },
  {
    name: 'system directory',
    when: [{ setting: useOpenssl, is: 'absent' }, ...when],
    locations: [
      { source: variable('SSL_CERT_DIR'), reading: 'every-file', whenEmpty: 'no-anchors', whenMissing: 'no-anchors', ...extraFile },
      {
        source: { kind: 'path', path: '/etc/ssl/certs' },
        reading: 'every-file',
        whenEmpty: 'unset',
        whenMissing: 'no-anchors',
        ...extraFile,
      },
    ],
  },
];
const useSystem = option('--use-system-ca');

const node20: ClientProfile = {
  name: 'node-20',
  title: 'Node.js 18 and 20',
  family: 'openssl',
  lookup: [bundled, ...opensslSlots, extra],
  ...silentFile,
  optionVariables: [{ name: 'NODE_OPTIONS', rank: 'under-command-line' }],
  verificationOff: [{ setting: variable('NODE_TLS_REJECT_UNAUTHORIZED'), is: ['0'] }],
  refuses: [{ when: { setting: useSystem, is: 'given' }, text: 'node: bad option: --use-system-ca' }],
  path: opensslPath,
  reRead: 'at-start',
  errors: errorsOf('3'),
  notModelled: [],
  fileErrors: {},
  proof: ['Node.js 20.20.2', 'nodejs/node src/crypto/crypto_context.cc', 'CLIENTS §1–§6, §8'],
};

const node16: ClientProfile = {
  ...node20,
  name: 'node-16',
  title: 'Node.js 16',
  // OpenSSL 1.1.1 at security level 1 still accepts SHA-1 (CLIENTS §8.9).
  path: { ...opensslPath, sha1Signatures: 'accepted' },
  errors: errorsOf('1.1.1'),
};

const node24: ClientProfile = {
  ...node20,
  lookup: [
    bundled,
    ...systemSlots([{ setting: useSystem, is: 'given' }]),
    ...systemSlots([
      { setting: useSystem, is: 'absent' },
      { setting: variable('NODE_USE_SYSTEM_CA'), is: ['1'] },
    ]),
    ...opensslSlots,
    extra,
  ],
  name: 'node-24',
  title: 'Node.js 24',
  // OpenSSL 3.5 comes with security level 2.
  path: { ...opensslPath, minimumRsaBits: 2048 },
  refuses: [],
  proof: ['Node.js 24.21.0', 'nodejs/node src/crypto/crypto_context.cc', 'CLIENTS §8'],
};

export const client: ClientFamily = {
  family: 'node',
  coverage: [
    { profile: node16, versions: { from: '16', below: '17' }, because: 'paths measured with 16; lookup read in its source' },
    { profile: node20, versions: { from: '18', below: '19' }, because: 'paths measured with 18; lookup as measured with 20' },
    { profile: node20, versions: { from: '20', below: '21' }, because: '20.20.2 measured' },
    { profile: node24, versions: { from: '24.6', below: '25' }, because: '24.21.0 measured; NODE_USE_SYSTEM_CA begins with 24.6' },
  ],
  exclusions: [
    { versions: { from: '0', below: '16' }, reason: 'Node.js before 16 was not measured' },
    { versions: { from: '24', below: '24.6' }, reason: 'Node.js 24 before 24.6 was not measured' },
    { versions: { from: '22', below: '23' }, reason: 'Node.js 22 was not measured' },
    { versions: { from: '25', below: '1000' }, reason: 'Node.js after 24 was not measured' },
  ],
  libraries: [],
};

function errorsOf(generation: '1.1.1' | '3'): ClientProfile['errors'] {
  const texts = verifyTexts(({ code, text }) => `${code}: ${text}`, generation);
  const missing = {
    ...texts['unknown-issuer'],
    whenLeafAlone: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE: unable to verify the first certificate',
  };
  return {
    ...texts,
    'no-trust-anchors': missing,
    'unknown-issuer': missing,
    'wrong-key-usage': { text: 'UNSPECIFIED: key usage does not include certificate signing' },
    'name-mismatch': {
      text: "ERR_TLS_CERT_ALTNAME_INVALID: Hostname/IP does not match certificate's altnames: Host: {name}. is not in the cert's altnames: DNS:{names}",
    },
  };
}
