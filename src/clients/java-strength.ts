import { curves } from './knobs/curves.ts';
import type { ParameterKind, SignatureDigest, StrengthRules } from './knobs/strength-rules.ts';

/** sun.security.util.CurveDB of JDK 17; asked of it curve by curve. */
const readable =
  '1.2.840.10045.3.0.5 1.2.840.10045.3.0.6 1.2.840.10045.3.0.7 1.2.840.10045.3.0.11 1.2.840.10045.3.0.12 1.2.840.10045.3.0.13 1.2.840.10045.3.0.18 ' +
  '1.2.840.10045.3.0.20 1.2.840.10045.3.1.1 1.2.840.10045.3.1.2 1.2.840.10045.3.1.3 1.2.840.10045.3.1.4 1.2.840.10045.3.1.5 1.2.840.10045.3.1.6 ' +
  '1.2.840.10045.3.1.7 1.3.132.0.1 1.3.132.0.2 1.3.132.0.3 1.3.132.0.4 1.3.132.0.5 1.3.132.0.6 1.3.132.0.7 1.3.132.0.8 1.3.132.0.9 1.3.132.0.10 ' +
  '1.3.132.0.15 1.3.132.0.16 1.3.132.0.17 1.3.132.0.22 1.3.132.0.23 1.3.132.0.24 1.3.132.0.25 1.3.132.0.26 1.3.132.0.27 1.3.132.0.28 1.3.132.0.29 ' +
  '1.3.132.0.30 1.3.132.0.31 1.3.132.0.32 1.3.132.0.33 1.3.132.0.34 1.3.132.0.35 1.3.132.0.36 1.3.132.0.37 1.3.132.0.38 1.3.132.0.39 ' +
  '1.3.36.3.3.2.8.1.1.1 1.3.36.3.3.2.8.1.1.3 1.3.36.3.3.2.8.1.1.5 1.3.36.3.3.2.8.1.1.7 1.3.36.3.3.2.8.1.1.9 1.3.36.3.3.2.8.1.1.11 1.3.36.3.3.2.8.1.1.13';

const tls13: ReadonlySet<SignatureDigest> = new Set(['sha1', 'sha256', 'sha384', 'sha512']);
const none: ReadonlySet<SignatureDigest> = new Set(['none']);
const nothing: ReadonlySet<ParameterKind> = new Set(['absent', 'null']);
const arithmetic: ReadonlySet<string> = new Set([curves.p256, curves.p384, curves.p521]);

/**
 * Java 17: jdk.certpath.disabledAlgorithms and jdk.tls.disabledAlgorithms as they are shipped (conf/security/java.security), the signature schemes that its TLS
 * offers, which certificates must keep to as well (SSLAlgorithmConstraints, SignatureScheme), and the limits of its own key factories.
 */
export const javaStrength: StrengthRules = {
  readableKeys: {
    curves: new Set(readable.split(' ')),
    // sun.security.rsa.RSAKeyFactory, checkKeyLengths and RSAPublicKeyImpl, checkExponentRange
    rsaBits: { from: 512, to: 16_384 },
    smallestRsaExponent: 3,
    longestRsaExponent: [
      { upToModulusBits: 3072, bits: 3072 },
      { upToModulusBits: 16_384, bits: 64 },
    ],
  },
  keys: {
    rsaBits: 1024,
    // the constraint on RSA is one on that name, not on RSASSA-PSS (KeySizeConstraint)
    rsaPssBits: 0,
    dsa: { pBits: 1024, qBits: 0 },
    curveOrderBits: 224,
    refused: new Set(),
    unusable: 'accepted',
    curves: 'any',
    // sun.security.validator.PKIXValidator returns before it looks at anything
    pinnedEndEntity: 'ignored',
  },
  signatures: {
    digests: {
      'rsa-pkcs1': tls13,
      // any name of a digest passes as "RSASSA-PSS"; MD2 and MD5 are disabled
      'rsa-pss': new Set([...tls13, 'sha224', 'sha512-224', 'sha512-256', 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512']),
      ecdsa: tls13,
      ed25519: none,
      ed448: none,
    },
    // sun.security.ssl.SignatureScheme, PROTOCOLS_TO_12
    digestsOfTls12: { 'rsa-pkcs1': new Set(['sha224']), ecdsa: new Set(['sha224']), dsa: new Set(['sha1', 'sha224', 'sha256']) },
    // AlgorithmChecker, prevPubKey
    signersKey: 'checked',
    // AlgorithmId takes NULL as absent; other parameters are handed to the signature, which has no use for them
    parameters: { 'rsa-pkcs1': nothing, ecdsa: nothing, dsa: nothing, ed25519: nothing, ed448: nothing },
    pss: 'any',
    // sun.security.ec.ECOperations, forParameters
    curves: arithmetic,
    cannotVerify: new Set(),
    // `SHA1 jdkCA & usage TLSServer`: entries of the JDK's own store whose alias says so (sun.security.util.AnchorCertificates), which no evidence shows
    refusedBelowOwnAnchors: { digests: new Set(['sha1']), files: new Set(['cacerts']) },
  },
  handshake: {
    keys: new Set(['rsa', 'rsa-pss', 'ec', 'ed25519', 'ed448']),
    curves: arithmetic,
    rsaBits: { from: 528, to: 16_384 },
    pssDigests: new Set(['sha256', 'sha384', 'sha512']),
  },
};
