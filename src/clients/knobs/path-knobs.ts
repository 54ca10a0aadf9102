import type { GeneralName } from '../../x509/certificate.ts';
import type { FieldDefect } from '../../x509/certificate-defect.ts';
import type { DefectRules } from './defect-rules.ts';
import type { HostNameRules } from './host-name-rules.ts';
import type { NameConstraintRules } from './name-constraint-rules.ts';
import type { StrengthRules } from './strength-rules.ts';

/** One rule of path validation, applied to one certificate of a path; its code is the file of that name in trust/path/checks. */
export type CheckName =
  | 'well-formed'
  | 'critical-extensions'
  | 'certification-authority'
  | 'key-usage'
  | 'purpose'
  | 'distrusted-anchor'
  | 'path-length'
  | 'key-strength'
  | 'signature-strength'
  | 'signature'
  | 'dates'
  | 'name-constraints'
  | 'policies'
  | 'issuer-name'
  | 'host-name';

/** Checks that a client makes together, certificate by certificate in one direction: `up` from the end-entity to the anchor. */
export interface Stage {
  /**
   * `issuers` are all but the end-entity (the anchor is one of them), `below-anchor` all but the anchor, `issued-end-entity` is the end-entity unless it is
   * the anchor itself.
   */
  readonly on: 'end-entity' | 'issued-end-entity' | 'issuers' | 'below-anchor' | 'all';
  readonly direction: 'up' | 'down';
  readonly checks: readonly CheckName[];
  /** Made by the program once its library has found nothing: a client that goes on after failures does not come to it. */
  readonly afterwards?: true;
}

/** How the client looks for issuers. */
export interface SearchRules {
  /**
   * `greedy` takes one fitting issuer at each step and never goes back (OpenSSL); `backtracking` tries all others (Go); `backtracking-in-part` takes a
   * served chain in good order as it stands and tries others only where it is not (Java).
   */
  readonly strategy: 'greedy' | 'backtracking' | 'backtracking-in-part';
  /** Where an issuer is looked for first. */
  readonly lookFirst: 'trust-store' | 'served-chain';
  /** A certificate of the trust store ends the path although it is not self-signed. */
  readonly partialChain: boolean;
  /**
   * A key identifier, serial or issuer's name in the authority key identifier that differs rules a candidate out (`must-match`, X509_check_akid), puts it
   * behind others (`prefer`, Go's findPotentialParents), or means nothing.
   */
  readonly keyIdentifier: 'must-match' | 'prefer' | 'ignored';
  /** A candidate's key must be of the kind that the signature names (OpenSSL, check_sig_alg_match). */
  readonly keyKindMustFit: boolean;
  /** Which of several fitting issuers a greedy client takes when none of them is valid now. */
  readonly whenNoneIsCurrent: 'latest-expiry' | 'last';
  /** How issuer and subject are compared: folded as OpenSSL does, byte by byte, or in the canonical form of RFC 2253 (Java). */
  readonly nameComparison: 'folded' | 'exact' | 'rfc2253';
  /** Most certificates of a path; a longer one fails. */
  readonly longestPath: number;
  /** Signatures that one search may try; undefined where the client has no such bound. */
  readonly signatureBudget: number | undefined;
  /** What makes a served certificate the same as one that the path already holds. */
  readonly sameCertificate: 'bytes' | 'name-and-key';
  /** What each issuer must pass as it is taken; a candidate that does not is passed over. */
  readonly whileSearching: readonly CheckName[];
  /**
   * For a client that stays with the first path that passes (`backtracking-in-part`): what a served chain must pass as it stands, and what a path must that
   * was built. What `stages` say after that is the last word, no other path is tried.
   */
  readonly deciding?: { readonly asServed: readonly Stage[]; readonly built: readonly Stage[] };
}

/** Whether a certificate counts as an issuer (RFC 5280 §6.1.4 (k)–(n)). */
export interface IssuerRules {
  /** What may stand in for basicConstraints with cA in an intermediate, and in an anchor; `nothing-asked`: not looked at. */
  readonly intermediate: CaRule;
  readonly anchor: CaRule;
  /** keyUsage without keyCertSign rules an issuer out, `unless-empty` where a usage without any bit counts as none. */
  readonly keyUsage: { readonly intermediate: KeyUsageRule; readonly anchor: KeyUsageRule };
  /** Which issuers' pathLenConstraint counts. */
  readonly pathLength: 'all' | 'intermediates';
  /** Which certificates below count against it. */
  readonly pathLengthCounts: 'not-self-issued' | 'all';
}

/**
 * `extension`: basicConstraints with cA; `extension-unless-v1`: a version 1 certificate needs none; `extension-or-v1-or-usage`: OpenSSL's check_ca for the top
 * of a path (self-signed version 1, or keyCertSign, or a Netscape CA type in its place); `nothing-asked`.
 */
