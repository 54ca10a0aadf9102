import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/x509/certificate.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { corpusFile, corpusNames, readCases } from '../conformance/corpus-files.ts';
import { describeWith, sharedFolder } from '../require.ts';

const systemBundle = '/etc/ssl/certs/ca-certificates.crt';

describeWith([systemBundle], 'the certificates of this machine', () => {
  const blocks = readFileSync(systemBundle, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];

  it('are all read, with the fields that node:crypto reads', () => {
    expect(blocks.length).toBeGreaterThan(50);
    for (const block of blocks) {
      const theirs = new X509Certificate(block);
      const [own, other] = pairOf(parseCertificate(theirs.raw), theirs);
      expect(own).toEqual(other);
    }
  });
});

describeWith([`${sharedFolder}corpus/`], 'the certificates of the corpora', () => {
  describe.each(corpusNames)('%s', (name) => {
    const all = new Set([...readCases([corpusFile(name)]).values()].flatMap((one) => [one.leaf, ...one.intermediates, ...one.roots]));

    it('are all read, with the fields that node:crypto reads', () => {
      const pairs = [...all].map((base64) => ({ ours: parseCertificate(Buffer.from(base64, 'base64')), theirs: readByNode(base64) }));
      const both = pairs.flatMap(({ ours, theirs }) => (theirs === undefined ? [] : [pairOf(ours, theirs)]));
      for (const [own, other] of both) expect(own).toEqual(other);
      expect(both.length / all.size).toBeGreaterThan(0.97);
    });
  });
});

/** What both say of a certificate, in one form; parts that the other reader cannot tell are left out of both. */
interface Fields {
  readonly sha256: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly serial: bigint | undefined;
  readonly subject: readonly string[] | undefined;
  readonly issuer: readonly string[] | undefined;
  readonly ca: boolean | undefined;
  readonly key: readonly [string, number | undefined] | undefined;
}

function pairOf(ours: Certificate, theirs: X509Certificate): readonly [Fields, Fields] {
  const comparable = {
    // they write a negative serial in another way
    serial: !theirs.serialNumber.startsWith('-') && Number.parseInt(ours.serial.slice(0, 2), 16) < 0x80,
    // Node 24 crashes where a DSA key inherits its parameters (PKITS 4.1.5), or a key cannot be read: its old object is asked for other keys only
    names: ours.publicKey.algorithm !== 'other' && !hasUnreadableKey(ours),
    // theirs also looks at the key usage (X509_check_ca)
    ca: theirs.ca,
    // other keys are written anew on export, in a shorter form than they had
    key: ours.publicKey.algorithm === 'rsa' && !hasUnreadableKey(ours),
  };
  const legacy = comparable.names ? theirs.toLegacyObject() : undefined;
  const spki = comparable.key ? theirs.publicKey.export({ type: 'spki', format: 'der' }) : new Uint8Array();
  return [
    {
      sha256: ours.sha256,
      notBefore: ours.notBefore,
      notAfter: ours.notAfter,
      serial: comparable.serial ? BigInt(`0x${ours.serial}`) : undefined,
      subject: comparable.names ? valuesOf(ours.subject) : undefined,
      issuer: comparable.names ? valuesOf(ours.issuer) : undefined,
      ca: comparable.ca ? ours.extensions.basicConstraints?.ca : undefined,
      key: comparable.key ? [ours.publicKey.sha256, ours.publicKey.bits] : undefined,
    },
    {
      sha256: theirs.fingerprint256.replaceAll(':', '').toLowerCase(),
      notBefore: theirs.validFromDate.getTime(),
      notAfter: theirs.validToDate.getTime(),
      serial: comparable.serial ? BigInt(`0x${theirs.serialNumber}`) : undefined,
      subject: comparable.names ? valuesInLegacy(legacy?.subject) : undefined,
      issuer: comparable.names ? valuesInLegacy(legacy?.issuer) : undefined,
      ca: comparable.ca ? theirs.ca : undefined,
      key: comparable.key
        ? [createHash('sha256').update(spki).digest('hex'), theirs.publicKey.asymmetricKeyDetails?.modulusLength]
        : undefined,
    },
  ];
}

function hasUnreadableKey(certificate: Certificate): boolean {
  return certificate.defects.some((defect) => defect.kind === 'malformed-key');
}

function valuesOf(name: Certificate['subject']): readonly string[] {
  return name.rdns
    .flat()
    .map(({ value }) => value)
    .toSorted();
}

function valuesInLegacy(name: object | undefined): readonly string[] {
  return Object.values(name ?? {})
    .flat()
    .map(String)
    .toSorted();
}

function readByNode(base64: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    // node:crypto refuses it: nothing to compare with
    return undefined;
  }
}
