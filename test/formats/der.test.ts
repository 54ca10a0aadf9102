import { describe, expect, it } from 'vitest';
import { format } from '../../src/formats/der.ts';
import { readTrustStore } from '../../src/formats/read-trust-store.ts';
import { issue } from '../certificates.ts';
import { itKeepsTheFormatContract } from './format-contract.ts';

const root = issue({ subject: 'CN=Root A', ca: true });

describe('DER certificates', () => {
  itKeepsTheFormatContract(format, [{ name: 'one certificate', bytes: () => root.der, sha256: () => [root.sha256] }]);

  it('reads the first of several certificates and records the rest', () => {
    const reading = readTrustStore(Buffer.concat([root.der, root.der]), {});
    expect(reading.entries).toHaveLength(1);
    expect(reading.damage).toMatchObject([{ kind: 'garbage-entry', byteOffset: root.der.length }]);
  });

  it('calls a certificate that is cut off truncated', () => {
    expect(readTrustStore(root.der.subarray(0, -1), {}).damage).toMatchObject([{ kind: 'truncated-tail', byteOffset: 0 }]);
  });
});
