import type { Extensions } from './certificate.ts';
import type { CertificateDefect, ExtensionDefect } from './certificate-defect.ts';
import { damaged } from './der.ts';
import { DerCursor, identifiers } from './der-cursor.ts';
import { ExtensionValue } from './extension-value.ts';
import { isOid, oidText } from './object-identifier.ts';
import { readAuthorityKeyId, readBasicConstraints, readKeyUsage, readNetscapeCertType, readSubjectKeyId } from './read-ca-extensions.ts';
import { checkAuthorityAccess, checkDistributionPoints, readNameConstraints, readNames } from './read-name-extensions.ts';
import { readInhibitAnyPolicy, readOids, readPolicies, readPolicyConstraints, readPolicyMappings } from './read-policy-extensions.ts';

/** OIDs of the extensions that are read (RFC 5280 §4.2; netscape-cert-type as OpenSSL's crypto/x509/v3_bitst.c has it). */
const extensionOids = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  distributionPoints: '2.5.29.31',
  policies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyId: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  authorityAccess: '1.3.6.1.5.5.7.1.1',
  netscapeType: '2.16.840.1.113730.1.1',
} as const;

/** The extensions of a certificate and what is wrong with them. */
export interface ExtensionsReading {
  readonly extensions: Extensions;
  readonly defects: readonly CertificateDefect[];
}

/**
 * Checks the list of extensions between the offsets (RFC 5280 §4.1.2.9): each an OID, perhaps a BOOLEAN, and an OCTET STRING; throws ParseError where it is
 * not, as every client refuses it. Values are not looked at. Returns whether an extension has more than that.
 */
export function checkExtensions(cursor: DerCursor, from: number, to: number): boolean {
  let extra = false;
  for (let at = from; at < to; ) {
    cursor.take(identifiers.sequence, at, to, 'extension');
    const { end } = cursor;
    cursor.take(identifiers.oid, cursor.content, end, 'extension id');
    if (!isOid(cursor.bytes, cursor.content, cursor.end)) throw damaged('object identifier is cut off', cursor.content);
    let value = cursor.end;
    if (cursor.readAs(identifiers.boolean, value, end)) {
      if (cursor.end !== cursor.content + 1) throw damaged('critical is no boolean', value);
      value = cursor.end;
    }
    cursor.take(identifiers.octetString, value, end, 'value of an extension');
    if (cursor.end !== end) extra = true;
    at = end;
  }
  return extra;
}

/** Reads the extensions between the offsets, of a list that passed checkExtensions. Never throws. */
export function readExtensions(bytes: Uint8Array, from: number, to: number): ExtensionsReading {
  const { all, critical, values, defects } = readList(bytes, from, to);
  const read = <Result>(oid: string, reader: (value: ExtensionValue) => Result | undefined): Result | undefined => {
    const value = values.get(oid);
    return value === undefined ? undefined : value.decode(reader);
  };
  const extensions: Extensions = {
    all,
    critical,
    basicConstraints: read(extensionOids.basicConstraints, readBasicConstraints),
    keyUsage: read(extensionOids.keyUsage, readKeyUsage),
    extendedKeyUsage: read(extensionOids.extendedKeyUsage, readOids),
    subjectAltName: read(extensionOids.subjectAltName, readNames),
    subjectKeyId: read(extensionOids.subjectKeyId, readSubjectKeyId),
    authorityKeyId: read(extensionOids.authorityKeyId, readAuthorityKeyId),
    nameConstraints: read(extensionOids.nameConstraints, readNameConstraints) ?? values.get(extensionOids.nameConstraints)?.octets,
    policies: read(extensionOids.policies, readPolicies),
    policyMappings: read(extensionOids.policyMappings, readPolicyMappings),
    policyConstraints: read(extensionOids.policyConstraints, readPolicyConstraints),
    inhibitAnyPolicy: read(extensionOids.inhibitAnyPolicy, readInhibitAnyPolicy),
    netscapeType: read(extensionOids.netscapeType, readNetscapeCertType),
  };
  read(extensionOids.distributionPoints, checkDistributionPoints);
  read(extensionOids.authorityAccess, checkAuthorityAccess);
  const ofValues = [...values.values()].flatMap((value) => value.defects);
  return { extensions, defects: ofValues.length === 0 ? defects : [...defects, ...ofValues] };
}

interface List {
  readonly all: readonly string[];
  readonly critical: readonly string[];
  readonly values: ReadonlyMap<string, ExtensionValue>;
  readonly defects: readonly CertificateDefect[];
}

function readList(bytes: Uint8Array, from: number, to: number): List {
  const cursor = new DerCursor(bytes);
  const all: string[] = [];
  const critical: string[] = [];
  const values = new Map<string, ExtensionValue>();
  const duplicates = new Set<string>();
  const fields = new Set<'boolean-not-der' | 'default-value-encoded'>();
  for (let at = from; at < to; ) {
    cursor.read(at, to);
    const { end } = cursor;
    cursor.read(cursor.content, end);
    const oid = oidText(bytes, cursor.content, cursor.end);
    let isCritical = false;
    if (cursor.readAs(identifiers.boolean, cursor.end, end)) {
      const octet = bytes[cursor.content] ?? 0;
      isCritical = octet !== 0;
      if (octet !== 0xff) fields.add(octet === 0 ? 'default-value-encoded' : 'boolean-not-der');
      cursor.read(cursor.end, end);
    }
    all.push(oid);
    if (isCritical) critical.push(oid);
    // a second copy is a fact (`all` holds both); the first one decides, as in OpenSSL's X509_get_ext_d2i
    if (values.has(oid)) duplicates.add(oid);
    else values.set(oid, new ExtensionValue(bytes, cursor.content, cursor.end, oid, isCritical));
    at = end;
  }
  const twice = [...duplicates].map((oid): ExtensionDefect => ({ kind: 'duplicate-extension', oid }));
  return { all, critical, values, defects: [...[...fields].map((kind) => ({ kind })), ...twice] };
}
