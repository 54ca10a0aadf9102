import { nodeCertificates } from './client-certificate-rules.ts';
import type { ClientFamily } from './client-family.ts';
import type { ClientProfile, Condition, FileTolerance, TrustSlot } from './client-profile.ts';
import { node24Names, nodeNames, withoutIpv6 } from './host-names.ts';
import { nistCurves } from './knobs/curves.ts';
import type { PathKnobs } from './knobs/path-knobs.ts';
import { verifyTexts } from './openssl-errors.ts';
import { openssl3NameConstraints, openssl35NameConstraints } from './openssl-name-constraints.ts';
import { atLevel2, openssl3Path, openssl111Path } from './openssl-path.ts';
import { defaultPaths, oldPem, ownOpenssl, silentFile, withOldPem } from './openssl-store.ts';
import { nodeProxies } from './proxy-rules.ts';
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

// Node.js sets a callback that never stops the verification, and reads the last error (src/crypto/crypto_common.cc, VerifyCallback)
const nodePath: PathKnobs = { ...openssl3Path, reports: 'last', hostName: nodeNames, nameConstraints: openssl3NameConstraints };

const given = (name: string) => ({ setting: option(name), is: 'given' }) as const;
const notBoth = {
  when: [given('--use-openssl-ca'), given('--use-bundled-ca')],
  text: 'either --use-openssl-ca or --use-bundled-ca can be used, not both',
};
const badNegation = { when: given('--no-use-system-ca'), text: 'node: bad option: --no-use-system-ca' };
// 24.21 does not start with the two, 22.23 takes the first alone; in between nobody has looked
const opensslWithSystem = 'what this version makes of --use-openssl-ca together with --use-system-ca was not measured';

const node20: ClientProfile = {
  name: 'node-20',
  title: 'Node.js 18, 20, and 22 before 22.15',
  family: 'openssl',
  lookup: [bundled, ...opensslSlots, extra],
  ...silentFile,
  optionVariables: [{ name: 'NODE_OPTIONS', rank: 'under-command-line' }],
  verificationOff: [{ setting: variable('NODE_TLS_REJECT_UNAUTHORIZED'), is: ['0'] }],
  refuses: [notBoth, { when: { setting: useSystem, is: 'given' }, text: 'node: bad option: --use-system-ca' }, badNegation],
  clientCertificate: nodeCertificates,
  proxies: nodeProxies,
  path: nodePath,
  reRead: 'at-start',
  errors: errorsOf('3'),
  notModelled: ownOpenssl,
  fileErrors: {},
  proof: ['Node.js 18.20.8, 20.20.2, 22.12.0', 'nodejs/node src/crypto/crypto_context.cc', 'CLIENTS §1–§6, §8'],
};

const node16: ClientProfile = {
  ...node20,
  name: 'node-16',
  title: 'Node.js 16',
  damage: { ...silentFile.damage, ...oldPem },
  lookup: withOldPem(node20.lookup),
  // OpenSSL 1.1.1 at security level 1 still accepts SHA-1 (CLIENTS §8.9).
  path: { ...openssl111Path, reports: 'last', hostName: nodeNames },
  errors: errorsOf('1.1.1'),
  proof: ['Node.js 16.20.2 with OpenSSL 1.1.1v', 'CLIENTS §8'],
};

const byOption = systemSlots([{ setting: useSystem, is: 'given' }]);
const byVariable = systemSlots([
  { setting: useSystem, is: 'absent' },
  { setting: option('--no-use-system-ca'), is: 'absent' },
  { setting: variable('NODE_USE_SYSTEM_CA'), is: ['1'] },
]);

const node22Early: ClientProfile = {
  ...node20,
  name: 'node-22.15',
  title: 'Node.js 22.15 to 22.18',
  lookup: [bundled, ...byOption, ...opensslSlots, extra],
  refuses: [notBoth],
  notModelled: [...ownOpenssl, { when: [given('--use-openssl-ca'), given('--use-system-ca')], reason: opensslWithSystem }],
  proof: ['Node.js 22.16.0 with OpenSSL 3.0.16', 'nodejs/node src/crypto/crypto_context.cc'],
};

const node24Early: ClientProfile = {
  ...node22Early,
  name: 'node-24.0',
  title: 'Node.js 24.0 to 24.4',
  path: crashingOverNamelessCurves(node22Early.path),
  proof: ['Node.js 24.4.0 with OpenSSL 3.0.16', 'nodejs/node src/crypto/crypto_context.cc'],
};

