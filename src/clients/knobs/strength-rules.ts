/** Kinds of public keys that certificates carry and the engine models. */
export type KeyKind = 'rsa' | 'rsa-pss' | 'dsa' | 'ec' | 'ed25519' | 'ed448';

/** Digests of signature schemes; `none` where the scheme hashes by itself (RFC 8032). */
export type SignatureDigest =
  | 'none'
  | 'md2'
  | 'md4'
  | 'md5'
  | 'ripemd160'
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha512-224'
  | 'sha512-256'
  | 'sha3-224'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512';

/** How a signature is made, without its digest. */
export type SignatureFamily = 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa' | 'dsa' | 'ed25519' | 'ed448';

/** Parameters of a signature's AlgorithmIdentifier. */
export type ParameterKind = 'absent' | 'null' | 'other';

/** What the client's library can make a key of. A certificate with another key is none for it, in every place (Go, Java). */
export interface ReadableKeys {
  /** OIDs of named curves. */
  readonly curves: ReadonlySet<string>;
  /** Both ends are allowed. */
  readonly rsaBits: { readonly from: number; readonly to: number };
  /** Smallest public exponent. */
  readonly smallestRsaExponent: number;
  /** Longest public exponent in bits, by the longest modulus for which it counts; the first that fits the modulus decides. */
  readonly longestRsaExponent: readonly { readonly upToModulusBits: number; readonly bits: number }[];
}

/** Keys that the client takes as strong enough. */
export interface KeyRules {
  /** Shortest modulus; a kind that has no number here is refused. */
  readonly rsaBits: number;
  readonly rsaPssBits: number;
  readonly dsa: { readonly pBits: number; readonly qBits: number };
  /** Shortest order of a curve. */
  readonly curveOrderBits: number;
  /** Kinds that are refused whatever their length. */
  readonly refused: ReadonlySet<KeyKind>;
  /** Keys that are damaged, or of a kind or curve that the library does not know. */
  readonly unusable: 'refused' | 'accepted';
  /** Curves (OIDs) that the client survives; `any` but for those Node.js that crash over a curve without a name of NIST's. */
  readonly curves: ReadonlySet<string> | 'any';
  /** Curves (OIDs) that every build of the client knows, where builds differ: over others the verdict is open. */
  readonly curvesOfEveryBuild?: ReadonlySet<string>;
  /** An end-entity that is its own anchor: is its key looked at? */
  readonly pinnedEndEntity: 'checked' | 'ignored';
}

/** Signatures that the client takes, made by the issuers of a path. */
export interface SignatureRules {
  /** Digests by family; a family that is not here is refused. */
  readonly digests: Readonly<Partial<Record<SignatureFamily, ReadonlySet<SignatureDigest>>>>;
  /** Digests that are accepted where the server speaks TLS 1.2 only, and refused in 1.3: which it speaks is not known. */
  readonly digestsOfTls12: Readonly<Partial<Record<SignatureFamily, ReadonlySet<SignatureDigest>>>>;
  /** Digests that some builds of the client take and others refuse: over these the verdict is open. */
  readonly digestsOfSomeBuilds?: ReadonlySet<SignatureDigest>;
  /** Whether the key that signed must be as strong as that of a certificate below, anchors included. */
  readonly signersKey: 'checked' | 'ignored';
  /** Parameters that a family may have; families that are not here may have any (RSA-PSS has a rule of its own). */
  readonly parameters: Readonly<Partial<Record<SignatureFamily, ReadonlySet<ParameterKind>>>>;
  /** `salt-as-long-as-digest`: the mask's digest is the same, too (Go). */
  readonly pss: 'any' | 'salt-as-long-as-digest';
  /** Curves (OIDs) by whose keys the library can verify; `any` that it can read. */
  readonly curves: ReadonlySet<string> | 'any';
  /** Kinds of keys by which the library can verify nothing, though it reads them. */
  readonly cannotVerify: ReadonlySet<KeyKind>;
  /** Digests that are refused below anchors that came with the client itself (Java's `jdkCA`), and the names of files that hold such anchors among others. */
  readonly refusedBelowOwnAnchors: { readonly digests: ReadonlySet<SignatureDigest>; readonly files: ReadonlySet<string> };
}

/**
 * Keys of a server for which the client offers a signature scheme (RFC 8446 §4.2.3) and a group, with the settings that it comes with. DSA is in no list: some
 * clients still take it in TLS 1.2 from servers with DHE_DSS suites, which none is set up with by itself.
 */
export interface HandshakeRules {
  readonly keys: ReadonlySet<KeyKind>;
  /** OIDs. */
  readonly curves: ReadonlySet<string>;
  /** Shortest and longest RSA modulus; 528 bits are the shortest that RSASSA-PSS with SHA-256 fits in. */
  readonly rsaBits: { readonly from: number; readonly to: number };
  /** Digests to which an RSASSA-PSS key may be restricted. */
  readonly pssDigests: ReadonlySet<SignatureDigest>;
}

/** Keys and signatures that the client refuses for their strength or kind. */
export interface StrengthRules {
  /** Undefined where a key that cannot be read spoils nothing but itself (OpenSSL). */
  readonly readableKeys: ReadableKeys | undefined;
  readonly keys: KeyRules;
  readonly signatures: SignatureRules;
  readonly handshake: HandshakeRules;
}
