import type { ClientFamily } from './client-family.ts';
import type { ClientProfile, KeystoreOptions } from './client-profile.ts';
import { option } from './settings.ts';

// keystore.type.compat: the types jks and pkcs12 each open both formats (sun.security.util.KeyStoreDelegator).
const keystore: KeystoreOptions = {
  passwordOption: 'javax.net.ssl.trustStorePassword',
  typeOption: 'javax.net.ssl.trustStoreType',
  types: { pkcs12: ['pkcs12', 'jks'], jks: ['jks', 'pkcs12'], jceks: ['jceks'] },
  // Encrypted parts are passed over without a word, and the integrity check with them.
  withoutPassword: 'no-anchors',
};
const trustStore = option('javax.net.ssl.trustStore');

const noStore = 'java.security.NoSuchAlgorithmException: Error constructing implementation (algorithm: Default';
const failed = (text: string): string => `PKIX path validation failed: java.security.cert.CertPathValidatorException: ${text}`;

const java: ClientProfile = {
  name: 'java',
  title: 'Java (JSSE default trust manager)',
  family: 'java',
  lookup: [
    {
      name: 'trust store',
      locations: [
        {
          source: trustStore,
          reading: 'java-keystore',
          // A trust store that cannot be read is passed over for cacerts, without a word and without trying jssecacerts
          // (sun.security.ssl.TrustStoreManager.TrustStoreDescriptor).
          whenEmpty: 'unset',
          whenMissing: 'next',
          whenDirectory: 'missing',
          noAnchorsAt: ['NONE'],
          keystore,
        },
        {
          source: { kind: 'path', path: '{home}/lib/security/jssecacerts' },
          reading: 'java-keystore',
          whenEmpty: 'unset',
          whenMissing: 'next',
          whenDirectory: 'missing',
          when: [{ setting: trustStore, is: 'absent' }],
          keystore,
        },
        {
          source: { kind: 'path', path: '{home}/lib/security/cacerts' },
          reading: 'java-keystore',
          whenEmpty: 'unset',
          whenMissing: 'no-anchors',
          whenDirectory: 'missing',
          keystore,
        },
      ],
    },
  ],
  damage: {
    'garbage-entry': 'error',
    'truncated-tail': 'error',
    'missing-newline': 'error',
    'byte-order-mark': 'error',
    'not-a-certificate': 'harmless',
    'wrong-password': 'error',
    'digest-mismatch': 'error',
    unsupported: 'error',
  },
  trustedMark: 'skipped',
  whenNoCertificate: 'no-anchors',
  optionVariables: [
    { name: 'JAVA_TOOL_OPTIONS', rank: 'under-command-line' },
    { name: 'JDK_JAVA_OPTIONS', rank: 'under-command-line' },
    { name: '_JAVA_OPTIONS', rank: 'over-command-line' },
  ],
  verificationOff: [],
  refuses: [],
  // The dates of anchors are not looked at, SHA-1 is refused only below the public roots of the JDK (CLIENTS §8.1, 8.9).
  path: {
    search: 'backtracking-in-part',
    lookFirst: 'trust-store',
    partialChain: true,
    anchorDates: 'ignored',
    keyIdentifier: 'ignored',
    nameComparison: 'folded',
    notAfter: 'inclusive',
    commonNameFallback: true,
    minimumRsaBits: 1024,
    sha1Signatures: 'accepted',
  },
  reRead: 'at-start',
  // Without the exception's class: Java 25 puts the alert's name between the two.
  errors: {
    'no-trust-anchors': { text: 'java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty' },
    'unknown-issuer': {
      text: 'PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
    },
    'bad-signature': { text: failed('signature check failed') },
    'not-a-ca': { text: failed('basic constraints check failed: this is not a CA certificate') },
    'wrong-key-usage': { text: failed('CA key usage check failed: keyCertSign bit is not set') },
    'path-too-long': { text: failed('basic constraints check failed: pathLenConstraint violated') },
    'wrong-purpose': { text: 'Extended key usage does not permit use for TLS server authentication' },
    'unhandled-critical-extension': { text: failed('unrecognized critical extension(s)') },
    'name-constrained': { text: failed('name constraints check failed') },
    'not-yet-valid': { text: failed('validity check failed') },
    expired: { text: failed('validity check failed') },
    'name-mismatch': { text: 'No subject alternative DNS name matching {name} found.' },
  },
  notModelled: [
    { when: { setting: option('javax.net.ssl.trustStoreProvider'), is: 'given' }, reason: 'a trustStoreProvider was not measured' },
    { when: { setting: option('java.security.properties'), is: 'given' }, reason: 'security properties of its own were not measured' },
  ],
  fileErrors: { damaged: noStore, empty: noStore },
  proof: ['OpenJDK 17.0.15, Temurin 25', 'openjdk/jdk sun/security/ssl/TrustStoreManager.java', 'CLIENTS §1–§6, §8'],
};

export const client: ClientFamily = {
  family: 'java',
  coverage: [
    {
      profile: java,
      versions: { from: '17', below: '26' },
      because: '17 and 25 measured and alike; TrustStoreManager is unchanged between them',
    },
  ],
  exclusions: [
    { versions: { from: '0', below: '17' }, reason: 'Java before 17 was not measured' },
    { versions: { from: '26', below: '1000' }, reason: 'Java after 25 was not measured' },
  ],
  libraries: [],
};
