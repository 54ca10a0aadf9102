// How OpenSSL 1.1.1 and 3.x build and check a path: X509_verify_cert in crypto/x509/x509_vfy.c, v3_purp.c. Read in 1.1.1w, 3.0.17 and 3.5, and measured (CLIENTS §8).

import type { FieldDefect } from '../x509/certificate-defect.ts';
import { opensslNames } from './host-names.ts';
import type { DefectRules } from './knobs/defect-rules.ts';
import { oids } from './knobs/oids.ts';
import type { PathKnobs, Stage } from './knobs/path-knobs.ts';
import { openssl3xNameConstraints, openssl111NameConstraints } from './openssl-name-constraints.ts';
import { opensslStrength } from './openssl-strength.ts';

// check_extensions, in its order for each certificate
const extensions: Stage = {
  on: 'all',
  direction: 'up',
  checks: ['critical-extensions', 'certification-authority', 'well-formed', 'purpose', 'path-length'],
};
// check_auth_level
const levels: Stage = { on: 'all', direction: 'up', checks: ['key-strength', 'signature-strength'] };
// internal_verify, from the anchor down
const signatures: Stage = { on: 'all', direction: 'down', checks: ['key-usage', 'signature', 'dates'] };
const constraints: Stage = { on: 'all', direction: 'down', checks: ['name-constraints'] };
const hostName: Stage = { on: 'end-entity', direction: 'up', checks: ['host-name'] };
const hostNameAfterwards: Stage = { ...hostName, afterwards: true };

/** The host name is compared after the handshake, by the program (curl, Node.js). */
export const nameComparedByProgram: readonly Stage[] = [extensions, levels, signatures, constraints, hostNameAfterwards];
/** The host name is part of the verification (check_id): programs that call X509_VERIFY_PARAM_set1_host, as Python does. */
export const nameComparedByLibrary: readonly Stage[] = [extensions, levels, hostName, signatures, constraints];

/** x509v3_cache_extensions sets EXFLAG_INVALID where one of these does not decode or stands twice (X509_get_ext_d2i). */
const cached = new Set<string>([
  oids.basicConstraints,
  oids.proxyCertificate,
  oids.keyUsage,
  oids.extendedKeyUsage,
  oids.netscapeType,
  oids.subjectKeyId,
  oids.authorityKeyId,
  oids.subjectAltName,
  oids.nameConstraints,
  oids.crlDistributionPoints,
  oids.ipAddressBlocks,
  oids.autonomousSystems,
]);

/** d2i_X509 fails. Lengths that are not minimal, odd serials and odd times are read. */
const unreadable: DefectRules = {
  fields: new Set(['extra-fields', 'name-undecodable', 'name-value-unprintable', 'serial-not-minimal']),
  extensions: {},
};
const unusable: DefectRules = {
  fields: new Set(),
  extensions: {
    'malformed-extension': cached,
    'duplicate-extension': cached,
    'malformed-general-name': cached,
    'negative-path-length': 'any',
    'empty-distribution-point': 'any',
  },
};

/** asn1_time_to_tm in its strict form (X509_cmp_time): error 13 or 14, "format error in certificate's notBefore field". */
const undatable = new Set<FieldDefect>([
  'time-without-seconds',
  'generalized-time-without-seconds',
  'time-with-offset',
  'time-with-zero-offset',
  'time-with-fraction',
]);

/** X509_supported_extension. Key identifiers are not among them: marked critical they are refused. */
const understood = new Set<string>([
  oids.netscapeType,
  oids.keyUsage,
  oids.subjectAltName,
  oids.basicConstraints,
  oids.certificatePolicies,
  oids.crlDistributionPoints,
  oids.extendedKeyUsage,
  oids.ipAddressBlocks,
  oids.autonomousSystems,
  oids.ocspNoCheck,
  oids.policyConstraints,
  oids.proxyCertificate,
  oids.nameConstraints,
  oids.policyMappings,
  oids.inhibitAnyPolicy,
]);

