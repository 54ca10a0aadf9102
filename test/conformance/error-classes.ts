// What each client's words mean, as regular expressions over recorded texts. One text may stand for several classes where the client says no
// more than that; every such entry says why, and `several` in the report counts how many agreements rest on one.
import type { ReasonClass } from './reason-class.ts';

interface Wording {
  readonly pattern: RegExp;
  readonly classes: readonly ReasonClass[];
}

const means = (pattern: RegExp, ...classes: readonly ReasonClass[]): Wording => ({ pattern, classes });

// crypto/x509/x509_txt.c; node:tls codes before the text; the same texts from Python, curl, `openssl verify` and BoringSSL.
const openssl: readonly Wording[] = [
  // Node's callback goes on after every error and the last one stands (node src/crypto/crypto_util.cc, VerifyCallback): a CA that is none for any
  // purpose is none for this purpose either, so the second error of the same certificate hides the first
  means(/^INVALID_PURPOSE\b/, 'purpose', 'ca'),
  means(/unsupported certificate purpose|unsuitable certificate purpose/, 'purpose'),
  means(/unable to get (?:local )?issuer certificate|unable to verify the first certificate|self[- ]signed certificate/, 'unknown-issuer'),
  means(/error setting certificate file/, 'unknown-issuer'),
  means(/invalid CA certificate|key usage does not include certificate signing/, 'ca'),
  means(/path length constraint exceeded/, 'path-length'),
  means(/certificate has expired/, 'expired'),
  means(/certificate is not yet valid/, 'not-yet-valid'),
  means(/certificate signature failure|EVP lib|invalid padding/, 'signature'),
  means(/(?:digest algorithm|certificate key) too weak/, 'weak'),
  means(/unhandled critical extension/, 'critical-extension'),
  means(/subtree violation|name constraint (?:type|syntax)|invalid name syntax|Issuer has name constraints/, 'constraint'),
  means(
    /[Hh]ostname mismatch|IP address mismatch|does(?:n't| not) match certificate's altnames|no alternative certificate subject name/,
    'name',
  ),
  means(/no explicit policy|invalid or inconsistent certificate policy/, 'policy'),
  means(
    /unable to decode issuer public key|X509 V3 routines::invalid certificate|decode error|couldn't get X509-issuer name/i,
    'malformed',
  ),
  // X509_V_ERR_UNSPECIFIED: an extension that the library could not decode, name constraints among them
  means(/unspecified certificate verification error|unknown certificate verification error/, 'malformed', 'constraint'),
  means(/KEY_USAGE_BIT_INCORRECT/, 'purpose'),
  // X509_V_FLAG_X509_STRICT (crypto/x509/x509_vfy.c, check_extensions)
  means(/Missing (?:Authority|Subject) Key Identifier|Basic Constraints of CA cert not marked critical/, 'strict'),
  means(/CA cert does not include key usage|Path length given without key usage|keyCertSign invalid for non-CA/, 'strict'),
  means(/Subject empty and|Subject name empty|Issuer name empty|Authority Key Identifier marked critical/, 'strict'),
  means(/Subject Key Identifier marked critical|Empty Subject Alternative Name|signature algorithm mismatch/i, 'strict'),
];

// crypto/x509/verify.go. Candidates are tried one by one: the text names the first that did not fit, after "unknown authority" for the whole.
const go: readonly Wording[] = [
  means(/signed by unknown authority \(possibly because of .*parent certificate cannot sign/, 'unknown-issuer', 'ca'),
  means(/signed by unknown authority \(possibly because of .*(?:insecure algorithm|algorithm unimplemented)/, 'unknown-issuer', 'weak'),
  means(/signed by unknown authority \(possibly because of /, 'unknown-issuer', 'signature'),
  means(/signed by unknown authority/, 'unknown-issuer'),
  means(/expired or is not yet valid: current time \S+ is after/, 'expired'),
  means(/expired or is not yet valid: current time \S+ is before/, 'not-yet-valid'),
  means(/not authorized to sign for this name/, 'constraint'),
  means(/not authorized to sign other certificates/, 'ca'),
  means(/too many intermediates/, 'path-length'),
  means(/incompatible key usage/, 'purpose'),
  means(/certificate is valid for .*, not |not valid for any names|doesn't contain any IP SANs|legacy Common Name/, 'name'),
  means(/unhandled critical extension/, 'critical-extension'),
  means(/^parse (?:leaf|intermediate|root)/, 'malformed'),
  means(/attempts limit reached/, 'limit'),
];

// sun.security.validator.PKIXValidator, sun.security.provider.certpath
const java: readonly Wording[] = [
  // SunCertPathBuilder drops every path that fails any check of RFC 5280 and says only that none was left; names and the end-entity's own
  // purpose are looked at afterwards, with words of their own
  means(
    /unable to find valid certification path/,
    ...(['unknown-issuer', 'signature', 'ca', 'path-length', 'weak', 'critical-extension', 'constraint', 'policy', 'expired'] as const),
    'not-yet-valid',
  ),
  means(/does not chain with any of the trust anchors|trustAnchors parameter must be non-empty/, 'unknown-issuer'),
  means(/CertificateExpiredException|NotAfter/, 'expired'),
  means(/CertificateNotYetValidException|NotBefore/, 'not-yet-valid'),
  means(/signature check failed/, 'signature'),
  means(/this is not a CA certificate|CA key usage check failed|TrustAnchor with subject/, 'ca'),
  means(/pathLenConstraint violated/, 'path-length'),
  means(/unrecognized critical extension/, 'critical-extension'),
  means(/name constraints check failed/, 'constraint'),
  means(/Algorithm constraints check failed/, 'weak'),
  means(/policy tree/, 'policy'),
  means(/Extended key usage does not permit|KeyUsage does not allow/, 'purpose'),
  means(/No subject alternative|No name matching|Illegal given domain name/, 'name'),
  means(/CertificateParsingException|Signature algorithm mismatch|UnsupportedOperationException/, 'malformed'),
];

// lib/cert-session.c, _gnutls_certificate_verification_status_print: one sentence for each flag
const gnutls: readonly Wording[] = [
  means(/issuer is unknown/, 'unknown-issuer'),
  means(/issuer is not a CA/, 'ca'),
  // GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE: in the recorded answers name constraints, path length and the issuer's key usage
  means(/violates the signer's constraints/, 'constraint', 'path-length', 'ca'),
  means(/uses insecure algorithm/, 'weak'),
  means(/uses expired certificate/, 'expired'),
  means(/uses not yet valid certificate/, 'not-yet-valid'),
  means(/signature in the certificate is invalid/, 'signature'),
  means(/does not match the intended purpose/, 'purpose'),
  means(/name in the certificate does not match/, 'name'),
  means(/unknown critical extension/, 'critical-extension'),
  means(/^parse:/, 'malformed'),
];

// rustls-webpki src/error.rs
const rustls: readonly Wording[] = [
  means(/UnknownIssuer/, 'unknown-issuer'),
  means(/BadSignature/, 'signature'),
  means(/certificate expired/, 'expired'),
  means(/certificate not valid yet/, 'not-yet-valid'),
  means(/not valid for (?:any )?name/, 'name'),
  means(/extended key usage|EmptyEkuExtension/, 'purpose'),
  // an end-entity with the CA bit: neither a fitting purpose nor a fitting kind of certificate
  means(/CaUsedAsEndEntity/, 'ca', 'purpose'),
  means(/EndEntityUsedAsCa/, 'ca'),
  means(/PathLenConstraintViolated|MaximumPathDepthExceeded/, 'path-length'),
  means(/NameConstraintViolation|NetworkMaskConstraint|MalformedNameConstraint/, 'constraint'),
  means(/UnsupportedCriticalExtension/, 'critical-extension'),
  means(/UnsupportedSignatureAlgorithm/, 'weak'),
  means(/Maximum\w+Exceeded/, 'limit'),
  means(/UnsupportedCertVersion|BadEncoding|ExtensionValueInvalid|Malformed/, 'malformed'),
];

const isGnutls = /^(?:0x[0-9a-f]+ |parse: )/;
const isRustls = /^invalid peer certificate/;
const isGo = /^(?:parse \w+: )?x509:/;
const isJava = /Exception\b/;

/**
 * The classes that the client's own words can stand for; empty where they cannot be told. The text itself shows whose it is. OpenSSL's command prints
 * all errors one after the other: the first counts. GnuTLS prints all flags at once: each counts.
 */
export function classesOfError(text: string): ReadonlySet<ReasonClass> {
  if (isGnutls.test(text)) return new Set(gnutls.filter(({ pattern }) => pattern.test(text)).flatMap(({ classes }) => classes));
  if (isRustls.test(text)) return firstOf(rustls, text);
  if (isGo.test(text)) return firstOf(go, text);
  return firstOf(isJava.test(text) ? java : openssl, text);
}

function firstOf(wordings: readonly Wording[], text: string): ReadonlySet<ReasonClass> {
  const found = wordings.flatMap((wording) => {
    const at = text.search(wording.pattern);
    return at === -1 ? [] : [{ at, wording }];
  });
  const [first] = found.toSorted((a, b) => a.at - b.at);
  return new Set(first?.wording.classes ?? []);
}
