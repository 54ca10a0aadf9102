// What the crypto policies DEFAULT and LEGACY of Fedora, RHEL, CentOS Stream and Amazon Linux write into openssl.cnf (fedora-crypto-policies,
// python/policygenerators/openssl.py and tests/outputs/*-opensslcnf.txt; FUTURE and FIPS take away what stores may need).

/** The library that reads a setting: one with a value that it does not know is passed over, or costs every connection where config_diagnostics is set (ssl/ssl_mcnf.c, ssl_do_config). */
export interface LibraryVersion {
  readonly major: number;
  readonly minor: number;
}

/** Version of the library as a runtime names it (`OpenSSL 3.5.1`); undefined where it does not. */
export function versionOf(tlsLibrary: string | undefined): LibraryVersion | undefined {
  const [, major, minor] = /^OpenSSL[ /](\d+)\.(\d+)/.exec(tlsLibrary ?? '') ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

// kEECDH takes in every cipher with that key exchange, and so on, also those that a member in front of it took away for the moment (ssl/ssl_ciph.c)
const keyExchanges = ['kEECDH', 'kRSA', 'kEDH'];
const more = ['kPSK', 'kDHEPSK', 'kECDHEPSK', 'kRSAPSK'];
// With these taken away all of AES-GCM, ChaCha20 and AES-CBC with SHA-1 and SHA-256 stay: more than Python's own string asks for since 3.10
const harmlessTaken = '-aDSS -3DES !DES !RC4 !RC2 !IDEA -SEED !eNULL !aNULL !MD5 -SHA384 -CAMELLIA -ARIA -AESCCM8 !EXP !SSLv2 !ADH'.split(
  ' ',
);

/** Whether a cipher string is one of those, behind its level: every suite stays that a store of today speaks. */
export function isPolicyCipherString(value: string): boolean {
  const [level = '', ...members] = value.split(':');
  return /^@SECLEVEL=[0-5]$/.test(level) && holdsAll(members, keyExchanges, [...more, ...harmlessTaken]);
}

const sha2 = ['256', '384', '512'];
// ssl/t1_lib.c, tls12_sigalgs: all that the library asks for by itself at level 2, but DSA, and brainpool where it knows that
const schemes = [
  ...['ECDSA+SHA', 'RSA+SHA', 'rsa_pss_pss_sha', 'rsa_pss_rsae_sha'].flatMap((name) => sha2.map((bits) => name + bits)),
  'ed25519',
  'ed448',
  'ECDSA+SHA224',
  'RSA+SHA224',
];
const moreSchemes = ['ECDSA+SHA1', 'RSA+SHA1', ...['1', '224', ...sha2].map((bits) => `DSA+SHA${bits}`)];
const newSchemes = ['mldsa44', 'mldsa65', 'mldsa87'];

/** Whether a list of signature algorithms leaves out none that the library asks for at level 2. */
export function isPolicySignatureList(value: string, library: LibraryVersion | undefined): boolean {
  const members = known(value.split(':'), library);
  return members !== undefined && holdsAll(members, schemes, [...moreSchemes, ...newSchemes]);
}

// ssl/t1_lib.c, supported_groups_default of 3.0
const curves = ['X25519', 'secp256r1', 'X448', 'secp521r1', 'secp384r1'];
const primes = ['2048', '3072', '4096', '6144', '8192'].map((bits) => `ffdhe${bits}`);
const newGroups = [
  'X25519MLKEM768',
  'SecP256r1MLKEM768',
  'SecP384r1MLKEM1024',
  // names of a provider of its own; those without one are passed over
  'x25519_mlkem768',
  'p256_mlkem768',
  'p384_mlkem1024',
];

/** Whether a list of groups leaves out none that the library offers by itself; 1.1.1 knows no primes and 3.5 began with tuples. */
export function isPolicyGroupList(value: string, library: LibraryVersion | undefined): boolean {
  if (library === undefined) return false;
  if (library.major === 1) return holdsAll(value.split(':'), curves, []);
  const lists = value.split('/');
  const isNew = lists.length > 1 || lists.some((list) => list.startsWith('*'));
  if (isNew && !isSince35(library)) return false;
  const members = known(
    lists.flatMap((list) => list.replace(/^\*/, '').split(':')),
    library,
  );
  return members !== undefined && holdsAll(members, [...curves, ...primes], newGroups);
}

// A `?` makes a member optional: since 3.3, counted from 3.5, where it was measured. Without one the newest are for no library certain.
function known(members: readonly string[], library: LibraryVersion | undefined): readonly string[] | undefined {
  const plain = members.filter((member) => !member.startsWith('?'));
  if (plain.some((member) => newSchemes.includes(member) || newGroups.includes(member))) return undefined;
  if (plain.length < members.length && !isSince35(library)) return undefined;
  return members.map((member) => member.replace(/^\?/, ''));
}

function isSince35(library: LibraryVersion | undefined): boolean {
  return library !== undefined && (library.major > 3 || (library.major === 3 && library.minor >= 5));
}

// One that stands there twice spoils the list (ssl/t1_lib.c: gid_cb of 3.0, sig_cb)
function holdsAll(members: readonly string[], wanted: readonly string[], allowed: readonly string[]): boolean {
  const distinct = new Set(members);
  return (
    distinct.size === members.length &&
    wanted.every((one) => distinct.has(one)) &&
    members.every((one) => wanted.includes(one) || allowed.includes(one))
  );
}
