import type { NameConstraintRules } from './knobs/name-constraint-rules.ts';

/**
 * How Java processes name constraints: sun.security.provider.certpath.ConstraintsChecker, sun.security.x509.NameConstraintsExtension and GeneralSubtrees of
 * JDK 17 up to 17.0.19.
 */
export const javaNameConstraints: NameConstraintRules = {
  // the trust manager's anchors are made without constraints: TrustAnchor(certificate, null) in sun.security.validator.PKIXValidator
  on: 'below-anchor',
  against: 'every-certificate-below',
  several: 'merged',
  names: {
    selfIssued: 'exempt',
    subject: 'directory-name',
    emailAddress: 'without-alternative-names',
    commonName: 'most-specific',
    unreadable: 'refused-when-compared',
    // CertificateExtensions.parseExtension: an extension that is not critical and does not parse is as if it were not there
    malformed: 'absent',
  },
  forms: {
    dns: 'text',
    wildcards: 'literal',
    email: 'text',
    uri: 'text',
    ip: 'unmasked-base-of-any-length',
    directory: 'rfc2253',
    others: 'refused-unless-equal',
  },
  distances: 'refuses-all',
  malformed: 'unreadable-if-critical',
  withoutSubtrees: 'allowed',
  trailingBytes: 'malformed',
  longLengths: 'allowed',
  mostComparisons: undefined,
};

/** JDK 25.0.3: addresses are compared with ranges of their own length only. */
export const java25NameConstraints: NameConstraintRules = {
  ...javaNameConstraints,
  forms: { ...javaNameConstraints.forms, ip: 'unmasked-base' },
};

/**
 * JDK 17.0.21: a wildcard is covered by an excluded subtree that it could stand for, IPv4-mapped addresses are IPv4, and host names are read more strictly.
 * 17.0.19 and 25.0.3 do not yet do so, and
 * 17.0.20 does it in a way of its own, also for permitted subtrees.
 */
export const javaNameConstraintsWithWildcards: NameConstraintRules = {
  ...javaNameConstraints,
  names: { ...javaNameConstraints.names, commonName: 'most-specific-with-wildcards' },
  forms: { ...javaNameConstraints.forms, wildcards: 'matched-when-excluded', uri: 'text-strict', ip: 'unmasked-base-or-mapped' },
};
