// How Go builds and checks a path: crypto/x509 verify.go (Verify, buildChains, isValid), x509.go (CheckSignatureFrom), cert_pool.go of Go 1.19, read and measured (CLIENTS §8).
import { goNameConstraints } from './go-name-constraints.ts';
import { goStrength } from './go-strength.ts';
import { goNames } from './host-names.ts';
import { type DefectRules, noDefects } from './knobs/defect-rules.ts';
import { oids } from './knobs/oids.ts';
import type { PathKnobs } from './knobs/path-knobs.ts';

const read = new Set<string>([
  oids.keyUsage,
  oids.basicConstraints,
  oids.subjectAltName,
  oids.nameConstraints,
  oids.crlDistributionPoints,
  oids.authorityKeyId,
  oids.extendedKeyUsage,
  oids.subjectKeyId,
  oids.certificatePolicies,
  oids.authorityInfoAccess,
]);

/** parser.go, parseCertificate and processExtensions: what it reads must be as it should. */
const unreadable: DefectRules = {
  fields: new Set([
    'trailing-bytes',
    'length-not-minimal',
    'unknown-version',
    'boolean-not-der',
    'serial-not-minimal',
    'signature-algorithms-differ',
    'name-undecodable',
    'name-characters',
    'name-value-type',
    'time-unreadable',
    'time-with-fraction',
    'time-with-zero-offset',
    'generalized-time-without-seconds',
    // Go reads none of them, which leaves no names and no CA; a root of version 1 that has some would still do
    'extensions-without-version-3',
    'malformed-key',
    'rsa-parameters',
    'dsa-parameters-missing',
    'explicit-curve',
    'compressed-point',
  ]),
  extensions: {
    'malformed-extension': read,
    'duplicate-extension': 'any',
    'general-name-not-ascii': new Set([oids.subjectAltName, oids.nameConstraints]),
    'ip-address-length': new Set([oids.subjectAltName, oids.nameConstraints]),
    'uri-syntax': new Set([oids.subjectAltName]),
    'padding-bits': 'any',
    'empty-name-constraints': 'any',
    'relative-distribution-point': 'any',
    'trailing-bytes-in-extension': new Set([oids.nameConstraints]),
  },
};

/** Go 1.23 refuses negative serial numbers (GODEBUG x509negativeserial). */
export function refusingNegativeSerials(path: PathKnobs): PathKnobs {
  const { parsing } = path;
  return {
    ...path,
    parsing: { ...parsing, unreadable: { ...parsing.unreadable, fields: new Set([...parsing.unreadable.fields, 'serial-negative']) } },
  };
}

/** Every issuer is tried and signatures are tested on the way; key identifiers only order the candidates; names are compared byte by byte. */
export const goPath: PathKnobs = {
  // crypto/tls/common.go, maxHandshake; certificates have more room since 1.21
  servedLimits: { certificates: undefined, messageBytes: 65_536 },
  search: {
    strategy: 'backtracking',
    lookFirst: 'trust-store',
    partialChain: true,
    keyIdentifier: 'prefer',
    keyKindMustFit: false,
    whenNoneIsCurrent: 'latest-expiry',
    nameComparison: 'exact',
    longestPath: 102,
    // maxChainSignatureChecks
    signatureBudget: 100,
    sameCertificate: 'name-and-key',
    // CheckSignatureFrom, then isValid of the candidate
    whileSearching: [
      'certification-authority',
      'key-usage',
      'signature-strength',
      'signature',
      'critical-extensions',
      'dates',
      'name-constraints',
      'path-length',
    ],
  },
  // isValid of the end-entity, then VerifyHostname
  beforeSearch: ['critical-extensions', 'dates', 'host-name'],
  // checkChainForKeyUsage
  stages: [{ on: 'all', direction: 'down', checks: ['purpose'] }],
  reports: 'last',
  anchorDates: 'checked',
  notAfter: 'inclusive',
  issuers: {
    intermediate: 'extension',
    anchor: 'extension-unless-v1',
    keyUsage: { intermediate: 'must-allow-unless-empty', anchor: 'must-allow-unless-empty' },
    pathLength: 'all',
    pathLengthCounts: 'all',
  },
  purpose: {
    of: 'server',
    on: 'all',
    anyPurpose: true,
    emptyMeansAny: true,
    equivalents: [],
    endEntityKeyUsage: 'ignored',
    netscapeType: false,
  },
  extensions: {
    // parser.go, processExtensions: what it does not read and is critical stays unhandled; name constraints of a form that it does not know, too
    understood: read,
    // parser.go: "if len(out.DNSNames) == 0 && …"
    namesThatCount: new Set(['dns', 'email', 'ip', 'uri']),
    refused: new Set<string>(),
    notModelled: { inEndEntity: new Set(), inIssuers: new Set() },
    on: 'all',
    explicitCurves: 'allowed',
  },
  parsing: {
    unreadable,
    unreadableAnchor: 'skipped',
    unusable: noDefects,
    unusableEndEntity: 'malformed',
    emptyKeyUsage: 'allowed',
    undatable: new Set(),
  },
  strength: goStrength,
  hostName: goNames,
  nameConstraints: goNameConstraints,
  policies: 'ignored',
};
