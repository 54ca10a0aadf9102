import { createHash } from 'node:crypto';
import type { Certificate } from './certificate.ts';
import { checkNesting, children, content, type DerNode, damaged, expect, hex, readNode, readOid, whole } from './der.ts';
import { readExtensions } from './read-extensions.ts';
import { readName } from './read-name.ts';
import { readPublicKey } from './read-public-key.ts';
import { readTime } from './read-time.ts';

/** Reads one DER certificate without judging it (RFC 5280 §4.1); throws ParseError with the byte offset where it is none. */
export function parseCertificate(der: Uint8Array): Certificate {
  const root = expect(readNode(der), 'sequence', 'certificate', 0);
  if (root.end !== der.length) throw damaged(`${der.length - root.end} bytes follow the certificate`, root.end);
  checkNesting(root);
  const [tbsNode, outerAlgorithm, signatureNode] = children(root);
  const tbs = expect(tbsNode, 'sequence', 'tbsCertificate', root.start);
  const parts = children(tbs);
  const version = readVersion(parts[0]);
  const [serial, algorithm, issuer, validity, subject, key, ...optional] = version.explicit ? parts.slice(1) : parts;
  const outer = expect(outerAlgorithm, 'sequence', 'signature algorithm', root.start);
  const inner = expect(algorithm, 'sequence', 'tbsCertificate.signature', tbs.start);
  // RFC 5280 §4.1.1.2: both algorithm fields must be the same
  if (hex(whole(outer)) !== hex(whole(inner))) throw damaged('the two signature algorithm fields differ', outer.start);
  const [notBefore, notAfter] = children(expect(validity, 'sequence', 'validity', tbs.start));
  return {
    der,
    sha256: createHash('sha256').update(der).digest('hex'),
    version: version.number,
    serial: hex(content(expect(serial, 'integer', 'serial number', tbs.start))),
    subject: readName(expect(subject, 'sequence', 'subject', tbs.start)),
    issuer: readName(expect(issuer, 'sequence', 'issuer', tbs.start)),
    notBefore: readTime(notBefore, tbs.start),
    notAfter: readTime(notAfter, tbs.start),
    publicKey: readPublicKey(expect(key, 'sequence', 'public key', tbs.start)),
    signature: {
      algorithm: readOid(expect(children(outer)[0], 'oid', 'signature algorithm', outer.start)),
      identifier: whole(outer),
      tbs: whole(tbs),
      value: readBitString(expect(signatureNode, 'bitString', 'signature', root.start)),
    },
    extensions: readExtensions(extensionsOf(optional)),
  };
}

function readVersion(first: DerNode | undefined): { readonly explicit: boolean; readonly number: number } {
  if (first?.tagClass !== 'context' || first.tag !== 0) return { explicit: false, number: 1 };
  const [version] = children(first);
  const value = content(expect(version, 'integer', 'version', first.start));
  if (value.length !== 1 || (value[0] ?? 9) > 2) throw damaged('unknown certificate version', first.start);
  return { explicit: true, number: (value[0] ?? 0) + 1 };
}

function extensionsOf(optional: readonly DerNode[]): DerNode | undefined {
  const wrapper = optional.find((node) => node.tagClass === 'context' && node.tag === 3);
  if (wrapper === undefined) return undefined;
  return expect(children(wrapper)[0], 'sequence', 'extensions', wrapper.start);
}

function readBitString(node: DerNode): Uint8Array {
  const octets = content(node);
  if (octets[0] !== 0) throw damaged('signature is not a whole number of octets', node.start);
  return octets.subarray(1);
}