const node22: ClientProfile = {
  ...node22Early,
  name: 'node-22',
  title: 'Node.js 22.19 to 22.22',
  lookup: [bundled, ...byOption, ...byVariable, ...opensslSlots, extra],
  notModelled: [
    ...node22Early.notModelled,
    {
      when: [
        given('--use-openssl-ca'),
        { setting: option('--no-use-system-ca'), is: 'absent' },
        { setting: variable('NODE_USE_SYSTEM_CA'), is: ['1'] },
      ],
      reason: opensslWithSystem,
    },
  ],
  path: { ...node22Early.path, nameConstraints: openssl35NameConstraints },
  proof: ['Node.js 22.22.3 and 22.23.3 with OpenSSL 3.5', 'nodejs/node src/crypto/crypto_context.cc'],
};

const node22Late: ClientProfile = {
  ...node22,
  name: 'node-22.23',
  title: 'Node.js 22.23 and later 22',
  path: { ...node22.path, hostName: withoutIpv6(node22.path.hostName) },
  proof: ['Node.js 22.23.0 and 22.23.3 with OpenSSL 3.5.8', 'nodejs/node lib/tls.js'],
};

const node24: ClientProfile = {
  ...node22,
  name: 'node-24',
  title: 'Node.js 24',
  // OpenSSL 3.5 comes with security level 2, which Node.js 22 turns down.
  path: crashingOverNamelessCurves({ ...atLevel2(nodePath), hostName: node24Names, nameConstraints: openssl35NameConstraints }),
  proof: ['Node.js 24.21.0 with OpenSSL 3.5.8', 'nodejs/node src/crypto/crypto_context.cc', 'CLIENTS §8'],
};

const node24Middle: ClientProfile = {
  ...node24,
  name: 'node-24.17',
  title: 'Node.js 24.17 to 24.19',
  path: { ...node24.path, hostName: withoutIpv6(node24.path.hostName) },
  proof: ['Node.js 24.17.0, 24.18.1, 24.19.0', 'nodejs/node lib/tls.js'],
};

export const client: ClientFamily = {
  family: 'node',
  coverage: [
    { profile: node16, versions: { from: '16.14', below: '17' }, because: '16.20.2 measured; common names count otherwise before 16.14' },
    { profile: node20, versions: { from: '18', below: '19' }, because: '18.20.8 measured' },
    { profile: node20, versions: { from: '20', below: '21' }, because: '20.20.2 measured' },
    { profile: node20, versions: { from: '22', below: '22.15' }, because: '22.12.0 measured; --use-system-ca begins with 22.15' },
    {
      profile: node22Early,
      versions: { from: '22.15', below: '22.19' },
      because: '22.16.0 measured; NODE_USE_SYSTEM_CA begins with 22.19',
    },
    { profile: node22, versions: { from: '22.19', below: '22.23' }, because: '22.22.3 and 22.23.3 measured' },
    {
      profile: node22Late,
      versions: { from: '22.23', below: '23' },
      because: '22.23.0 and 22.23.3 measured; IPv6 addresses never match from 22.23 on',
    },
    { profile: node24Early, versions: { from: '24', below: '24.5' }, because: '24.4.0 measured; OpenSSL 3.5 begins with 24.5' },
    {
      profile: node24,
      versions: { from: '24.6', below: '24.17' },
      because: '24.16.0 and 24.21.0 measured; NODE_USE_SYSTEM_CA begins with 24.6',
    },
    {
      profile: node24Middle,
      versions: { from: '24.17', below: '24.20' },
      because: '24.17.0, 24.18.1 and 24.19.0 measured; IPv6 addresses never match',
    },
    { profile: node24, versions: { from: '24.20', below: '25' }, because: '24.20.0 and 24.21.0 measured' },
  ],
  exclusions: [
    { versions: { from: '0', below: '16' }, reason: 'Node.js before 16 was not measured' },
    { versions: { from: '24.5', below: '24.6' }, reason: 'Node.js 24.5 was not measured' },
    { versions: { from: '25', below: '1000' }, reason: 'Node.js after 24 was not measured' },
  ],
  // Debian's 18.20.4+dfsg takes OpenSSL's default file and directory, and no root of its own, unless --use-bundled-ca is given (seen).
  otherLibraries: [
    { name: 'shared', reason: "a distribution's Node.js may take the system's roots in the place of its own: not modelled" },
  ],
  libraries: [],
};

/**
 * Node.js 24 falls over (SIGSEGV) when it describes a peer whose path holds an EC key on a curve without a name of NIST's, as its host name check does
 * (24.4.0 and 24.21.0; 22.16.0 and 22.23.3 do not). No host gets its secret that way.
 */
function crashingOverNamelessCurves(path: PathKnobs): PathKnobs {
  const { strength } = path;
  return { ...path, strength: { ...strength, keys: { ...strength.keys, curves: nistCurves } } };
}

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
      forAddress: "ERR_TLS_CERT_ALTNAME_INVALID: Hostname/IP does not match certificate's altnames: IP: {name} is not in the cert's list:",
      withoutNames:
        "ERR_TLS_CERT_ALTNAME_INVALID: Hostname/IP does not match certificate's altnames: Host: {name}. is not cert's CN: {commonName}",
    },
  };
}
