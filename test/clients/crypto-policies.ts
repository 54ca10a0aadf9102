// What crypto policies write into openssl.cnf, as of fedora-crypto-policies, tests/outputs/*-opensslcnf.txt, without the sections that follow.
const ciphers = 'kPSK:kDHEPSK:kECDHEPSK:kRSAPSK:-aDSS:-3DES:!DES:!RC4:!RC2:!IDEA:-SEED:!eNULL:!aNULL:!MD5:-SHA384:-CAMELLIA:-ARIA:-AESCCM8';
const suites = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256';
const bounds = 'TLS.MinProtocol = TLSv1.2\nTLS.MaxProtocol = TLSv1.3\nDTLS.MinProtocol = DTLSv1.2\nDTLS.MaxProtocol = DTLSv1.2\n';
const schemes =
  'ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512';
const groups = 'X25519:secp256r1:X448:secp521r1:secp384r1:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192';
const usual = `CipherString = @SECLEVEL=2:kEECDH:kRSA:kEDH:${ciphers}\nCiphersuites = ${suites}\n${bounds}`;
const optional = (list: string): string =>
  list
    .split(':')
    .map((one) => `?${one}`)
    .join(':');

/** The text of a policy, by the release that it is of. */
export const cryptoPolicies = {
  'DEFAULT of AlmaLinux 9.2': `${usual}SignatureAlgorithms = ${schemes}:ECDSA+SHA224:RSA+SHA224\n`,
  'DEFAULT of Amazon Linux 2023 and Fedora 36': `${usual}SignatureAlgorithms = ${schemes}:ECDSA+SHA224:RSA+SHA224\nGroups = ${groups}\n`,
  'DEFAULT of Fedora 43': `${usual}SignatureAlgorithms = ?mldsa44:?mldsa65:?mldsa87:${schemes}:ECDSA+SHA224:RSA+SHA224
Groups = *?X25519MLKEM768:?x25519_mlkem768:?SecP256r1MLKEM768:?p256_mlkem768:?SecP384r1MLKEM1024:?p384_mlkem1024/*${groups}\n`,
  'DEFAULT:NO-PQ of Fedora 44': `${usual}SignatureAlgorithms = ${optional(`${schemes}:ECDSA+SHA224:RSA+SHA224`)}\nGroups = *${optional(groups)}\n`,
  LEGACY: `CipherString = @SECLEVEL=1:kEECDH:kRSA:kEDH:kPSK:kDHEPSK:kECDHEPSK:kRSAPSK:!DES:!RC4:!RC2:!IDEA:-SEED:!eNULL:!aNULL:!MD5:-SHA384:-CAMELLIA:-ARIA:-AESCCM8
Ciphersuites = ${suites}\nTLS.MinProtocol = TLSv1\nTLS.MaxProtocol = TLSv1.3\nDTLS.MinProtocol = DTLSv1\nDTLS.MaxProtocol = DTLSv1.2
SignatureAlgorithms = ${schemes}:ECDSA+SHA224:RSA+SHA224:DSA+SHA256:DSA+SHA384:DSA+SHA512:DSA+SHA224:ECDSA+SHA1:RSA+SHA1:DSA+SHA1\nGroups = ${groups}\n`,
  FUTURE: `CipherString = @SECLEVEL=3:kEECDH:kEDH:kPSK:kDHEPSK:kECDHEPSK:-kRSAPSK:-kRSA:-aDSS:-AES128:-SHA256:-3DES:!DES:!RC4:!RC2:!IDEA:-SEED:!eNULL:!aNULL:-SHA1:!MD5:-SHA384:-CAMELLIA:-ARIA:-AESCCM8
Ciphersuites = TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256\n${bounds}SignatureAlgorithms = ${schemes}
Groups = X25519:X448:secp256r1:secp384r1:secp521r1:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192\n`,
  FIPS: `CipherString = @SECLEVEL=2:kEECDH:kEDH:kPSK:kDHEPSK:kECDHEPSK:-kRSAPSK:-kRSA:-aDSS:-CHACHA20:-3DES:!DES:!RC4:!RC2:!IDEA:-SEED:!eNULL:!aNULL:!MD5:-SHA384:-CAMELLIA:-ARIA:-AESCCM8
Ciphersuites = TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256\n${bounds}SignatureAlgorithms = ${schemes.replace(':ed25519:ed448', '')}:ECDSA+SHA224:RSA+SHA224
Groups = secp256r1:secp384r1:secp521r1:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192\n`,
} as const;

/** The sections that follow in Fedora since 36 and RHEL since 9. */
export const sha1Sections = (allowed: 'yes' | 'no'): string =>
  `\n[openssl_init]\nalg_section = evp_properties\n\n[evp_properties]\nrh-allow-sha1-signatures = ${allowed}\n`;

/** An openssl.cnf as those systems have it, with the policy where it includes that: its sections, not its comments. */
export const redHatConfiguration = `HOME = .
openssl_conf = openssl_init
config_diagnostics = 1
oid_section = new_oids
[ new_oids ]
tsa_policy1 = 1.2.3.4.1
[openssl_init]
providers = provider_sect
ssl_conf = ssl_module
alg_section = evp_properties
[ evp_properties ]
[provider_sect]
default = default_sect
[default_sect]
activate = 1
[ ssl_module ]
system_default = crypto_policy
[ crypto_policy ]
.include = /etc/crypto-policies/back-ends/opensslcnf.config
[ ca ]
default_ca = CA_default
[ CA_default ]
dir = /etc/pki/CA
certs = $dir/certs
`;
