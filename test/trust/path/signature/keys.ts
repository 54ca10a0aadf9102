import { generateKeyPairSync } from 'node:crypto';
import type { KeyPair } from '../../../certificates.ts';

const rsa =
  (modulusLength: number, publicExponent = 65_537): (() => KeyPair) =>
  () =>
    generateKeyPairSync('rsa', { modulusLength, publicExponent });
const curve =
  (namedCurve: string, paramEncoding: 'named' | 'explicit' = 'named'): (() => KeyPair) =>
  () =>
    generateKeyPairSync('ec', { namedCurve, paramEncoding } as { readonly namedCurve: string });
const dsa =
  (modulusLength: number, divisorLength: number): (() => KeyPair) =>
  () =>
    generateKeyPairSync('dsa', { modulusLength, divisorLength });
// Node.js takes a number for the salt, its types want a string
const pss =
  (digest: string, saltLength: number): (() => KeyPair) =>
  () =>
    generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: digest,
      mgf1HashAlgorithm: digest,
      ...({ saltLength } as object),
    });

/** Keys by what is said of them; OpenSSL's levels have their floors at 919/920, 1023/1024, 1962/1963 and 2047/2048 bits of RSA. */
export const keyMakers: Readonly<Record<string, () => KeyPair>> = {
  'rsa-512': rsa(512),
  'rsa-919': rsa(919),
  'rsa-920': rsa(920),
  'rsa-1023': rsa(1023),
  'rsa-1024': rsa(1024),
  'rsa-1962': rsa(1962),
  'rsa-1963': rsa(1963),
  'rsa-2047': rsa(2047),
  'rsa-2048': rsa(2048),
  'rsa-3072': rsa(3072),
  'rsa-2048-e3': rsa(2048, 3),
  'rsa-pss': () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
  'rsa-pss-sha256': pss('sha256', 32),
  'rsa-pss-sha512': pss('sha512', 32),
  'rsa-pss-sha1': pss('sha1', 20),
  'dsa-1024': dsa(1024, 160),
  'dsa-2048-224': dsa(2048, 224),
  'dsa-2048-256': dsa(2048, 256),
  'p-192': curve('prime192v1'),
  'p-224': curve('secp224r1'),
  'p-256': curve('prime256v1'),
  'p-384': curve('secp384r1'),
  'p-521': curve('secp521r1'),
  'p-256-explicit': curve('prime256v1', 'explicit'),
  secp256k1: curve('secp256k1'),
  secp160r1: curve('secp160r1'),
  brainpoolP256r1: curve('brainpoolP256r1'),
  brainpoolP384t1: curve('brainpoolP384t1'),
  sect283r1: curve('sect283r1'),
  prime239v1: curve('prime239v1'),
  ed25519: () => generateKeyPairSync('ed25519'),
  ed448: () => generateKeyPairSync('ed448'),
};
