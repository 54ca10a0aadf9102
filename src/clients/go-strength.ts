import { curves } from './knobs/curves.ts';
import type { StrengthRules } from './knobs/strength-rules.ts';

/**
 * Go 1.18 to 1.23 (crypto/x509: parsePublicKey in parser.go, checkSignature and getSignatureAlgorithmFromAI in x509.go; read in 1.19). No key is too short;
 * SHA-1 and MD5 are refused since 1.18, DSA is read and verifies nothing, RSASSA-PSS keys and Ed448 are opaque.
 */
export const goStrength: StrengthRules = {
  readableKeys: {
    curves: new Set([curves.p224, curves.p256, curves.p384, curves.p521]),
    rsaBits: { from: 1, to: Number.POSITIVE_INFINITY },
    smallestRsaExponent: 1,
    // read into an int
    longestRsaExponent: [{ upToModulusBits: Number.POSITIVE_INFINITY, bits: 63 }],
  },
  keys: {
    rsaBits: 0,
    rsaPssBits: 0,
    dsa: { pBits: 0, qBits: 0 },
    curveOrderBits: 0,
    refused: new Set(),
    unusable: 'accepted',
    curves: 'any',
    pinnedEndEntity: 'ignored',
  },
  signatures: {
    digests: {
      'rsa-pkcs1': new Set(['sha256', 'sha384', 'sha512']),
      'rsa-pss': new Set(['sha256', 'sha384', 'sha512']),
      ecdsa: new Set(['sha256', 'sha384', 'sha512']),
      ed25519: new Set(['none']),
    },
    digestsOfTls12: {},
    signersKey: 'ignored',
    parameters: { ed25519: new Set(['absent']) },
    pss: 'salt-as-long-as-digest',
    curves: 'any',
    cannotVerify: new Set(['rsa-pss', 'dsa', 'ed448']),
    refusedBelowOwnAnchors: { digests: new Set(), files: new Set() },
  },
  handshake: {
    // crypto/tls/auth.go, typeAndHashFromSignatureScheme
    keys: new Set(['rsa', 'ec', 'ed25519']),
    // crypto/tls/common.go, defaultCurvePreferences
    curves: new Set([curves.p256, curves.p384, curves.p521]),
    // crypto/tls/handshake_client.go, maxRSAKeySize: since 1.19.12 and 1.20.7; before, longer ones pass
    rsaBits: { from: 528, to: 8192 },
    pssDigests: new Set(),
  },
};
