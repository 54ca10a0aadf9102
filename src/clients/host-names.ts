// How each client compares host names: data for trust/path/host-name.ts. Every rule is shown against the real client in host-name.real.test.ts.
import type { CommonNameRules, HostNameRules } from './knobs/host-name-rules.ts';

// tag2nbyte of crypto/asn1/a_strex.c: what ASN1_STRING_to_UTF8 converts
const opensslStrings = new Set([12, 18, 19, 20, 22, 23, 24, 26, 28, 30]);

const opensslCommonName: CommonNameRules = {
  unless: ['dns'],
  which: 'all',
  forAddresses: false,
  strings: opensslStrings,
  otherString: 'ends-search',
  normalized: false,
};

/**
 * X509_check_host and X509_check_ip without flags, as `openssl verify -verify_hostname` and `-verify_ip` call them (crypto/x509/v3_utl.c: valid_star,
 * wildcard_match, do_x509_check of 1.1.1 to 3.5; from 4.1 on the common name no longer counts). Dots at the end are compared like any other.
 */
export const opensslNames: HostNameRules = {
  asked: { form: 'any', trailingDot: 'kept', brokenALabels: 'compared' },
  wildcard: {
    trailingDot: 'kept',
    star: 'edge-of-label',
    in: 'leftmost-label',
    labelsAfter: 2,
    characters: 'letters-digits-inner-hyphens',
    aLabels: 'not-beside-prefix',
    secondStar: 'no-match',
  },
  commonName: opensslCommonName,
  address: { ipv6: 'compared', mapped: 'distinct', oddLength: 'passed-over' },
  notAscii: { alternative: 'no-match', common: 'no-match' },
  unreadableNames: 'as-read',
};

/**
 * Python's ssl sets X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS (Modules/_ssl.c, context_new), and the idna codec refuses labels of 64 characters (Lib/ssl.py,
 * _encode_hostname; Lib/encodings/idna.py).
 */
export const pythonNames: HostNameRules = {
  ...opensslNames,
  asked: { ...opensslNames.asked, form: 'labels-to-63' },
  wildcard: { ...opensslNames.wildcard, star: 'whole-label' },
};

/** requests through urllib3 2: hostname_checks_common_name is off (util/ssl_.py), the dot at the end of the asked name is taken away (connection.py). */
export const requestsNames: HostNameRules = {
  ...pythonNames,
  asked: { ...pythonNames.asked, trailingDot: 'removed' },
  commonName: undefined,
};

/**
 * boto3: botocore switches ssl's own check off (httpsession.py), so that urllib3's match_hostname decides (util/ssl_match_hostname.py), with the common
 * name, since botocore's context still has hostname_checks_common_name.
 */
export const botocoreNames: HostNameRules = {
  ...requestsNames,
  wildcard: {
    trailingDot: 'kept',
    star: 'once-in-label',
    in: 'leftmost-label',
    labelsAfter: 0,
    characters: 'any',
    aLabels: 'not-beside-lower-prefix',
    secondStar: 'ends-search',
  },
  // getpeercert gives bit strings as bytes (Modules/_ssl.c, _create_tuple_for_attribute)
  commonName: { ...opensslCommonName, unless: ['dns', 'ip'], strings: new Set([...opensslStrings, 3]), otherString: 'hides-subject' },
  address: { ipv6: 'compared', mapped: 'distinct', oddLength: 'ends-search' },
  // decoded as UTF-8, compared with Unicode's folding
  notAscii: { alternative: 'not-modelled', common: 'folded' },
};

/** checkServerIdentity of Node.js 16.14 to 22 (lib/tls.js: check, splitHost; names from src/crypto/crypto_common.cc, PrintGeneralName). */
export const nodeNames: HostNameRules = {
  ...opensslNames,
  // 22.23 and 24.21 take what domainToASCII makes of the asked name, each with its own version of it; 20.20 does not
  asked: { form: 'any', trailingDot: 'removed', brokenALabels: 'not-modelled' },
  wildcard: {
    trailingDot: 'removed',
    star: 'once-in-label',
    in: 'leftmost-label',
    labelsAfter: 2,
    characters: 'any',
    aLabels: 'not-in-a-label',
    secondStar: 'no-match',
  },
  // GetX509NameObject gives up the whole subject at one value that it cannot convert
  commonName: { ...opensslCommonName, otherString: 'hides-subject' },
};

