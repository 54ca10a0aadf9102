import type { SecureContextOptions } from 'node:tls';

/** What a handshake offers; everything without it. `keys` alone would let a server fall back to another version, so it takes one. */
export type ClientOffer =
  | { readonly version: 'TLSv1.2'; readonly exchange?: 'ECDHE' }
  | { readonly version: 'TLSv1.2' | 'TLSv1.3'; readonly keys: 'RSA' | 'ECDSA' };

// What old servers need is offered last, so that the choice of the others is not changed by it. Suites without certificates would hide the chain.
const allSuites =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:DEFAULT:ALL:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0';
/** What every client of today has before TLS 1.3 (key-exchange.ts). */
const commonSuites = 'ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=0';
const suitesByKey = { RSA: 'aRSA:!eNULL:!PSK:!SRP:@SECLEVEL=0', ECDSA: 'aECDSA:!eNULL:@SECLEVEL=0' } as const;

// In TLS 1.3 a server chooses its certificate by these (RFC 8446 §4.4.2.2). Those of PKCS #1 sign certificates alone there, never the handshake (§4.2.3): with
// them a server need not hold back a certificate with an EC key that an RSA CA has signed. No such way leads to an RSA key beneath an ECDSA CA.
const forCertificates = 'RSA+SHA256:RSA+SHA384:RSA+SHA512';
const schemesByKey = {
  RSA: `rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:${forCertificates}`,
  ECDSA: `ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:${forCertificates}`,
} as const;

/** Node's options for a handshake that makes this offer. */
export function offerOptions(offer: ClientOffer | undefined): SecureContextOptions {
  // Without the hybrid post-quantum group, whose ClientHello needs two TCP segments: some load balancers hang on that (tldr.fail).
  const ecdhCurve = 'X25519:P-256:P-384:P-521';
  if (offer === undefined) return { minVersion: 'TLSv1', ciphers: allSuites, ecdhCurve };
  const { version } = offer;
  const versions = { minVersion: version, maxVersion: version, ecdhCurve } as const;
  if (!('keys' in offer)) return { ...versions, ciphers: offer.exchange === 'ECDHE' ? commonSuites : allSuites };
  // Before TLS 1.3 the cipher suite names the kind of key (RFC 5246 §7.4.2), and what may sign the certificates can stay as it is.
  if (version === 'TLSv1.2') return { ...versions, ciphers: suitesByKey[offer.keys] };
  return { ...versions, ciphers: allSuites, sigalgs: schemesByKey[offer.keys] };
}
