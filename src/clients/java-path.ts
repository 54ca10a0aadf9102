// How Java builds and checks a path: sun.security.ssl.X509TrustManagerImpl, sun.security.validator and sun.security.provider.certpath, read in JDK 17.0.21
// and 25, measured with both (test/trust/path/forward-search.real.test.ts).
import { javaNames } from './host-names.ts';
import { javaDistrustedAnchors } from './java-distrusted-anchors.ts';
import { javaNameConstraints } from './java-name-constraints.ts';
import { javaStrength } from './java-strength.ts';
import { type DefectRules, noDefects } from './knobs/defect-rules.ts';
import { oids } from './knobs/oids.ts';
import type { PathKnobs } from './knobs/path-knobs.ts';

/** X509CertImpl, X509CertInfo and CertificateExtensions: a certificate with one of these is none. */
const unreadable: DefectRules = {
  fields: new Set([
    'extra-fields',
    'extensions-without-version-3',
    'signature-algorithms-differ',
    'empty-issuer',
    'empty-subject-without-critical-name',
    'time-unreadable',
    'malformed-key',
    'explicit-curve',
    'compressed-point',
  ]),
  extensions: {
    'malformed-extension': 'critical',
    'malformed-general-name': 'critical',
    'empty-general-names': 'critical',
    'ip-address-length': 'critical',
    'duplicate-extension': 'any',
    // where it is not critical, the extension would count as absent (CertificateExtensions.parseExtension): refused is the stricter reading
    'trailing-bytes-in-extension': 'any',
    // read, and then no CA
    'negative-path-length': 'any',
  },
};

/**
 * A served chain in good order is taken as it stands; anything else is searched. The dates of anchors are not looked at, but for those that a search comes to
 * after its first step (forward-search.ts).
 */
export const javaPath: PathKnobs = {
  // sun.security.ssl.SSLConfiguration: jdk.tls.client.maxInboundCertificateChainLength, jdk.tls.maxHandshakeMessageSize
  servedLimits: { certificates: 10, messageBytes: 32_768 },
  search: {
    strategy: 'backtracking-in-part',
    lookFirst: 'trust-store',
    partialChain: true,
    keyIdentifier: 'prefer',
    keyKindMustFit: false,
    whenNoneIsCurrent: 'latest-expiry',
    nameComparison: 'rfc2253',
    // PKIXBuilderParameters.getMaxPathLength is 5: no served certificate is looked for above five issuers that are not self-issued
    longestPath: 7,
    signatureBudget: undefined,
    sameCertificate: 'bytes',
    // ForwardBuilder.verifyCert
    whileSearching: ['critical-extensions', 'certification-authority', 'key-usage'],
    deciding: {
      // PKIXCertPathValidator, validate: AlgorithmChecker, KeyChecker, ConstraintsChecker, PolicyChecker, BasicChecker; what is still critical then
      asServed: [
        {
          on: 'below-anchor',
          direction: 'down',
          checks: [
            'key-strength',
            'signature-strength',
            'key-usage',
            'certification-authority',
            'path-length',
            'name-constraints',
            'policies',
            'dates',
            'signature',
            'critical-extensions',
          ],
        },
      ],
      // SunCertPathBuilder, "commencing final verification": BasicChecker (signatures alone), PolicyChecker, ConstraintsChecker, AlgorithmChecker
      built: [
        {
          on: 'below-anchor',
          direction: 'down',
          checks: [
            'signature',
            'policies',
            'certification-authority',
            'path-length',
            'name-constraints',
            'key-strength',
            'signature-strength',
          ],
        },
      ],
    },
  },
  beforeSearch: [],
  stages: [
    // PKIXValidator.verifyTrustAnchor
    { on: 'issuers', direction: 'down', checks: ['certification-authority', 'key-usage'] },
    // EndEntityChecker.checkTLSServer, which Validator.validate leaves out for a trusted end-entity; then X509TrustManagerImpl.checkIdentity
    { on: 'issued-end-entity', direction: 'up', checks: ['purpose', 'distrusted-anchor'] },
    { on: 'end-entity', direction: 'up', checks: ['host-name'] },
  ],
  reports: 'first',
  anchorDates: 'ignored',
  notAfter: 'inclusive',
  issuers: {
    intermediate: 'extension',
    anchor: 'extension-unless-v1',
    keyUsage: { intermediate: 'must-allow', anchor: 'must-allow' },
    pathLength: 'intermediates',
    pathLengthCounts: 'not-self-issued',
  },
  purpose: {
    of: 'server',
    on: 'end-entity',
    anyPurpose: true,
    emptyMeansAny: false,
    equivalents: [oids.microsoftGatedCrypto, oids.netscapeGatedCrypto],
    endEntityKeyUsage: 'digital-signature',
    netscapeType: true,
  },
  extensions: {
    understood: new Set<string>([
      oids.keyUsage,
      oids.subjectAltName,
      oids.basicConstraints,
      oids.nameConstraints,
      oids.certificatePolicies,
      oids.policyMappings,
      oids.policyConstraints,
      oids.inhibitAnyPolicy,
      oids.extendedKeyUsage,
    ]),
    namesThatCount: 'any',
    refused: new Set<string>(),
    notModelled: { inEndEntity: new Set(), inIssuers: new Set() },
    on: 'below-anchor',
    explicitCurves: 'allowed',
  },
  parsing: {
    unreadable,
    unreadableAnchor: 'no-anchors',
    unusable: noDefects,
    unusableEndEntity: 'malformed',
    emptyKeyUsage: 'allowed',
    undatable: new Set(),
  },
  strength: javaStrength,
  hostName: javaNames,
  nameConstraints: javaNameConstraints,
  policies: 'processed',
  distrustedAnchors: javaDistrustedAnchors,
};
