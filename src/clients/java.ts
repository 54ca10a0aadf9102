import { javaCertificates } from './client-certificate-rules.ts';
import type { ClientFamily } from './client-family.ts';
import type { ClientProfile, KeystoreOptions } from './client-profile.ts';
import { java19Names } from './host-names.ts';
import { javaHandshakeProperties } from './java-handshake.ts';
import { java25NameConstraints, javaNameConstraintsWithWildcards } from './java-name-constraints.ts';
import { javaPath } from './java-path.ts';
import { oids } from './knobs/oids.ts';
import { javaProxies } from './proxy-rules.ts';
import { option } from './settings.ts';

// keystore.type.compat: the types jks and pkcs12 each open both formats (sun.security.util.KeyStoreDelegator).
const keystore: KeystoreOptions = {
  passwordOption: 'javax.net.ssl.trustStorePassword',
  typeOption: 'javax.net.ssl.trustStoreType',
  // JCEKS reads the older format too (com.sun.crypto.provider.JceKeyStore, engineLoad).
  types: { pkcs12: ['pkcs12', 'jks'], jks: ['jks', 'pkcs12'], jceks: ['jceks', 'jks'] },
  // Encrypted parts are passed over without a word, and the integrity check with them.
  withoutPassword: 'no-anchors',
};
const trustStore = option('javax.net.ssl.trustStore');

const noStore =
  'java.security.NoSuchAlgorithmException: Error constructing implementation (algorithm: Default, provider: SunJSSE, class: sun.security.ssl.SSLContextImpl$DefaultSSLContext)';
const failed = (text: string): string => `PKIX path validation failed: java.security.cert.CertPathValidatorException: ${text}`;

const java: ClientProfile = {
  name: 'java',
  title: 'Java 17 (JSSE default trust manager)',
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
  clientCertificate: javaCertificates,
  proxies: javaProxies,
  path: javaPath,
  reRead: 'at-start',
  // Without the exception's class: Java 25 puts the alert's name between the two.
  errors: {
    'no-trust-anchors': { text: 'java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty' },
    'unknown-issuer': {
      text: 'PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
      // It goes by the name of the last certificate's issuer first, and asks for its key then (sun.security.validator.PKIXValidator, engineValidate).
      whenAnchorNamed: failed('Path does not chain with any of the trust anchors'),
    },
    'bad-signature': { text: failed('signature check failed') },
    'not-a-ca': { text: failed('basic constraints check failed: this is not a CA certificate') },
    'wrong-key-usage': { text: failed('CA key usage check failed: keyCertSign bit is not set') },
    'path-too-long': { text: failed('basic constraints check failed: pathLenConstraint violated') },
    'wrong-purpose': { text: 'Extended key usage does not permit use for TLS server authentication' },
    'unhandled-critical-extension': { text: failed('unrecognized critical extension(s)') },
    'policy-required': { text: failed('non-null policy tree required and policy tree is null') },
    'name-constrained': { text: failed('name constraints check failed') },
    'not-yet-valid': { text: failed('validity check failed') },
    expired: { text: failed('validity check failed') },
    'name-mismatch': {
      text: 'No subject alternative DNS name matching {name} found.',
      forAddress: 'No subject alternative names matching IP address {name} found',
      withoutNames: 'No name matching {name} found',
      forAddressWithoutNames: 'No subject alternative names present',
    },
  },
  notModelled: [
    { when: { setting: option('javax.net.ssl.trustStoreProvider'), is: 'given' }, reason: 'a trustStoreProvider was not measured' },
    { when: { setting: option('java.security.properties'), is: 'given' }, reason: 'security properties of its own were not measured' },
    {
      when: { setting: option('com.sun.net.ssl.checkRevocation'), is: 'given' },
      reason: 'it asks whether certificates were revoked, which is not looked at',
    },
    { when: { setting: option('java.home'), is: 'given' }, reason: 'a java.home of its own was not measured' },
    {
      when: { setting: option('javax.net.ssl.keyStoreProvider'), is: 'given' },
      reason: 'javax.net.ssl.keyStoreProvider opens a client certificate in a way that was not measured',
    },
    // the default SSLContext opens an empty key store of that type, and fails where the type is not known
    {
      when: [
        { setting: option('javax.net.ssl.keyStoreType'), is: 'given' },
        { setting: option('javax.net.ssl.keyStore'), is: 'absent' },
      ],
      reason: 'javax.net.ssl.keyStoreType names a type of key store, which has to be known, and that was not looked into',
    },
    ...javaHandshakeProperties.map((name) => ({
      when: { setting: option(name), is: 'given' } as const,
      reason: `a store may not have what ${name} asks for`,
    })),
  ],
  fileErrors: { damaged: noStore, empty: noStore },
  proof: ['OpenJDK 17.0.15 and 17.0.21, Temurin 25.0.3', 'openjdk/jdk sun/security/ssl/TrustStoreManager.java', 'CLIENTS §1–§6, §8'],
};

const java17021: ClientProfile = {
  ...java,
  name: 'java-17.0.21',
  title: 'Java 17 from 17.0.21 on',
  path: { ...javaPath, nameConstraints: javaNameConstraintsWithWildcards },
  proof: ['OpenJDK 17.0.21', 'openjdk/jdk17u sun/security/x509/DNSName.java'],
};

// Which releases between 17 and 25 compare wildcards and addresses with name constraints in which way is not known
const java19: ClientProfile = {
  ...java,
  name: 'java-19',
  title: 'Java 19 to 24, and 25 from 25.0.4 on',
  path: {
    ...javaPath,
    hostName: java19Names,
    extensions: {
      ...javaPath.extensions,
      notModelled: { ...javaPath.extensions.notModelled, inIssuers: new Set([oids.nameConstraints]) },
    },
  },
  proof: ['Temurin 25.0.3', 'the change notice of JDK 19 on wildcards (HostnameChecker)'],
};

const java25: ClientProfile = {
  ...java19,
  name: 'java-25',
  title: 'Java 25',
  path: { ...javaPath, hostName: java19Names, nameConstraints: java25NameConstraints },
  proof: ['Temurin 25.0.3'],
};

export const client: ClientFamily = {
  family: 'java',
  coverage: [
    {
      profile: java,
      versions: { from: '17', below: '17.0.20' },
      because: '17.0.15 measured; name constraints read in the source up to 17.0.19',
    },
    { profile: java17021, versions: { from: '17.0.21', below: '18' }, because: '17.0.21 measured' },
    {
      profile: java19,
      versions: { from: '19', below: '25' },
      because: '17 and 25 measured and alike, but for host names (changed in 19) and name constraints, which are left open here',
    },
    { profile: java25, versions: { from: '25', below: '25.0.4' }, because: '25.0.3 measured' },
    {
      profile: java19,
      versions: { from: '25.0.4', below: '26' },
      because: '25.0.3 measured; name constraints are left open, as 17.0.20 changed them',
    },
  ],
  exclusions: [
    { versions: { from: '17.0.20', below: '17.0.21' }, reason: 'Java 17.0.20 compares name constraints in a way of its own' },
    { versions: { from: '18', below: '19' }, reason: 'Java 18 was not measured' },
    { versions: { from: '0', below: '17' }, reason: 'Java before 17 was not measured' },
    { versions: { from: '26', below: '1000' }, reason: 'Java after 25 was not measured' },
  ],
  libraries: [],
};
