// What every client on OpenSSL 1.1.1 and 3.x shares: how the library reads its stores and builds its paths.
import type { ClientProfile, DamageEffect, FileTolerance, TrustLocation, TrustSlot } from './client-profile.ts';
import { variable } from './settings.ts';

/**
 * X509_load_cert_crl_file reads all blocks before it adds the first: one bad block costs the whole file, and the default
 * paths swallow the error (crypto/x509/by_file.c, x509_def.c; CLIENTS §4, `py ssl`).
 */
export const silentFile: FileTolerance = { ...wholeFile('no-anchors'), whenNoCertificate: 'no-anchors' };

/** The same reading where the caller checks for the error: load_verify_locations (curl, requests, boto3, s_client -CAfile). */
export const checkedFile: FileTolerance = { ...wholeFile('error'), whenNoCertificate: 'error' };

function wholeFile(effect: DamageEffect): Omit<FileTolerance, 'whenNoCertificate'> {
  return {
    damage: {
      'garbage-entry': effect,
      'truncated-tail': effect,
      'missing-newline': effect,
      'byte-order-mark': 'harmless',
      'not-a-certificate': 'harmless',
      'wrong-password': effect,
      'digest-mismatch': effect,
      unsupported: effect,
    },
    trustedMark: 'accepted',
  };
}

/** OpenSSL 1.1.1 does not skip a byte order mark: the first BEGIN line is none (seen with Node.js 16). */
export const oldPem = { 'byte-order-mark': 'skips-entry' } as const satisfies Partial<FileTolerance['damage']>;

/** SSL_CERT_FILE replaces the file, SSL_CERT_DIR the directory, each alone. A variable that is set and empty names the file ``. */
export const defaultPaths: readonly TrustSlot[] = [
  {
    name: 'file',
    locations: [
      { source: variable('SSL_CERT_FILE'), reading: 'pem-file', whenEmpty: 'no-anchors', whenMissing: 'no-anchors' },
      { source: { kind: 'path', path: '{home}/cert.pem' }, reading: 'pem-file', whenEmpty: 'unset', whenMissing: 'no-anchors' },
    ],
  },
  {
    name: 'directory',
    locations: [
      {
        source: variable('SSL_CERT_DIR'),
        reading: 'hashed-directory',
        separator: ':',
        whenEmpty: 'no-anchors',
        whenMissing: 'no-anchors',
      },
      { source: { kind: 'path', path: '{home}/certs' }, reading: 'hashed-directory', whenEmpty: 'unset', whenMissing: 'no-anchors' },
    ],
  },
];

/** A lookup whose locations with a tolerance of their own read PEM as OpenSSL 1.1.1 does. */
export function withOldPem(lookup: readonly TrustSlot[]): readonly TrustSlot[] {
  const old = (location: TrustLocation): TrustLocation =>
    location.damage === undefined ? location : { ...location, damage: { ...location.damage, ...oldPem } };
  return lookup.map((slot) => ({ ...slot, locations: slot.locations.map(old) }));
}

const configured = {
  when: { setting: variable('OPENSSL_CONF'), is: 'given' },
  reason: 'OPENSSL_CONF names a configuration of OpenSSL of its own, which is not read: it may ask for stronger keys',
} as const;

/** What is not modelled of a program whose OpenSSL is its own (Node.js): the library's configuration. */
export const ownOpenssl: ClientProfile['notModelled'] = [configured];

/** What is not modelled of a program that is linked with the system's OpenSSL: its configuration, and another library in its place. */
export const systemOpenssl: ClientProfile['notModelled'] = [
  configured,
  {
    when: { setting: variable('LD_LIBRARY_PATH'), is: 'given' },
    reason: 'LD_LIBRARY_PATH may load another OpenSSL than the one that was asked',
  },
];
