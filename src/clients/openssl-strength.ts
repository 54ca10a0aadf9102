import { curves } from './knobs/curves.ts';
import type { KeyKind, SignatureDigest, StrengthRules } from './knobs/strength-rules.ts';

/** Security level of OpenSSL (SSL_CTX_set_security_level): 0 asks for nothing, 1 for 80 bits, 2 for 112, 3 for 128. */
export type SecurityLevel = 0 | 1 | 2 | 3;

// crypto/x509/x509_vfy.c, minbits_table
const securityBits = [0, 80, 112, 128] as const;

/**
 * Shortest modulus that reaches the bits of a level. 1.1.1: BN_security_bits, crypto/bn/bn_lib.c. 3.x: ossl_ifc_ffc_compute_security_bits,
 * crypto/rsa/rsa_lib.c, rounds to multiples of eight bits, so the floors are lower; asked of OpenSSL 3.0.19 for every length.
 */
const shortestRsa = { '1.1.1': [0, 1024, 2048, 3072], '3': [0, 920, 1963, 2671] } as const;

// BN_security_bits in both
const shortestDsa = [
  { pBits: 0, qBits: 0 },
  { pBits: 1024, qBits: 160 },
  { pBits: 2048, qBits: 224 },
  { pBits: 3072, qBits: 256 },
] as const;

// crypto/ec/ec_ameth.c, ec_security_bits
const shortestOrder = [0, 160, 224, 256] as const;

// Half of the digest; 3.x knows better of SHA-1 and MD5 (crypto/x509/x509_set.c, x509_sig_info_init). EVP_get_digestbynid finds no MD2.
const digestBits: Readonly<Record<Exclude<SignatureDigest, 'none' | 'md2'>, number>> = {
  md4: 64,
  md5: 64,
  ripemd160: 80,
  sha1: 80,
  sha224: 112,
  'sha512-224': 112,
  'sha3-224': 112,
  sha256: 128,
  'sha512-256': 128,
  'sha3-256': 128,
  sha384: 192,
  'sha3-384': 192,
  sha512: 256,
  'sha3-512': 256,
};
const brokenInOpenssl3: ReadonlySet<string> = new Set(['md5', 'sha1']);

const everyKey: ReadonlySet<KeyKind> = new Set(['rsa', 'rsa-pss', 'ec', 'ed25519', 'ed448']);

/**
 * What OpenSSL asks of keys and signatures at a security level (crypto/x509/x509_vfy.c: check_key_level, check_sig_level). At level 0 nothing is asked, but a
 * key that cannot be read fails all the same, as the handshake needs it. Builds without some curves (Fedora, RHEL) are stricter.
 */
export function opensslStrength(generation: '1.1.1' | '3', level: SecurityLevel): StrengthRules {
  const rsaBits = shortestRsa[generation][level];
  const digests = new Set<SignatureDigest>();
  for (const [digest, bits] of Object.entries(digestBits) as [SignatureDigest, number][]) {
    const strength = generation === '3' && brokenInOpenssl3.has(digest) ? 63 : bits;
    if (strength >= securityBits[level]) digests.add(digest);
  }
  const none = new Set<SignatureDigest>(['none']);
  const absent = new Set(['absent'] as const);
  return {
    readableKeys: undefined,
    keys: {
      rsaBits,
      rsaPssBits: rsaBits,
      dsa: shortestDsa[level],
      curveOrderBits: shortestOrder[level],
      refused: new Set(),
      unusable: 'refused',
      curves: 'any',
      pinnedEndEntity: 'checked',
    },
    signatures: {
      // crypto/objects/obj_xref.txt: which signature algorithms there are; ECDSA with SHA-3 came with 3.5 at the latest
      digests: {
        'rsa-pkcs1': without(digests, 'sha512-224', 'sha512-256'),
        'rsa-pss': digests,
        ecdsa: without(digests, 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'),
        dsa: without(digests, 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'),
        ed25519: none,
        ed448: none,
      },
      digestsOfTls12: {},
      // check_key_level looks at every certificate by itself
      signersKey: 'ignored',
      // crypto/ec/ecx_meth.c, ecd_item_verify; the provider of 3.x does not look
      parameters: generation === '3' ? {} : { ed25519: absent, ed448: absent },
      pss: 'any',
      curves: 'any',
      cannotVerify: new Set(),
      refusedBelowOwnAnchors: { digests: new Set(), files: new Set() },
    },
    handshake: {
      keys: everyKey,
      // ssl/t1_lib.c, eccurves_default and tls12_sigalgs
      curves: new Set([curves.p256, curves.p384, curves.p521]),
      rsaBits: { from: 528, to: 16_384 },
      pssDigests: new Set(['sha256', 'sha384', 'sha512']),
    },
  };
}

function without(digests: ReadonlySet<SignatureDigest>, ...others: readonly SignatureDigest[]): ReadonlySet<SignatureDigest> {
  return new Set([...digests].filter((digest) => !others.includes(digest)));
}
