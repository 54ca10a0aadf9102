import type { Certificate } from './certificate.ts';
import type { CertificateDefect, FieldDefect } from './certificate-defect.ts';
import type { CertificateLayout } from './certificate-layout.ts';
import { DerCursor } from './der-cursor.ts';
import { keyDefects } from './key-defects.ts';
import type { Name } from './name.ts';
import { nameStringDefects } from './name-string.ts';

/** Octets of the longest serial (RFC 5280 §4.1.2.2). */
const longestSerial = 20;

/** All defects of a certificate of that layout, each kind of field once; `ofExtensions` are those that reading its extensions found. Never throws. */
export function findDefects(
  certificate: Certificate,
  layout: CertificateLayout,
  ofExtensions: readonly CertificateDefect[],
): readonly CertificateDefect[] {
  const fields = new Set<FieldDefect>(layout.defects);
  const note = (defects: readonly FieldDefect[]): void => {
    for (const defect of defects) fields.add(defect);
  };
  note(serialDefects(certificate.der, ...layout.serial));
  note(nameDefects(certificate.issuer));
  note(nameDefects(certificate.subject));
  note(keyDefects(certificate.publicKey));
  if (!sameBytes(certificate.der, layout.innerAlgorithm, layout.outerAlgorithm)) fields.add('signature-algorithms-differ');
  if (isEmpty(certificate.issuer)) fields.add('empty-issuer');
  if (isEmpty(certificate.subject) && !hasCriticalName(certificate)) fields.add('empty-subject-without-critical-name');
  const inExtensions: CertificateDefect[] = [];
  for (const defect of ofExtensions) {
    if ('oid' in defect) inExtensions.push(defect);
    else fields.add(defect.kind);
  }
  return [...[...fields].map((kind) => ({ kind })), ...inExtensions];
}

function serialDefects(bytes: Uint8Array, from: number, to: number): readonly FieldDefect[] {
  const first = bytes[from] ?? 0;
  const second = bytes[from + 1] ?? 0;
  const defects: FieldDefect[] = [];
  if (first >= 0x80) defects.push('serial-negative');
  if (bytes.subarray(from, to).every((octet) => octet === 0)) defects.push('serial-zero');
  if (to - from > longestSerial) defects.push('serial-too-long');
  // X.690 §8.3.2: the first nine bits are neither all zero nor all one
  if (to - from > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) defects.push('serial-not-minimal');
  return defects;
}

function nameDefects(name: Name): readonly FieldDefect[] {
  const cursor = new DerCursor(name.der);
  const found = new Set<FieldDefect>();
  const visit = (from: number, to: number, depth: number): void => {
    for (let at = from; at < to && cursor.read(at, to); ) {
      const { content, end } = cursor;
      if (depth < 3) visit(content, end, depth + 1);
      else {
        // an attribute: its type, then its value
        cursor.read(end, to);
        for (const defect of nameStringDefects(name.der, cursor.identifier, cursor.content, cursor.end)) found.add(defect);
        return;
      }
      at = end;
    }
  };
  visit(0, name.der.length, 0);
  return [...found];
}

function isEmpty(name: Name): boolean {
  return (name.der[1] ?? 0) === 0;
}

function hasCriticalName(certificate: Certificate): boolean {
  const { critical, subjectAltName } = certificate.extensions;
  return critical.includes('2.5.29.17') && (subjectAltName?.length ?? 0) > 0;
}

function sameBytes(bytes: Uint8Array, a: readonly [number, number], b: readonly [number, number]): boolean {
  return Buffer.compare(bytes.subarray(...a), bytes.subarray(...b)) === 0;
}
