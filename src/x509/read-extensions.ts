import type { BasicConstraints, Extensions, GeneralName, KeyUsageBit } from './certificate.ts';
import { children, content, type DerNode, damaged, expect, hex, is, readNode, readOid } from './der.ts';
import { readName } from './read-name.ts';

const oids = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

// RFC 5280 §4.2.1.3, in bit order
const keyUsageBits: readonly KeyUsageBit[] = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

/** Reads the extensions that validation needs (RFC 5280 §4.2); `node` is the SEQUENCE OF Extension, undefined where a certificate has none. */
export function readExtensions(node: DerNode | undefined): Extensions {
  const all: string[] = [];
  const critical: string[] = [];
  const values = new Map<string, { readonly value: DerNode; readonly critical: boolean }>();
  for (const extension of node === undefined ? [] : children(node)) {
    const [oidNode, second, third] = children(expect(extension, 'sequence', 'extension', extension.start));
    const oid = readOid(expect(oidNode, 'oid', 'extension id', extension.start));
    const isCritical = is(second, 'boolean') && content(second)[0] !== 0;
    const octets = expect(is(second, 'boolean') ? third : second, 'octetString', `value of extension ${oid}`, extension.start);
    all.push(oid);
    if (isCritical) critical.push(oid);
    // a second copy is a fact (`all` holds both); the first one decides, as in OpenSSL's X509_get_ext_d2i
    if (!values.has(oid)) values.set(oid, { value: readNode(octets.bytes, octets.contentStart, octets.end), critical: isCritical });
  }
  const valueOf = (oid: string): DerNode | undefined => values.get(oid)?.value;
  const constraints = values.get(oids.basicConstraints);
  const keyId = valueOf(oids.subjectKeyId);
  const names = valueOf(oids.nameConstraints);
  return {
    all,
    critical,
    basicConstraints: constraints && readBasicConstraints(constraints.value, constraints.critical),
    keyUsage: readKeyUsage(valueOf(oids.keyUsage)),
    extendedKeyUsage:
      valueOf(oids.extendedKeyUsage) && children(expect(valueOf(oids.extendedKeyUsage), 'sequence', 'extended key usage', 0)).map(readOid),
    subjectAltName: readGeneralNames(valueOf(oids.subjectAltName)),
    subjectKeyId: keyId && hex(content(keyId)),
    authorityKeyId: readAuthorityKeyId(valueOf(oids.authorityKeyId)),
    nameConstraints: names && content(names),
  };
}

function readBasicConstraints(node: DerNode, critical: boolean): BasicConstraints {
  const [first, second] = children(expect(node, 'sequence', 'basic constraints', node.start));
  const ca = is(first, 'boolean') && content(first)[0] !== 0;
  const length = is(first, 'boolean') ? second : first;
  return {
    critical,
    ca,
    pathLength: length === undefined ? undefined : readSmallInteger(expect(length, 'integer', 'path length', node.start)),
  };
}

function readSmallInteger(node: DerNode): number {
  const octets = content(node);
  if (octets.length === 0 || octets.length > 4) throw damaged('integer out of range', node.start);
  if (((octets[0] ?? 0) & 0x80) !== 0) throw damaged('negative integer', node.start);
  return octets.reduce((value, octet) => value * 256 + octet, 0);
}

function readKeyUsage(node: DerNode | undefined): ReadonlySet<KeyUsageBit> | undefined {
  if (node === undefined) return undefined;
  const octets = content(expect(node, 'bitString', 'key usage', node.start)).subarray(1);
  return new Set(keyUsageBits.filter((_, bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0));
}

function readAuthorityKeyId(node: DerNode | undefined): Extensions['authorityKeyId'] {
  if (node === undefined) return undefined;
  const parts = children(expect(node, 'sequence', 'authority key identifier', node.start));
  const part = (tag: number): DerNode | undefined => parts.find((candidate) => candidate.tagClass === 'context' && candidate.tag === tag);
  const keyId = part(0);
  const issuer = part(1);
  const serial = part(2);
  return {
    keyId: keyId && hex(content(keyId)),
    issuer: issuer && readGeneralNames(issuer),
    serial: serial && hex(content(serial)),
  };
}

// RFC 5280 §4.2.1.6: GeneralName is a CHOICE by context tag
function readGeneralNames(node: DerNode | undefined): readonly GeneralName[] | undefined {
  if (node === undefined) return undefined;
  return children(node).map((name): GeneralName => {
    if (name.tagClass !== 'context') throw damaged('general name without its tag', name.start);
    switch (name.tag) {
      case 1:
        return { kind: 'email', value: Buffer.from(content(name)).toString('latin1') };
      case 2:
        return { kind: 'dns', value: Buffer.from(content(name)).toString('latin1') };
      case 4: {
        const [directory] = children(name);
        return { kind: 'directory', name: readName(expect(directory, 'sequence', 'directory name', name.start)) };
      }
      case 7:
        return { kind: 'ip', bytes: content(name) };
      default:
        return { kind: 'other', tag: name.tag };
    }
  });
}
