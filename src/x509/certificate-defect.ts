/** The choices of GeneralName (RFC 5280 §4.2.1.6); `unknown` is a tag that is none of them. */
export type GeneralNameForm = 'other-name' | 'email' | 'dns' | 'x400' | 'directory' | 'edi' | 'uri' | 'ip' | 'registered-id' | 'unknown';

/**
 * Defects outside of single extensions. Where a client is named, Go 1.19, Java 17 and OpenSSL 3.0 were run on such a certificate, and all were read: Go = crypto/x509/parser.go and cryptobyte, Java = sun.security
 * (X509CertInfo, X509CertImpl, DerValue), OpenSSL = crypto/asn1 and crypto/x509, webpki = rustls-webpki, pyca = Python's cryptography.
 */
export type FieldDefect =
  /** Bytes after the certificate. OpenSSL's PEM readers ignore them; Go ("trailing data"), and TLS stacks for served certificates, refuse. */
  | 'trailing-bytes'
  /** A length that is not in its shortest form (X.690 §10.1). OpenSSL and Java read it; Go, webpki and pyca refuse. */
  | 'length-not-minimal'
  /** More elements in a structure than it has. OpenSSL refuses, Java too save in an extension; Go ignores them. */
  | 'extra-fields'
  /** A version beyond 3, or below 1. Go and webpki refuse, OpenSSL and Java do not look. */
  | 'unknown-version'
  /** Extensions in version 1 or 2. Java refuses, Go reads none of them, OpenSSL reads them all. */
  | 'extensions-without-version-3'
  /** A DEFAULT value spelled out (version 1, critical or cA FALSE; X.690 §11.5). pyca refuses, the others do not mind. */
  | 'default-value-encoded'
  /** A BOOLEAN that is neither 0 nor 255 (X.690 §11.1). Go, webpki and pyca refuse, OpenSSL and Java take it as true. */
  | 'boolean-not-der'
  /** RFC 5280 §4.1.2.2. Only pyca refuses; Go since 1.23. */
  | 'serial-negative'
  /** RFC 5280 §4.1.2.2. */
  | 'serial-zero'
  /** More than 20 octets (RFC 5280 §4.1.2.2). pyca refuses. */
  | 'serial-too-long'
  /** An octet too many in front (X.690 §8.3.2). OpenSSL since 1.1.0 and Go refuse, Java does not. */
  | 'serial-not-minimal'
  /** RFC 5280 §4.1.1.2. Go, Java and GnuTLS refuse the certificate; OpenSSL only its signature, so an anchor works there. */
  | 'signature-algorithms-differ'
  /** The signature is not a whole number of octets: OpenSSL refuses the signature, Go shifts it. */
  | 'signature-unused-bits'
  /** issuerUniqueID or subjectUniqueID (RFC 5280 §4.1.2.8). Read by nobody; Java and GnuTLS refuse them in version 1. */
  | 'unique-identifiers'
  /** RFC 5280 §4.1.2.4. Java refuses. */
  | 'empty-issuer'
  /** RFC 5280 §4.1.2.6: an empty subject needs a critical subjectAltName. Java refuses where there are any extensions. */
  | 'empty-subject-without-critical-name'
  /** A name's string that is no string of its type: bad UTF-8, half a BMP character. OpenSSL (x509_name_canon) and Go refuse, Java does not. */
  | 'name-undecodable'
  /** A PrintableString, IA5String or NumericString with other characters. Go refuses. */
  | 'name-characters'
  /** A name's value of a type that Go does not read (parseASN1String): UniversalString, VisibleString, anything that is no string. */
  | 'name-value-type'
  /** Of those, one that OpenSSL refuses too (B_ASN1_PRINTABLE in asn1.h): VisibleString, numbers, anything that is not universal. */
  | 'name-value-unprintable'
  /** A date that no client could tell; it is then such that the certificate is never valid. Go refuses, OpenSSL loads; Java takes 31 days for any month. */
  | 'time-unreadable'
  /** UTCTime without seconds. Java and Go read it, OpenSSL loads the certificate and fails it (X509_cmp_time). */
  | 'time-without-seconds'
  /** GeneralizedTime without seconds. Java reads it, Go refuses, OpenSSL fails it. */
  | 'generalized-time-without-seconds'
  /** A zone other than Z. Go and Java read it, OpenSSL fails it. */
  | 'time-with-offset'
  /** An offset of zero where Z should stand. Java reads it, Go refuses what it would write otherwise, OpenSSL fails it. */
  | 'time-with-zero-offset'
  /** Fractions of a second. Java reads them, Go refuses, OpenSSL fails the certificate. */
  | 'time-with-fraction'
  /** GeneralizedTime before 2050 (RFC 5280 §4.1.2.5). pyca refuses. */
  | 'time-type'
  /** A key whose bytes are none of its kind, a point off its curve among them. Go refuses, Java too save that point; OpenSSL where the key is needed. */
  | 'malformed-key'
  /** RSA without its NULL (RFC 3279 §2.3.1). Go refuses. */
  | 'rsa-parameters'
  /** DSA parameters that are inherited from the issuer (RFC 3279 §2.3.2). Go refuses; Node 24 crashes when asked about such a key. */
  | 'dsa-parameters-missing'
  /** EC parameters spelled out (RFC 5480 §2.1.1). Go, Java, webpki, GnuTLS and OpenSSL 3's strict mode refuse. */
  | 'explicit-curve'
  /** A compressed EC point. Go, Java and webpki refuse. */
  | 'compressed-point';

