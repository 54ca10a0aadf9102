import { describe, expect, it } from 'vitest';
import { formats, readTrustStore } from '../../src/formats/read-trust-store.ts';
import { issue } from '../certificates.ts';

const root = issue({ subject: 'CN=Root A', ca: true });

describe('the registry of formats', () => {
  it('names each format once', () => {
    expect(formats.map((format) => format.name).toSorted()).toEqual(['der', 'jceks', 'jks', 'nss', 'pem', 'pkcs12', 'pkcs7']);
  });

  it('states that an empty file has no certificates', () => {
    const damage = [{ kind: 'not-a-certificate', byteOffset: 0, message: 'file is empty: no certificates' }];
    expect(readTrustStore(new Uint8Array())).toEqual({ format: 'unrecognised', entries: [], damage });
  });

  it('says of UTF-16 text that no client reads it', () => {
    const text = Buffer.from(`\ufeff${root.pem}`, 'utf16le');
    expect(readTrustStore(text)).toMatchObject({
      format: 'unrecognised',
      entries: [],
      damage: [{ message: 'text is UTF-16, which no client reads' }],
    });
  });

  it('recognises nothing in a page of HTML', () => {
    expect(readTrustStore(Buffer.from('<html>404</html>'))).toMatchObject({ format: 'unrecognised', damage: [{ kind: 'unsupported' }] });
  });
});
