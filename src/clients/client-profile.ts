import type { DamageKind, TrustStoreReading } from '../formats/trust-store.ts';
import type { ClientCertificateRules } from './client-certificate-rules.ts';
import type { PathKnobs } from './knobs/path-knobs.ts';
import type { PathReason } from './path-reason.ts';
import type { ProxyRules } from './proxy-rules.ts';

/** Where a candidate trust store is named. */
export type TrustSource =
  | { readonly kind: 'option'; readonly name: string }
  | { readonly kind: 'environment'; readonly name: string }
  /** `{home}` stands for the runtime's home (JAVA_HOME, OPENSSLDIR). */
  | { readonly kind: 'path'; readonly path: string }
  /** The bundle that the first of these packages brings along, of those that are installed (certifi, botocore). */
  | { readonly kind: 'package'; readonly names: readonly string[] }
  /** Roots that are compiled into the runtime. */
  | { readonly kind: 'bundled' };

/** How the client reads what the source names. */
export type Reading = 'pem-file' | 'hashed-directory' | 'every-file' | 'java-keystore' | 'bundled';

/** Something that a start can set: an option by its name (`--cacert`, `javax.net.ssl.trustStore`) or a variable. */
export interface Setting {
  readonly kind: 'option' | 'environment';
  readonly name: string;
}

/**
 * `given`: the option stands there, the variable is set and not empty; `absent`: it is not; a list: the value is one of these; `otherThan`: it
 * has a value, which is none of these.
 */
export interface Condition {
  readonly setting: Setting;
  readonly is: 'given' | 'absent' | readonly string[] | { readonly otherThan: readonly string[] };
}

/** One place that a client may take trust anchors from. */
export interface TrustLocation extends Partial<FileTolerance> {
  readonly source: TrustSource;
  readonly reading: Reading;
  /** Lists of paths are split at this character (SSL_CERT_DIR); members that are not there are passed over. */
  readonly separator?: ':';
  /** What an empty value means. */
  readonly whenEmpty: 'unset' | 'verification-off' | 'no-anchors';
  /** What a named file that is not there means: try the `next` location, go on with `no-anchors`, or every connection is an `error`. */
  readonly whenMissing: 'next' | 'no-anchors' | 'error';
  /** The location counts only where all of these hold. */
  readonly when?: readonly Condition[];
  /** Values that name no file and mean no anchors (`NONE` in Java). */
  readonly noAnchorsAt?: readonly string[];
  /** What a directory under the name of a file means; without it, a file without certificates. */
  readonly whenDirectory?: 'hashed-directory' | 'missing';
  /** Distributions (os-release ID) whose builds have this default compiled in; elsewhere it is not known. */
  readonly builtFor?: readonly string[];
  /** Variables that may put another file in its place, in a way that is not followed: where one is set, it is not known. */
  readonly movedBy?: readonly Setting[];
  /** Options that open a Java key store. */
  readonly keystore?: KeystoreOptions;
}

/** How a Java key store is opened. */
export interface KeystoreOptions {
  readonly passwordOption: string;
  readonly typeOption: string;
  /** Store types, lower-case, and the formats that each of them opens; the first is the default. */
  readonly types: Readonly<Record<string, readonly TrustStoreReading['format'][]>>;
  /** What an encrypted store means where no password is given. */
  readonly withoutPassword: DamageEffect;
}

/** The first location of a slot that is set decides it; a client trusts the union of its slots, in order. */
export interface TrustSlot {
  readonly name: string;
  readonly locations: readonly TrustLocation[];
  /** The slot counts only where all of these hold. */
  readonly when?: readonly Condition[];
  /** Where one of its locations decides, the slots after it are not read: the named bundle replaces the system's. */
  readonly replacesFollowing?: true;
}

/** What a damaged file costs this client (CLIENTS table §4): nothing, that entry, all that follows, or the whole file. */
export type DamageEffect = 'harmless' | 'skips-entry' | 'stops-reading' | 'no-anchors' | 'error';

