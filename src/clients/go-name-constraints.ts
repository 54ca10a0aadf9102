import type { NameConstraintRules } from './knobs/name-constraint-rules.ts';

/** How Go processes name constraints: crypto/x509 verify.go (isValid, checkNameConstraints) and parser.go (parseNameConstraintsExtension) of Go 1.19. */
export const goNameConstraints: NameConstraintRules = {
  on: 'all-issuers',
  // isValid, toCheck
  against: 'end-entity-and-itself',
  several: 'each-alone',
  names: {
    selfIssued: 'checked',
    subject: 'ignored',
    emailAddress: 'ignored',
    commonName: 'ignored',
    unreadable: 'refused',
    malformed: 'refused-elsewhere',
  },
  forms: {
    dns: 'labels',
    wildcards: 'literal',
    email: 'mailbox',
    uri: 'labels',
    ip: 'prefix',
    directory: 'unhandled',
    others: 'unhandled',
  },
  distances: 'ignored',
  malformed: 'unreadable',
  withoutSubtrees: 'malformed',
  trailingBytes: 'malformed',
  longLengths: 'malformed',
  // maxConstraintComparisons
  mostComparisons: { counted: 'as-made', most: 250_000 },
};