/** Defects of one extension; the OID says which. */
export type ExtensionDefect =
  /**
   * The value is not what its type says; the field reads as absent. OpenSSL refuses the certificate for those that it caches (ossl_x509v3_cache_extensions),
   * Go for those that it reads, Java for critical ones, and others are then absent for it (CertificateExtensions.parseExtension).
   */
  | { readonly kind: 'malformed-extension'; readonly oid: string }
  /** Bytes after the value. Java and webpki take that as malformed; OpenSSL and Go (except for name constraints) do not look. */
  | { readonly kind: 'trailing-bytes-in-extension'; readonly oid: string }
  /** The same extension again; the first one is read. Go, Java, GnuTLS and webpki refuse, OpenSSL for those that it caches. */
  | { readonly kind: 'duplicate-extension'; readonly oid: string }
  /** A name in the wrong encoding for its form. OpenSSL, GnuTLS and Java take the extension as malformed, Go passes over the name. */
  | { readonly kind: 'malformed-general-name'; readonly oid: string; readonly form: GeneralNameForm }
  /** Qualifiers of a policy other than anyPolicy (RFC 5280 §4.2.1.4 advises against them). Java refuses them in critical policies. */
  | { readonly kind: 'policy-qualifiers'; readonly oid: string }
  /** A list of names without any. Java refuses it where it is critical, and otherwise reads the extension as absent. */
  | { readonly kind: 'empty-general-names'; readonly oid: string }
  /** A name with characters beyond ASCII. Go refuses those that it reads (dns, email, uri). */
  | { readonly kind: 'general-name-not-ascii'; readonly oid: string; readonly form: GeneralNameForm }
  /** An address of neither 4 nor 16 octets. Go refuses; Java reads 8 and 32 too; webpki refuses once it compares it. */
  | { readonly kind: 'ip-address-length'; readonly oid: string; readonly length: number }
  /** A URI that Go's net/url does not parse, or whose host is no domain. Go refuses. */
  | { readonly kind: 'uri-syntax'; readonly oid: string }
  /** A path length in what is no CA (RFC 5280 §4.2.1.9). OpenSSL 1.1.1 refuses the certificate, 3.x in strict mode. */
  | { readonly kind: 'path-length-without-ca'; readonly oid: string }
  /** A negative path length. OpenSSL refuses ("negative pathlen"), Go reads -1 as none. */
  | { readonly kind: 'negative-path-length'; readonly oid: string }
  /** Unused bits of a BIT STRING that are set (X.690 §11.2.1). Go refuses, OpenSSL masks them, Java reads them. */
  | { readonly kind: 'padding-bits'; readonly oid: string }
  /** RFC 5280 §4.2.1.10: neither permitted nor excluded subtrees, or none in them. Go refuses. */
  | { readonly kind: 'empty-name-constraints'; readonly oid: string }
  /** A distribution point named relative to its issuer (RFC 5280 §4.2.1.13). Go refuses. */
  | { readonly kind: 'relative-distribution-point'; readonly oid: string }
  /** A distribution point with neither name nor issuer. OpenSSL 3 refuses (setup_dp). */
  | { readonly kind: 'empty-distribution-point'; readonly oid: string };

/**
 * One deviation from RFC 5280 or DER that a certificate carries and that some client may refuse and another take: a fact for the client profiles. What no
 * client can read at all is a ParseError in its place. Constructed or indefinite-length encodings (BER), which OpenSSL reads, are ParseErrors too.
 */
export type CertificateDefect = { readonly kind: FieldDefect } | ExtensionDefect;