/** What this client makes of files that are not a clean list of certificates; a location may differ from its profile. */
export interface FileTolerance {
  readonly damage: Readonly<Record<DamageKind, DamageEffect>>;
  /** Entries marked BEGIN TRUSTED CERTIFICATE. */
  readonly trustedMark: 'accepted' | 'skipped';
  /** A file that is there and holds no certificate. */
  readonly whenNoCertificate: 'no-anchors' | 'error';
}

/** Why a file is of no use to a client that insists on it; `only-closed`: it does not insist, and all that it looked at was closed to its user. */
export type FileTrouble = 'missing' | 'closed' | 'only-closed' | 'damaged' | 'empty' | 'directory';

/** When the client reads its trust store again: what a running process holds depends on it. */
export type ReRead = 'at-start' | 'per-client' | 'per-connection';

/** What the client says when it rejects a chain for one reason: the line to look for in the service's log. */
export interface ErrorText {
  /** What the client prints, as recorded; `{name}` stands for the store's host name, `{names}` for those in the certificate. */
  readonly text: string;
  /** What it prints instead where the search found no issuer of the end-entity itself (Node). */
  readonly whenLeafAlone?: string;
  /** What it prints instead where the end-entity is self-signed and not trusted (OpenSSL). */
  readonly whenSelfSigned?: string;
  /** What it prints instead where the store sends its own untrusted root (OpenSSL). */
  readonly whenRootServed?: string;
  /** What it prints instead where the path broke off within the trust store: an intermediate is there, its root is not (OpenSSL). */
  readonly whenInTrustStore?: string;
  /** What it prints instead where an anchor has the missing issuer's name, with another key (Java). */
  readonly whenAnchorNamed?: string;
  /** What it prints instead where the name is an address. */
  readonly forAddress?: string;
  /** What it prints instead where the certificate has no subjectAltName; of the two for an address this one stands first. */
  readonly withoutNames?: string;
  readonly forAddressWithoutNames?: string;
  /** What it prints instead where the name stands in the common name alone, which it ignores (Go). */
  readonly inCommonNameOnly?: string;
}

/** A variable that carries options, as a launcher reads it: beneath the command line, or above it. */
export interface OptionVariable {
  readonly name: string;
  readonly rank: 'under-command-line' | 'over-command-line';
}

/** A TLS client family as data: where it finds its roots, how it validates, what it prints. */
export interface ClientProfile extends FileTolerance {
  /** `curl`, `python`, `node-24`, `go`, `java` …: stable, named in reports and in `client:` of a declared service. */
  readonly name: string;
  readonly title: string;
  readonly family: 'openssl' | 'go' | 'java';
  readonly lookup: readonly TrustSlot[];
  /** Variables that carry options, the weakest first. */
  readonly optionVariables: readonly OptionVariable[];
  /** Any of these that holds switches verification off. */
  readonly verificationOff: readonly Condition[];
  /** Any of these that holds (a list: all of it) keeps the program from starting, with what it prints. */
  readonly refuses: readonly { readonly when: Condition | readonly Condition[]; readonly text: string }[];
  /** Any of these that holds (a list: all of it) makes the store unknown: the client does something that was not measured. */
  readonly notModelled: readonly { readonly when: Condition | readonly Condition[]; readonly reason: string }[];
  /** Where it takes the certificate from that it shows to stores which ask for one. */
  readonly clientCertificate: ClientCertificateRules;
  /** Which settings send it to its store through a proxy. */
  readonly proxies: ProxyRules;
  /** Where it looks for its store while nothing names one. */
  readonly defaultAddress?: string;
  readonly path: PathKnobs;
  readonly reRead: ReRead;
  readonly errors: Readonly<Partial<Record<PathReason, ErrorText>>> & { readonly 'unknown-issuer': ErrorText };
  /** What it prints where a file that it insists on is of no use; `{path}` stands for the file. */
  readonly fileErrors: Readonly<Partial<Record<FileTrouble, string>>>;
  /** Where each of it was measured or read: client versions, documents. */
  readonly proof: readonly string[];
}