/** Node.js 24 does not survive a value of the subject that it cannot convert (24.16 to 24.20; 24.21 passes over it). */
export const node24Names: HostNameRules = { ...nodeNames, commonName: { ...opensslCommonName, otherString: 'crashes' } };

/**
 * 22.23, and 24.17 to 24.19: checkServerIdentity compares addresses with what domainToASCII makes of the asked one, which for an IPv6 address is nothing.
 * Measured: 22.22.3, 24.16.0 and 24.20.0 do not, 22.23.0, 22.23.3, 24.17.0, 24.18.1 and 24.19.0 do.
 */
export function withoutIpv6(rules: HostNameRules): HostNameRules {
  return { ...rules, address: { ...rules.address, ipv6: 'never' } };
}

/** ossl_verifyhost in lib/vtls/openssl.c and hostmatch in lib/vtls/hostcheck.c of curl 7.88 with Debian's fixes, which is that of 8.1. */
export const curlNames: HostNameRules = {
  ...opensslNames,
  asked: { form: 'any', trailingDot: 'removed', brokenALabels: 'compared' },
  wildcard: {
    trailingDot: 'removed',
    star: 'whole-label',
    in: 'leftmost-label',
    labelsAfter: 2,
    characters: 'any',
    aLabels: 'as-any',
    secondStar: 'no-match',
  },
  commonName: { ...opensslCommonName, unless: ['dns', 'ip'], which: 'last', forAddresses: true },
};

/** Certificate.VerifyHostname in crypto/x509/verify.go of Go 1.19: matchHostnames between host names, matchExactly where one of them is none. */
export const goNames: HostNameRules = {
  ...opensslNames,
  asked: { form: 'any', trailingDot: 'unless-odd-pattern', brokenALabels: 'compared' },
  wildcard: {
    trailingDot: 'kept',
    star: 'whole-label',
    in: 'leftmost-label',
    labelsAfter: 0,
    characters: 'any',
    aLabels: 'as-any',
    secondStar: 'no-match',
  },
  commonName: undefined,
  address: { ipv6: 'compared', mapped: 'same', oddLength: 'passed-over' },
};

/**
 * sun.security.util.HostnameChecker of JDK 19 to 25 under HTTPS endpoint identification: asked names pass SNIHostName (without underscores), the peer
 * host's last dot is taken away before (X509TrustManagerImpl.checkIdentity). Wildcards over a public suffix are refused under the JDK's own roots only,
 * and no public CA issues them.
 */
export const java19Names: HostNameRules = {
  ...opensslNames,
  asked: { form: 'letters-digits-hyphens', trailingDot: 'removed', brokenALabels: 'compared' },
  wildcard: {
    trailingDot: 'kept',
    star: 'often-in-label',
    in: 'leftmost-label',
    labelsAfter: 1,
    characters: 'any',
    aLabels: 'decoded',
    secondStar: 'no-match',
  },
  // DerValue.getAsString; another type is a NullPointerException
  commonName: {
    ...opensslCommonName,
    which: 'most-specific',
    strings: new Set([12, 19, 20, 22, 27, 28, 30]),
    normalized: true,
  },
  address: { ipv6: 'compared', mapped: 'same', oddLength: 'passed-over' },
  // a dNSName is read as US-ASCII, a common name goes through IDN.toASCII
  notAscii: { alternative: 'no-match', common: 'folded' },
  // X509CertImpl.getExtensionIfParseable
  unreadableNames: 'refused',
};

/**
 * JDK 17 and 18: a wildcard counts in every label but the last (matchAllWildcards), and a subjectAltName that cannot be read is as if there were none
 * (CertificateExtensions.parseExtension).
 */
export const javaNames: HostNameRules = {
  ...java19Names,
  wildcard: { ...java19Names.wildcard, in: 'every-label' },
  unreadableNames: 'absent',
};
