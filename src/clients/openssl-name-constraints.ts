// How OpenSSL processes name constraints: crypto/x509/v3_ncons.c and check_name_constraints in crypto/x509/x509_vfy.c.
import type { NameConstraintRules } from './knobs/name-constraint-rules.ts';

/** OpenSSL 1.1.1 (crypto/x509v3/v3_ncons.c): any minimum or maximum is refused, and otherNames are all of one form. */
export const openssl111NameConstraints: NameConstraintRules = {
  // check_name_constraints: "higher in chain including trust anchor"
  on: 'all-issuers',
  against: 'every-certificate-below',
  several: 'each-alone',
  names: {
    // check_name_constraints: "ignore self-issued certs unless last in chain"
    selfIssued: 'exempt',
    subject: 'directory-name',
    emailAddress: 'always',
    // has_san_id(x, GEN_DNS), NAME_CONSTRAINTS_check_CN; the host flags are 0 in Node.js, curl and Python
    commonName: 'host-like',
    unreadable: 'refused-when-compared',
    malformed: 'refused-elsewhere',
  },
  forms: { dns: 'octets', wildcards: 'literal', email: 'octets', uri: 'octets', ip: 'masked', directory: 'folded', others: 'refused' },
  distances: 'refused',
  malformed: 'unusable',
  withoutSubtrees: 'allowed',
  trailingBytes: 'allowed',
  longLengths: 'allowed',
  // NAME_CHECK_MAX
  mostComparisons: { counted: 'names-times-subtrees', most: 1 << 20 },
};

/** OpenSSL 3.0: a minimum of 0 passes (nc_minmax_valid), otherNames are told apart by their type. */
export const openssl3NameConstraints: NameConstraintRules = {
  ...openssl111NameConstraints,
  forms: { ...openssl111NameConstraints.forms, others: 'refused-by-type' },
  distances: 'refused-unless-zero',
};

/** OpenSSL 3.0 to 3.5: which release began to take the host of a URI out by a parser is not known. */
export const openssl3xNameConstraints: NameConstraintRules = {
  ...openssl3NameConstraints,
  forms: { ...openssl3NameConstraints.forms, uri: 'octets-or-parsed' },
};

/** OpenSSL 3.5.8: the host of a URI is taken out by a parser (OSSL_parse_url). 3.0.19 does not do so. */
export const openssl35NameConstraints: NameConstraintRules = {
  ...openssl3NameConstraints,
  forms: { ...openssl3NameConstraints.forms, uri: 'parsed' },
};
