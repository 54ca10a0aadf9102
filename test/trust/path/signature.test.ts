import { constants, generateKeyPairSync } from 'node:crypto';
import { assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/errors.ts';
import { isSignedBy, verifySignature } from '../../../src/trust/path/signature.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { type Issued, issue, makeKeys } from '../../certificates.ts';
import { read } from './question.ts';
import { keyMakers } from './signature/keys.ts';
import { algorithmDer, derOf, nullDer, pssAlgorithm, remade, signedBy, spkiOf } from './signature/remade.ts';
import { signatureCases } from './signature/strength-cases.ts';

const rsaRoot = issue({ subject: 'CN=Root', keyType: 'rsa', ca: true });
const leafOf = (issuer: Issued): Issued => issue({ subject: 'CN=leaf', issuer, names: ['leaf.test'] });
const outcome = (certificate: Issued, issuer: Issued): string => verifySignature(read(certificate), read(issuer).publicKey);

describe('verifySignature', () => {
  it.each(['ec', 'ec-384', 'ec-521', 'ec-k1', 'rsa', 'rsa-4096', 'rsa-pss', 'ed25519', 'ed448'] as const)(
    'knows a signature of %s from one of another key',
    (keyType) => {
      const issuer = issue({ subject: 'CN=Root', keyType, ca: true });
      const other = issue({ subject: 'CN=Root', keyType, ca: true });
      const leaf = leafOf(issuer);
      expect([outcome(leaf, issuer), outcome(leaf, other)]).toEqual(['valid', 'invalid']);
    },
  );

  it('gives the same answer when it is asked again', () => {
    const leaf = leafOf(rsaRoot);
    expect([1, 2, 3].map(() => isSignedBy(read(leaf), read(rsaRoot).publicKey))).toEqual([true, true, true]);
  });

  // what each of these comes to: the checks decide what a client makes of it
  const expected: Readonly<Record<string, 'valid' | 'invalid'>> = {
    'rsa-md5': 'valid',
    'rsa-sha1': 'valid',
    'rsa-sha512-256': 'valid',
    'ecdsa-sha224': 'valid',
    'pss-sha256': 'valid',
    'pss-no-salt': 'valid',
    'pss-long-salt': 'valid',
    'pss-all-defaults': 'valid',
    'pss-other-mask': 'valid',
    'pss-wrong-mask': 'invalid',
    'pss-salt-of-another-length': 'invalid',
    'pss-another-trailer': 'invalid',
    'pss-without-parameters': 'invalid',
    'pss-key-restricted-to-another': 'invalid',
    'rsa-without-null': 'valid',
    'ecdsa-with-null': 'valid',
    'rsa-exponent-1': 'valid',
    'unknown-algorithm': 'invalid',
    'algorithm-of-another-kind': 'invalid',
    tampered: 'invalid',
    'one-octet-short': 'invalid',
    'one-octet-long': 'invalid',
    empty: 'invalid',
    'ecdsa-long-form': 'invalid',
    'ecdsa-trailing': 'invalid',
    'ecdsa-raw': 'invalid',
  };
  const made = new Map(signatureCases().map((one) => [one.id.replace('signature::', ''), one]));
  it.each(Object.entries(expected))('finds %s to be %s', (id, wanted) => {
    const { served, bundle } = made.get(id) ?? { served: [], bundle: [] };
    const [leaf] = served;
    const [anchor] = bundle;
    if (leaf === undefined || anchor === undefined) throw new Error(`no case is called ${id}`);
    expect(outcome(leaf, anchor)).toBe(wanted);
  });

  it('does not compute with a modulus of more than 16384 bits, and says so', () => {
    const modulus = Buffer.alloc(2100, 0x7f);
    const key = derOf(0x30, derOf(2, modulus), derOf(2, Buffer.of(1, 0, 1)));
    const spki = derOf(0x30, algorithmDer('1.2.840.113549.1.1.1', nullDer), derOf(3, Buffer.of(0), key));
    const huge = remade(rsaRoot, { spki, signature: signedBy(rsaRoot, 'sha256') });
    expect(outcome(leafOf(rsaRoot), huge)).toBe('not-verifiable');
  });

  it('does not ask node:crypto about a curve that is spelled out', () => {
    const explicit = issue({ subject: 'CN=Root', key: keyMakers['p-256-explicit']?.(), ca: true });
    expect(outcome(leafOf(explicit), explicit)).toBe('not-verifiable');
  });

  it('does not ask node:crypto about a DSA key that inherits its parameters', () => {
    const dsa = issue({ subject: 'CN=Root', key: keyMakers['dsa-2048-256']?.(), ca: true });
    const algorithm = algorithmDer('2.16.840.1.101.3.4.3.2');
    const leaf = remade(leafOf(dsa), { algorithm, signature: signedBy(dsa, 'sha256') });
    const bits = derOf(3, Buffer.of(0), derOf(2, Buffer.of(5)));
    const heir = remade(dsa, { spki: derOf(0x30, algorithmDer('1.2.840.10040.4.1'), bits), signature: signedBy(dsa, 'sha256') });
    expect([outcome(leaf, dsa), outcome(leaf, heir)]).toEqual(['valid', 'not-verifiable']);
  });

  it('takes a digest that this OpenSSL does not have for unknown, not for wrong', () => {
    const leaf = remade(leafOf(rsaRoot), {
      algorithm: algorithmDer('1.2.840.113549.1.1.2', nullDer),
      signature: signedBy(rsaRoot, 'sha256'),
    });
    expect(outcome(leaf, rsaRoot)).toBe('not-verifiable');
  });

  it('keeps the restrictions of an RSASSA-PSS key', () => {
    const bound = issue({ subject: 'CN=Root', key: keyMakers['rsa-pss-sha256']?.(), ca: true });
    const algorithm = pssAlgorithm({ digest: '2.16.840.1.101.3.4.2.1', mask: '2.16.840.1.101.3.4.2.1', salt: 20 });
    const free = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const open = issue({ subject: 'CN=Root', key: free, ca: true });
    const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 };
    const leaf = remade(leafOf(open), { algorithm, signature: signedBy(open, 'sha256', options) });
    const rsa = free.publicKey.export({ type: 'pkcs1', format: 'der' });
    const restriction = pssAlgorithm({ digest: '2.16.840.1.101.3.4.2.1', mask: '2.16.840.1.101.3.4.2.1', salt: 32 });
    const restricted = remade(open, { spki: derOf(0x30, restriction, derOf(3, Buffer.of(0), rsa)), signature: signedBy(open, 'sha256') });
    // the same key, bound to a salt of 32 octets or not
    expect([outcome(leaf, open), outcome(leaf, restricted), outcome(leafOf(bound), bound)]).toEqual(['valid', 'invalid', 'valid']);
  });

  it('throws for no key and no signature that parses', () => {
    const subjects = [
      ...(['ec', 'rsa', 'ed25519', 'rsa-pss'] as const).map((type) => makeKeys(type)),
      ...Object.values(keyMakers)
        .slice(-12)
        .map((make) => make()),
    ];
    const issued = subjects.map((key) => issue({ subject: 'CN=Root', key, ca: true }));
    assert(
      property(nat(issued.length - 1), nat(), nat(255), nat(), nat(255), (which, at, octet, second, other) => {
        const one = issued[which] ?? rsaRoot;
        const spki = Buffer.from(spkiOf(one));
        spki[at % spki.length] = octet;
        spki[second % spki.length] = other;
        const der = Buffer.from(one.der);
        der.set(spki, one.der.indexOf(spkiOf(one)));
        try {
          const certificate = parseCertificate(der);
          expect(['valid', 'invalid', 'not-verifiable']).toContain(verifySignature(certificate, certificate.publicKey));
        } catch (error) {
          if (!(error instanceof ParseError)) throw error;
        }
      }),
      { numRuns: 400 },
    );
  });
});