export type CaRule = 'extension' | 'extension-unless-v1' | 'extension-or-v1-or-usage' | 'nothing-asked';
/** Whether keyUsage must have keyCertSign where there is one; `unless-empty`: a usage without any bit counts as none (Go). */
export type KeyUsageRule = 'must-allow' | 'must-allow-unless-empty' | 'ignored';

/** Extended key usage and key usage of a TLS server's path, or of a client's as a server verifies it. */
export interface PurposeRules {
  readonly of: 'server' | 'client';
  /** Certificates whose extended key usage is looked at. */
  readonly on: 'end-entity' | 'all';
  /** anyExtendedKeyUsage stands for serverAuth, or clientAuth. */
  readonly anyPurpose: boolean;
  /** An extended key usage without entries is no restriction. */
  readonly emptyMeansAny: boolean;
  /** Further purposes that stand for serverAuth, OIDs (Netscape and Microsoft server gated crypto). */
  readonly equivalents: readonly string[];
  /** Key usage bits of which the end-entity needs one: any that a TLS server uses, or a client, digitalSignature (all that TLS 1.3 uses), or none. */
  readonly endEntityKeyUsage: 'any-tls' | 'any-tls-client' | 'digital-signature' | 'ignored';
  /** nsCertType is looked at. */
  readonly netscapeType: boolean;
}

/** Extensions and keys that the client knows. */
export interface ExtensionRules {
  /** OIDs that may be critical. */
  readonly understood: ReadonlySet<string>;
  /** A critical subjectAltName without a name of these kinds counts as not understood (Go). */
  readonly namesThatCount: ReadonlySet<GeneralName['kind']> | 'any';
  /** OIDs that a certificate may not have at all. */
  readonly refused: ReadonlySet<string>;
  /** OIDs that decide something which the engine does not model, where the end-entity has them, or an issuer whose extensions are looked at. */
  readonly notModelled: { readonly inEndEntity: ReadonlySet<string>; readonly inIssuers: ReadonlySet<string> };
  /** Certificates whose critical extensions are looked at. */
  readonly on: 'all' | 'below-anchor';
  /** EC keys with spelled-out parameters are refused in paths of more than one certificate (OpenSSL 3, check_curve). */
  readonly explicitCurves: 'refused' | 'allowed';
}

/** What the client makes of certificates with defects (x509/certificate-defect.ts). */
export interface ParsingRules {
  /** The client cannot read such a certificate: a handshake with it fails. */
  readonly unreadable: DefectRules;
  /** What such a certificate costs where it stands in the trust store: itself, or all that is there. */
  readonly unreadableAnchor: 'skipped' | 'no-anchors';
  /** The client reads such a certificate and then uses it nowhere in a path (OpenSSL's EXFLAG_INVALID). */
  readonly unusable: DefectRules;
  /** What it reports of an end-entity that it reads and cannot use: that no issuer is known, or the damage itself (curl). */
  readonly unusableEndEntity: 'without-issuer' | 'malformed';
  /** So it does with a key usage without any bit. */
  readonly emptyKeyUsage: 'unusable' | 'allowed';
  /** Forms of dates that the client reads at load and cannot tell afterwards: such a certificate is never valid (OpenSSL's X509_cmp_time). */
  readonly undatable: ReadonlySet<FieldDefect>;
}

/** How much of a served chain the client reads before it breaks off the handshake. */
export interface ServedLimits {
  /** The end-entity is one of them; undefined where they are not counted. */
  readonly certificates: number | undefined;
  /** Length of the TLS Certificate message. */
  readonly messageBytes: number;
}

/** How the client builds and validates a path. One code path in the engine per knob, never a test of the client's name. */
export interface PathKnobs {
  readonly servedLimits: ServedLimits;
  readonly search: SearchRules;
  /** Checks of the end-entity before the search begins. */
  readonly beforeSearch: readonly CheckName[];
  /** Checks of the whole path, in the client's order: it decides what is reported. */
  readonly stages: readonly Stage[];
  /** Which failure the client reports: the `first` one, or the `last` because it goes on after each (Node.js sets a callback that never stops). */
  readonly reports: 'first' | 'last';
  readonly anchorDates: 'checked' | 'ignored';
  /** Whether a certificate is still valid in the very second of its notAfter. */
  readonly notAfter: 'inclusive' | 'exclusive';
  readonly issuers: IssuerRules;
  readonly purpose: PurposeRules;
  readonly extensions: ExtensionRules;
  readonly parsing: ParsingRules;
  readonly strength: StrengthRules;
  readonly hostName: HostNameRules;
  readonly nameConstraints: NameConstraintRules;
  /** Certificate policies (RFC 5280 §6.1.1 (c)–(f)): `ignored`, or processed with any policy acceptable and none required at the start. */
  readonly policies: 'ignored' | 'processed';
  /** SHA-256 of anchors that the client distrusts although they are in its store; none where it has no such list. */
  readonly distrustedAnchors?: ReadonlySet<string>;
}
