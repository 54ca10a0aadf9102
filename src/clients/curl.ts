import { curlCertificates } from './client-certificate-rules.ts';
import type { ClientFamily } from './client-family.ts';
import type { ClientProfile, Condition, TrustLocation } from './client-profile.ts';
import { curlNames } from './host-names.ts';
import type { PathKnobs } from './knobs/path-knobs.ts';
import { verifyTexts } from './openssl-errors.ts';
import { atLevel2, openssl3Path, openssl111Path } from './openssl-path.ts';
import { checkedFile, oldPem, systemOpenssl } from './openssl-store.ts';
import { curlProxies } from './proxy-rules.ts';
import { option, variable } from './settings.ts';

// The variables count only without --cacert and --capath, SSL_CERT_* only without CURL_CA_BUNDLE (src/tool_operate.c, cacertpaths).
const noOption: readonly Condition[] = [
  { setting: option('--cacert'), is: 'absent' },
  { setting: option('--capath'), is: 'absent' },
];
const noBundle: readonly Condition[] = [...noOption, { setting: variable('CURL_CA_BUNDLE'), is: 'absent' }];

const file = (source: TrustLocation['source'], when: readonly Condition[]): TrustLocation => ({
  source,
  reading: 'pem-file',
  whenEmpty: 'unset',
  whenMissing: 'error',
  when,
});
const directory = (source: TrustLocation['source'], when: readonly Condition[]): TrustLocation => ({
  source,
  reading: 'hashed-directory',
  separator: ':',
  whenEmpty: 'unset',
  whenMissing: 'no-anchors',
  when,
});

// Debian builds --with-ca-bundle and --with-ca-path; other distributions choose other paths, or no directory at all.
const builtFor = ['debian', 'ubuntu'];

const noFile = 'curl: (77) error setting certificate file: {path}';

const curl: ClientProfile = {
  name: 'curl',
  title: 'curl with OpenSSL',
  family: 'openssl',
  lookup: [
    {
      name: 'file',
      locations: [
        file(option('--cacert'), []),
        file(variable('CURL_CA_BUNDLE'), noOption),
        file(variable('SSL_CERT_FILE'), noBundle),
        { ...file({ kind: 'path', path: '/etc/ssl/certs/ca-certificates.crt' }, []), builtFor },
      ],
    },
    // Overriding the file leaves the directory: a wrong --cacert still succeeds where the directory has the root.
    {
      name: 'directory',
      locations: [
        directory(option('--capath'), []),
        directory(variable('SSL_CERT_DIR'), noBundle),
        { ...directory({ kind: 'path', path: '/etc/ssl/certs' }, []), builtFor },
      ],
    },
  ],
  ...checkedFile,
  optionVariables: [],
  verificationOff: [
    { setting: option('--insecure'), is: 'given' },
    { setting: option('-k'), is: 'given' },
  ],
  refuses: [],
  clientCertificate: curlCertificates,
  proxies: curlProxies,
  // curl sets X509_V_FLAG_PARTIAL_CHAIN since 7.68 (lib/vtls/openssl.c).
  path: asCurl(atLevel2(openssl3Path)),
  reRead: 'per-connection',
  errors: errorsOf('3'),
  notModelled: [
    ...systemOpenssl,
    { when: { setting: option('--ca-native'), is: 'given' }, reason: '--ca-native of curl was not measured' },
    { when: { setting: option('--pinnedpubkey'), is: 'given' }, reason: 'curl pins a key: the trust store alone does not decide' },
    // 7.88.1 takes SSL_CERT_DIR alone (src/tool_operate.c, transfer_per_config: `else`), sources since cacertpaths take both; curl issue 11325
    {
      when: [...noBundle, { setting: variable('SSL_CERT_FILE'), is: 'given' }, { setting: variable('SSL_CERT_DIR'), is: 'given' }],
      reason: 'SSL_CERT_FILE and SSL_CERT_DIR are both set: older versions of curl ignore the file then, and which do was not told apart',
    },
  ],
  fileErrors: { missing: noFile, closed: noFile, damaged: noFile, empty: noFile, directory: noFile },
  proof: ['curl 7.88.1 with OpenSSL 3.0.19 (Debian 12)', 'curl/curl src/tool_operate.c, lib/vtls/vtls.c', 'CLIENTS §1–§6, §8'],
};

const curl111: ClientProfile = {
  ...curl,
  name: 'curl-openssl-1.1.1',
  title: 'curl with OpenSSL 1.1.1',
  damage: { ...curl.damage, ...oldPem },
  path: asCurl(atLevel2(openssl111Path, '1.1.1')),
  errors: errorsOf('1.1.1'),
};

export const client: ClientFamily = {
  family: 'curl',
  coverage: [
    {
      profile: curl,
      versions: { from: '7.68', below: '8.15' },
      libraries: [{ name: 'OpenSSL', from: '3.0', below: '3.6' }],
      because: '7.88.1 measured; the lookup reads the same in the source of 7.68 to 8.14, and partial chains begin with 7.68',
    },
    {
      profile: curl111,
      versions: { from: '7.68', below: '8.15' },
      libraries: [{ name: 'OpenSSL', from: '1.1.1', below: '1.1.2' }],
      because: "curl's lookup does not depend on the library; OpenSSL 1.1.1 as measured in Node.js 16",
    },
  ],
  exclusions: [
    { versions: { from: '0', below: '7.68' }, reason: 'curl before 7.68 does not accept partial chains: not measured' },
    { versions: { from: '8.15', below: '100' }, reason: 'curl after 8.14 may use a native store: not measured' },
  ],
  libraries: [],
};

// lib/vtls/openssl.c: X509_V_FLAG_PARTIAL_CHAIN since 7.68; servercert gives up where the certificate names no issuer
function asCurl(path: PathKnobs): PathKnobs {
  const afterwards: PathKnobs['stages'][number] = { on: 'end-entity', direction: 'up', checks: ['issuer-name'], afterwards: true };
  return {
    ...path,
    search: { ...path.search, partialChain: true },
    stages: [...path.stages, afterwards],
    hostName: curlNames,
    parsing: { ...path.parsing, unusableEndEntity: 'malformed' },
  };
}

function errorsOf(generation: '1.1.1' | '3'): ClientProfile['errors'] {
  return {
    ...verifyTexts(({ text }) => `curl: (60) SSL certificate problem: ${text}`, generation),
    'name-mismatch': {
      text: "curl: (60) SSL: no alternative certificate subject name matches target host name '{name}'",
      withoutNames: "curl: (60) SSL: certificate subject name '{commonName}' does not match target host name '{name}'",
      forAddressWithoutNames: "curl: (60) SSL: certificate subject name '{commonName}' does not match target host name '{name}'",
    },
    // A wrong signature surfaces as a library error before the verification result is looked at.
    'bad-signature': { text: 'curl: (35) OpenSSL' },
  };
}
