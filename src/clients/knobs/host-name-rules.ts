/** How the client compares the name that it asked for with the certificate (RFC 6125, RFC 9525). */
export interface HostNameRules {
  readonly asked: AskedNameRules;
  readonly wildcard: WildcardRules;
  /** undefined: the common name never counts. */
  readonly commonName: CommonNameRules | undefined;
  readonly address: AddressRules;
  /**
   * Names with characters beyond ASCII, which no asked name has: `no-match`; `not-modelled`; `folded`: modelled only as far as a character that no folding
   * turns into ASCII, or into nothing, rules the name out.
   */
  readonly notAscii: { readonly alternative: 'no-match' | 'not-modelled'; readonly common: 'no-match' | 'folded' };
  /** A subjectAltName that Java cannot read (trust/path/readable-names.ts) is not there for Java 17, fails every name for Java 25, and the others read it. */
  readonly unreadableNames: 'as-read' | 'absent' | 'refused';
}

/** What the client does to the name that it asks for, and which names it refuses to ask for. */
export interface AskedNameRules {
  /**
   * `labels-to-63`: no label of 64 characters or more; `letters-digits-hyphens` (RFC 1123 §2.1): nor underscores, nor a hyphen at a label's end, and
   * the same of the certificate's names, where a wildcard counts as a letter.
   */
  readonly form: 'any' | 'labels-to-63' | 'letters-digits-hyphens';
  /** `unless-odd-pattern`: removed unless one of the two names is no host name (Go): then they are compared as they stand. */
  readonly trailingDot: 'removed' | 'kept' | 'unless-odd-pattern';
  /** An A-label that decodes to nothing (`xn--` with a wrong tail) never matches in some patch versions: not modelled. */
  readonly brokenALabels: 'compared' | 'not-modelled';
}

/** Which wildcards of a certificate count, and what they stand for. A name with others is compared as it stands. */
export interface WildcardRules {
  readonly trailingDot: 'removed' | 'kept';
  /** Where in a label: the `whole-label`, an `edge-of-label` (`v*`, `*t`), `once-in-label` (`v*t`) or `often-in-label` (`v*u*t`). */
  readonly star: 'whole-label' | 'edge-of-label' | 'once-in-label' | 'often-in-label';
  readonly in: 'leftmost-label' | 'every-label';
  /** Labels that must follow the one with the last wildcard: 2 refuses `*.internal`. */
  readonly labelsAfter: 0 | 1 | 2;
  /** What the labels of a name with a wildcard may be made of, on both sides of the wildcard too; what it stands for may have hyphens anywhere. */
  readonly characters: 'any' | 'letters-digits-inner-hyphens';
  /**
   * A wildcard that is only a part of its label: `as-any`; `not-beside-prefix` of an A-label at the start of either name (RFC 6125 §6.4.3), or
   * `not-beside-lower-prefix` where case counts; `not-in-a-label` where the pattern's label holds `xn--`; `decoded` compares in Unicode.
   */
  readonly aLabels: 'as-any' | 'not-beside-prefix' | 'not-beside-lower-prefix' | 'not-in-a-label' | 'decoded';
  /** A second wildcard in the leftmost label ends the comparison with all names that follow (urllib3 raises). */
  readonly secondStar: 'no-match' | 'ends-search';
}

/** When and how the subject's common name counts (RFC 2818 §3.1, RFC 6125 §6.4.4). */
export interface CommonNameRules {
  /** Kinds of subjectAltName of which one entry, even an empty one, rules the common name out. */
  readonly unless: readonly ('dns' | 'ip')[];
  /**
   * `all` in order; the `last` one; the `most-specific`: the first of the last relative distinguished name that has one.
   */
  readonly which: 'all' | 'last' | 'most-specific';
  /** An address that is asked for may stand in it as text. */
  readonly forAddresses: boolean;
  /** Universal tags of the string types that the client converts. */
  readonly strings: ReadonlySet<number>;
  /**
   * A value of another type rules out that name and those that follow (`ends-search`), or all where any attribute of the subject has it (`hides-subject`);
   * `crashes`: with it Node.js 24 falls over up to 24.20, whatever it asks for.
   */
  readonly otherString: 'ends-search' | 'hides-subject' | 'crashes';
  /** Names that change under NFKC are refused (Java). */
  readonly normalized: boolean;
}

/** How IP addresses are compared with those of subjectAltName (RFC 5280 §4.2.1.6). */
export interface AddressRules {
  /** `never`: some releases of Node.js refuse every IPv6 address. */
  readonly ipv6: 'compared' | 'never';
  /** ::ffff:10.0.0.7 is 10.0.0.7 (Go, Java), or another address. */
  readonly mapped: 'same' | 'distinct';
  /** An entry of a length that no address has is passed over, or ends the search for addresses (urllib3 raises). */
  readonly oddLength: 'passed-over' | 'ends-search';
}