/**
 * Trust store first (X509_V_FLAG_TRUSTED_FIRST, default since 1.1.0), no way back from a wrong issuer, key identifiers must match, names are compared
 * folded, and a certificate is expired in the second of its notAfter (CLIENTS §8.3–8.7, 8.11, 8.13). Security level 1, the library's own default up to 3.1.
 */
export const openssl3Path: PathKnobs = {
  // SSL_MAX_CERT_LIST_DEFAULT
  servedLimits: { certificates: undefined, messageBytes: 102_400 },
  search: {
    strategy: 'greedy',
    lookFirst: 'trust-store',
    partialChain: false,
    keyIdentifier: 'must-match',
    keyKindMustFit: true,
    whenNoneIsCurrent: 'latest-expiry',
    nameComparison: 'folded',
    // SSL_CTX's depth of 100 counts intermediates: the end-entity and the anchor come on top
    longestPath: 102,
    signatureBudget: undefined,
    sameCertificate: 'bytes',
    whileSearching: [],
  },
  beforeSearch: ['key-strength'],
  stages: nameComparedByProgram,
  reports: 'first',
  anchorDates: 'checked',
  notAfter: 'exclusive',
  issuers: {
    intermediate: 'extension',
    anchor: 'extension-or-v1-or-usage',
    keyUsage: { intermediate: 'must-allow', anchor: 'must-allow' },
    pathLength: 'all',
    pathLengthCounts: 'not-self-issued',
  },
  purpose: {
    of: 'server',
    on: 'all',
    anyPurpose: false,
    emptyMeansAny: false,
    equivalents: [oids.netscapeGatedCrypto, oids.microsoftGatedCrypto],
    endEntityKeyUsage: 'any-tls',
    netscapeType: true,
  },
  extensions: {
    understood,
    // X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED, unless a flag that no client of ours sets
    namesThatCount: 'any',
    refused: new Set([oids.proxyCertificate]),
    // X509v3_addr_validate_path and X509v3_asid_validate_path (RFC 3779)
    notModelled: { inEndEntity: new Set([oids.ipAddressBlocks, oids.autonomousSystems]), inIssuers: new Set() },
    on: 'all',
    explicitCurves: 'refused',
  },
  // one unreadable entry costs the whole file (CLIENTS §4)
  parsing: {
    unreadable,
    unreadableAnchor: 'no-anchors',
    unusable,
    unusableEndEntity: 'without-issuer',
    emptyKeyUsage: 'unusable',
    undatable,
  },
  strength: opensslStrength('3', 1),
  hostName: opensslNames,
  nameConstraints: openssl3xNameConstraints,
  // X509_V_FLAG_POLICY_CHECK is not set by any of our clients
  policies: 'ignored',
};

/** OpenSSL 1.1.1: another choice among expired issuers, SHA-1 passes at level 1, explicit curves are looked at in strict mode only. */
export const openssl111Path: PathKnobs = {
  ...openssl3Path,
  search: { ...openssl3Path.search, whenNoneIsCurrent: 'last' },
  extensions: {
    ...openssl3Path.extensions,
    explicitCurves: 'allowed',
    // X509_supported_extension of 1.1.1 lacks it
    understood: new Set([...understood].filter((oid) => oid !== oids.ocspNoCheck)),
  },
  parsing: {
    ...openssl3Path.parsing,
    emptyKeyUsage: 'allowed',
    // x509v3_cache_extensions of 1.1.1 only
    unusable: { ...unusable, extensions: { ...unusable.extensions, 'path-length-without-ca': 'any' } },
  },
  strength: opensslStrength('1.1.1', 1),
  nameConstraints: openssl111NameConstraints,
};

/** Security level 2 (112 bits): Debian's builds, and the default since 3.2. */
export function atLevel2(path: PathKnobs, generation: '1.1.1' | '3' = '3'): PathKnobs {
  return { ...path, strength: opensslStrength(generation, 2) };
}
