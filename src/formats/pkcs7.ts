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
  read: (bytes) => (startsDer(bytes) ? readDerContainer(bytes) : readPemContainers(bytes)),
};

const signedData = '1.2.840.113549.1.7.2';
// PEM_STRING_PKCS7, _PKCS7_SIGNED and _CMS of openssl/pem.h
const labels = ['PKCS7', 'PKCS #7 SIGNED DATA', 'CMS'];
const certificateLabels = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'];

// A bundle of certificates with a PKCS7 block among them is PEM: its clients pass the block over.
function isPemOfPkcs7(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const hasAny = (of: readonly string[]): boolean => of.some((label) => file.includes(`-----BEGIN ${label}-----`));
  return hasAny(labels) && !hasAny(certificateLabels);
}

function readDerContainer(bytes: Uint8Array): TrustStoreReading {
  const end = declaredEnd(bytes) ?? bytes.length;
  const rest: Damage[] = [];
  if (end < bytes.length) rest.push({ kind: 'garbage-entry', byteOffset: end, message: `${bytes.length - end} bytes after the container` });
  return { format: 'pkcs7', ...sortOut([...readContainer(bytes, (start) => start), ...rest]) };
}

function readPemContainers(bytes: Uint8Array): TrustStoreReading {
  const found = pemBlocks(textOf(bytes)).flatMap((block): readonly (TrustStoreEntry | Damage)[] => {
    const { byteOffset } = block;
    const damaged = (kind: Damage['kind'], message: string): readonly Damage[] => [{ kind, byteOffset, message }];
    if (!labels.includes(block.label)) return damaged('not-a-certificate', 'block is not PKCS#7');
    if (block.frame !== 'whole') return damaged('truncated-tail', 'PKCS#7 block has no proper END');
    const der = decodeBase64(block.body);
    return der === undefined ? damaged('garbage-entry', 'block is not base64') : readContainer(der, () => byteOffset);
  });
  return { format: 'pkcs7', ...sortOut(found) };
}

/** `offsetOf` places a node in the file: entries of PEM stand at the offset of their block, since single bytes of base64 have none of their own. */
function readContainer(bytes: Uint8Array, offsetOf: (start: number) => number): readonly (TrustStoreEntry | Damage)[] {
  const found: (TrustStoreEntry | Damage)[] = [];
  try {
    for (const node of certificatesOf(bytes)) {
      const byteOffset = offsetOf(node.start);
      // RFC 5652 §10.2.2: other choices carry tags of their own and are no X.509 certificates
      if (node.tagClass === 'universal') found.push(readEntry(whole(node), { byteOffset }));
      else found.push({ kind: 'not-a-certificate', byteOffset, message: 'element is not an X.509 certificate' });
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const cutOff = (declaredEnd(bytes) ?? 0) > bytes.length;
    found.push({ kind: cutOff ? 'truncated-tail' : 'garbage-entry', byteOffset: offsetOf(error.byteOffset), message: error.message });
  }
  return found;
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
