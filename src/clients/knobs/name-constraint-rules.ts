/** How the client processes name constraints (RFC 5280 §4.2.1.10, §6.1.3 (b)(c), §6.1.4 (g)). */
export interface NameConstraintRules {
  /** Whose constraints count. */
  readonly on: 'all-issuers' | 'below-anchor';
  /**
   * What an issuer's constraints are held against: every certificate below it (RFC 5280), or the alternative names of the end-entity and the issuer's
   * own, which are then checked at the issuer (Go's isValid).
   */
  readonly against: 'every-certificate-below' | 'end-entity-and-itself';
  /** Constraints of several issuers: each set alone, or one set made of all by intersection and union, from the anchor down (RFC 5280 §6.1.4 (g)). */
  readonly several: 'each-alone' | 'merged';
  readonly names: ConstrainedNameRules;
  readonly forms: NameFormRules;
  /**
   * A subtree with minimum or maximum (RFC 5280: both are never used): `refused` where a name of its form is compared with it, `refused-unless-zero` the
   * same but for a minimum of 0, `refuses-all` whatever the names are, but for a minimum of 0; `ignored`.
   */
  readonly distances: 'refused' | 'refused-unless-zero' | 'refuses-all' | 'ignored';
  /**
   * What a certificate is whose constraints do not decode, or whose values `forms` takes for malformed: `unusable` in a path, or `unreadable` as a whole,
   * which ends a handshake that presents it. `unreadable-if-critical`: otherwise it has no constraints.
   */
  readonly malformed: 'unusable' | 'unreadable' | 'unreadable-if-critical';
  /** Constraints without a single subtree. */
  readonly withoutSubtrees: 'allowed' | 'malformed';
  /** Bytes after the value. */
  readonly trailingBytes: 'allowed' | 'malformed';
  /** Lengths that are not in their shortest form (X.690 §10.1). */
  readonly longLengths: 'allowed' | 'malformed';
  /** The client's own bound on comparisons, beyond which it rejects; undefined where it has none. */
  readonly mostComparisons: { readonly counted: 'names-times-subtrees' | 'as-made'; readonly most: number } | undefined;
}

/** Which names of a certificate are held against constraints, beside its alternative names. */
export interface ConstrainedNameRules {
  /** Certificates that name themselves as their issuer, other than the end-entity, are passed over. */
  readonly selfIssued: 'exempt' | 'checked';
  readonly subject: 'directory-name' | 'ignored';
  /** emailAddress attributes of the subject count as mail addresses. */
  readonly emailAddress: 'always' | 'without-alternative-names' | 'ignored';
  /**
   * Common names that count as host names: `host-like` each one of the end-entity's that looks like a host name of two labels or more, where no alternative
   * name is one (OpenSSL, cn2dnsid); `most-specific` the last one of any certificate, as address or host name, where no alternative name is of that form (Java);
   * `most-specific-with-wildcards` the same where a `*` may stand in it (Java since 17.0.21).
   */
  readonly commonName: 'host-like' | 'most-specific' | 'most-specific-with-wildcards' | 'ignored';
  /** An alternative name that `forms` cannot read: only where it is compared with a subtree, or wherever there are constraints. */
  readonly unreadable: 'refused-when-compared' | 'refused';
  /** Alternative names that do not decode as a whole: the certificate would be refused elsewhere, or they count as absent. */
  readonly malformed: 'refused-elsewhere' | 'absent';
}

/** How each form of name is read and compared; the code of each value is in trust/path/name-constraints. `unhandled`: the client knows no such constraints. */
export interface NameFormRules {
  /** `octets`: OpenSSL's nc_dns; `labels`: Go's matchDomainConstraint; `text`: Java's DNSName.constrains. */
  readonly dns: 'octets' | 'labels' | 'text';
  /** Whether `*` in a name stands for labels when it is held against an excluded subtree. */
  readonly wildcards: 'literal' | 'matched-when-excluded';
  /** `octets`: nc_email; `mailbox`: Go's parseRFC2821Mailbox and matchEmailConstraint; `text`: Java's RFC822Name.constrains. */
  readonly email: 'octets' | 'mailbox' | 'text';
  /**
   * `octets`: nc_uri before `parsed` came, which takes the host out of the URI by a parser (OSSL_parse_url), `octets-or-parsed` where which of them holds is not known; `labels`: matchURIConstraint; `text`: Java's URIName,
   * `text-strict` since 17.0.21.
   */
  readonly uri: 'octets' | 'parsed' | 'octets-or-parsed' | 'labels' | 'text' | 'text-strict';
  /**
   * `masked`: any mask (nc_ip); `prefix`: the mask must be a prefix (Go's isValidIPMask); `unmasked-base`: the subtree's own bits outside the mask count (Java 25),
   * `unmasked-base-of-any-length`: an IPv4 range is held against the beginning of an IPv6 address (Java up to 17.0.19),
   * `unmasked-base-or-mapped`: IPv4-mapped addresses are IPv4, too (since 17.0.21).
   */
  readonly ip: 'masked' | 'prefix' | 'unmasked-base-of-any-length' | 'unmasked-base' | 'unmasked-base-or-mapped';
  /** `folded`: canonical encodings (nc_dn); `rfc2253`: canonical text (Java's X500Name). */
  readonly directory: 'folded' | 'rfc2253' | 'unhandled';
  /**
   * Every other form: a name that meets a subtree of its form is refused; `refused-by-type`: otherNames only where the type is the same too, and mail addresses in
   * one are mail addresses (OpenSSL 3); `refused-unless-equal`: equal registered ids match (Java's OIDName).
   */
  readonly others: 'refused' | 'refused-by-type' | 'refused-unless-equal' | 'unhandled';
}
