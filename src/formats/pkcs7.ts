import { ParseError } from '../errors.ts';
import { children, type DerNode, expect, readNode, readOid, whole } from '../x509/der.ts';
import { declaredEnd, firstInside, startsDer } from './der-start.ts';
import { decodeBase64, pemBlocks } from './pem-blocks.ts';
import { readEntry, sortOut } from './read-entry.ts';
import type { Damage, TrustStoreEntry, TrustStoreFormat, TrustStoreReading } from './trust-store.ts';

/** PKCS#7 SignedData as a bag of certificates (RFC 2315 §9.1, RFC 5652 §5.1), bare or as PEM. */
export const format: TrustStoreFormat = {
  name: 'pkcs7',
  recognise: (bytes) => (startsDer(bytes) && firstInside(bytes) === 0x06) || isPemOfPkcs7(bytes),
  read: (bytes) => (startsDer(bytes) ? readContainer(bytes, 0) : readPemContainers(bytes)),
};

const signedData = '1.2.840.113549.1.7.2';
const label = /-----BEGIN (?:PKCS7|PKCS #7 SIGNED DATA|CMS)-----/;

// A bundle of certificates with a PKCS7 block among them is PEM: its clients pass the block over.
function isPemOfPkcs7(bytes: Uint8Array): boolean {
  const text = textOf(bytes);
  return label.test(text) && !/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/.test(text);
}

function readPemContainers(bytes: Uint8Array): TrustStoreReading {
  const readings = pemBlocks(textOf(bytes)).map((block): Omit<TrustStoreReading, 'format'> => {
    const { byteOffset } = block;
    const damaged = (kind: Damage['kind'], message: string) => ({ entries: [], damage: [{ kind, byteOffset, message }] });
    if (!label.test(`-----BEGIN ${block.label}-----`)) return damaged('not-a-certificate', 'block is not PKCS#7');
    if (block.frame !== 'whole') return damaged('truncated-tail', 'PKCS#7 block has no proper END');
    const der = decodeBase64(block.body);
    return der === undefined ? damaged('garbage-entry', 'block is not base64') : readContainer(der, byteOffset, 'pem');
  });
  return {
    format: 'pkcs7',
    entries: readings.flatMap((reading) => reading.entries),
    damage: readings.flatMap((reading) => reading.damage),
  };
}

/** Entries of PEM stand at the offset of their block: single bytes of base64 have none of their own. */
function readContainer(bytes: Uint8Array, base: number, wrapping: 'none' | 'pem' = 'none'): TrustStoreReading {
  const at = (node: { readonly start: number }): number => (wrapping === 'pem' ? base : base + node.start);
  const found: (TrustStoreEntry | Damage)[] = [];
  try {
    for (const node of certificatesOf(bytes)) {
      // RFC 5652 §10.2.2: other choices carry tags of their own and are no X.509 certificates
      if (node.tagClass === 'universal') found.push(readEntry(whole(node), { byteOffset: at(node) }));
      else found.push({ kind: 'not-a-certificate', byteOffset: at(node), message: 'element is not an X.509 certificate' });
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const cutOff = (declaredEnd(bytes) ?? 0) > bytes.length;
    found.push({ kind: cutOff ? 'truncated-tail' : 'garbage-entry', byteOffset: at({ start: error.byteOffset }), message: error.message });
  }
  return { format: 'pkcs7', ...sortOut(found) };
}

function certificatesOf(bytes: Uint8Array): DerNode[] {
  const root = expect(readNode(bytes), 'sequence', 'PKCS#7 container', 0);
  const [type, wrapper] = children(root);
  if (readOid(expect(type, 'oid', 'content type', root.start)) !== signedData) {
    throw new ParseError('PKCS#7 content is not SignedData', { format: 'pkcs7', byteOffset: root.start });
  }
  if (wrapper === undefined) throw new ParseError('SignedData is missing', { format: 'pkcs7', byteOffset: root.end });
  const fields = children(expect(children(wrapper)[0], 'sequence', 'SignedData', wrapper.start));
  const certificates = fields.find((field) => field.tagClass === 'context' && field.tag === 0);
  return certificates === undefined ? [] : children(certificates);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
