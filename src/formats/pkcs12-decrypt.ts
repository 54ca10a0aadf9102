import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { createRequire } from 'node:module';
import type forge from 'node-forge';
import { children, content, type DerNode, expect, is, readOid } from '../x509/der.ts';
import { derivePkcs12Key, pkcs12Password, purposes, type RoundBudget, readRounds } from './pkcs12-key.ts';
import { UnsupportedScheme } from './unsupported-scheme.ts';

interface OldScheme {
  readonly cipher: 'des-ede3-cbc' | 'des-ede-cbc' | 'rc2';
  readonly keyBytes: number;
}

// RFC 7292 appendix C. Its RC4 schemes were never written by keytool or openssl, and no library here has RC4.
const oldSchemes: Readonly<Record<string, OldScheme>> = {
  '1.2.840.113549.1.12.1.3': { cipher: 'des-ede3-cbc', keyBytes: 24 },
  '1.2.840.113549.1.12.1.4': { cipher: 'des-ede-cbc', keyBytes: 16 },
  '1.2.840.113549.1.12.1.5': { cipher: 'rc2', keyBytes: 16 },
  '1.2.840.113549.1.12.1.6': { cipher: 'rc2', keyBytes: 5 },
};
const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2 = '1.2.840.113549.1.5.12';
// RFC 8018 appendix B.1.2
const randomFunctions: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};
const ciphers: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
};

/**
 * The plain text, or undefined where the password does not fit; throws UnsupportedScheme for a scheme that
 * is not known, or one that costs more than the budget allows, and ParseError for damaged parameters.
 */
export function decrypt(encrypted: Uint8Array, algorithm: DerNode, password: string, budget: RoundBudget): Uint8Array | undefined {
  const [oid, parameters] = children(expect(algorithm, 'sequence', 'encryption algorithm', algorithm.start));
  const scheme = readOid(expect(oid, 'oid', 'encryption algorithm', algorithm.start));
  const fields = children(expect(parameters, 'sequence', 'encryption parameters', algorithm.start));
  if (scheme === pbes2) return decryptPbes2(encrypted, fields, password, budget);
  const old = oldSchemes[scheme];
  if (old === undefined) throw unsupported(`encryption ${scheme}`, algorithm);
  const salt = content(expect(fields[0], 'octetString', 'salt', algorithm.start));
  const rounds = readRounds(fields[1], algorithm);
  const derive = (purpose: number, bytes: number): Uint8Array => {
    budget.spend(rounds, algorithm.start);
    return derivePkcs12Key(pkcs12Password(password), salt, { digest: 'sha1', purpose, rounds, bytes });
  };
  const key = derive(purposes.encryption, old.keyBytes);
  const iv = derive(purposes.initialisationVector, 8);
  if (old.cipher === 'rc2') return decryptRc2(encrypted, key, iv);
  // Two-key triple DES is three-key with the first key again
  const tripleKey = old.cipher === 'des-ede-cbc' ? Buffer.concat([key, key.subarray(0, 8)]) : key;
  return decryptCbc('des-ede3-cbc', encrypted, tripleKey, iv);
}

function unsupported(what: string, at: DerNode): UnsupportedScheme {
  return new UnsupportedScheme(`${what} is not supported`, { format: 'pkcs12', byteOffset: at.start });
}

// RFC 8018 §6.2
function decryptPbes2(encrypted: Uint8Array, fields: readonly DerNode[], password: string, budget: RoundBudget): Uint8Array | undefined {
  const [derivation, encryption] = fields;
  if (derivation === undefined || encryption === undefined) return undefined;
  const [derivationOid, derivationParameters] = children(derivation);
  const [cipherOid, iv] = children(encryption);
  const method = readOid(expect(derivationOid, 'oid', 'key derivation', derivation.start));
  if (method !== pbkdf2) throw unsupported(`key derivation ${method}`, derivation);
  const [salt, count, ...optional] = children(expect(derivationParameters, 'sequence', 'key derivation', derivation.start));
  const rounds = readRounds(count, derivation);
  const randomFunction = optional.find((field) => is(field, 'sequence'));
  const functionOid = randomFunction === undefined ? '1.2.840.113549.2.7' : readOid(expect(children(randomFunction)[0], 'oid', 'hash', 0));
  const digest = randomFunctions[functionOid];
  const cipherName = readOid(expect(cipherOid, 'oid', 'cipher', encryption.start));
  const cipher = ciphers[cipherName];
  if (digest === undefined) throw unsupported(`key derivation with ${functionOid}`, derivation);
  if (cipher === undefined) throw unsupported(`cipher ${cipherName}`, encryption);
  budget.spend(rounds, derivation.start);
  const key = pbkdf2Sync(password, content(expect(salt, 'octetString', 'salt', derivation.start)), rounds, cipher.keyBytes, digest);
  return decryptCbc(cipher.name, encrypted, key, content(expect(iv, 'octetString', 'initialisation vector', encryption.start)));
}

function decryptCbc(name: string, encrypted: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array | undefined {
  try {
    const decipher = createDecipheriv(name, key, iv);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]);
  } catch {
    // Bad padding, the usual sign of a wrong password; a vector of the wrong length cannot be opened either
    return undefined;
  }
}

// OpenSSL 3 keeps RC2 in its legacy provider, which Node does not load; keytool up to JDK 8 and openssl -legacy write it.
function decryptRc2(encrypted: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array | undefined {
  const load = createRequire(import.meta.url);
  const rc2 = load('node-forge/lib/rc2.js') as typeof forge.rc2;
  const util = load('node-forge/lib/util.js') as typeof forge.util;
  const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
  const cipher = rc2.createDecryptionCipher(binary(key), key.length * 8);
  cipher.start(binary(iv));
  cipher.update(util.createBuffer(binary(encrypted)));
  return cipher.finish() ? Buffer.from(cipher.output.getBytes(), 'latin1') : undefined;
}
