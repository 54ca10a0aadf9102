import type { GeneralName } from './certificate.ts';
import { identifiers } from './der-cursor.ts';
import type { ExtensionValue } from './extension-value.ts';
import { isOid } from './object-identifier.ts';
import { readGeneralNames } from './read-general-names.ts';

/** RFC 5280 §4.2.1.6. */
export function readNames(value: ExtensionValue): readonly GeneralName[] | undefined {
  const { cursor, oid } = value;
  if (cursor.identifier !== identifiers.sequence) return undefined;
  const reading = readGeneralNames(cursor.bytes, cursor.content, cursor.end, oid);
  for (const defect of reading?.defects ?? []) value.defects.push(defect);
  if (reading?.names.length === 0) value.defects.push({ kind: 'empty-general-names', oid });
  return reading?.names;
}

/** The content of the SEQUENCE (RFC 5280 §4.2.1.10); what stands in it is read elsewhere, save whether it is empty. */
export function readNameConstraints(value: ExtensionValue): Uint8Array | undefined {
  const { cursor, oid } = value;
  const content = value.content();
  let subtrees = 0;
  const whole = value.eachInside(() => {
    subtrees += cursor.end - cursor.content;
    return cursor.identifier === 0xa0 || cursor.identifier === 0xa1;
  });
  if (!whole) return undefined;
  if (subtrees === 0) value.defects.push({ kind: 'empty-name-constraints', oid });
  return content;
}

/** RFC 5280 §4.2.1.13; only its form is looked at, since no client of ours fetches revocation lists. */
export function checkDistributionPoints(value: ExtensionValue): true | undefined {
  const { cursor, oid } = value;
  const kinds = new Set<'relative-distribution-point' | 'empty-distribution-point'>();
  let damaged = false;
  const whole = value.eachInside((end) => {
    if (!cursor.standsOn(identifiers.sequence)) return false;
    let named = false;
    for (let at = cursor.content; at < end; ) {
      if (!cursor.read(at, end)) return false;
      at = cursor.end;
      const { identifier } = cursor;
      if (identifier !== 0xa0 && identifier !== 0x81 && identifier !== 0xa2) return false;
      if (identifier === 0xa2 && cursor.content < cursor.end) named = true;
      if (identifier !== 0xa0) continue;
      named = true;
      if (!cursor.read(cursor.content, at) || (cursor.identifier !== 0xa0 && cursor.identifier !== 0xa1)) return false;
      if (cursor.identifier === 0xa1) kinds.add('relative-distribution-point');
      else if (hasDamagedName(cursor.bytes, cursor.content, cursor.end, oid)) damaged = true;
    }
    if (!named) kinds.add('empty-distribution-point');
    return true;
  });
  for (const kind of kinds) value.defects.push({ kind, oid });
  return whole && !damaged ? true : undefined;
}

function hasDamagedName(bytes: Uint8Array, from: number, to: number, oid: string): boolean {
  const reading = readGeneralNames(bytes, from, to, oid);
  return reading === undefined || reading.defects.some(({ kind }) => kind === 'malformed-general-name');
}

/** RFC 5280 §4.2.2.1, as far as Go looks at it (crypto/x509/parser.go, processExtensions): each description begins with its method. */
export function checkAuthorityAccess(value: ExtensionValue): true | undefined {
  const { cursor } = value;
  const whole = value.eachInside((end) => {
    if (cursor.identifier !== identifiers.sequence || !cursor.readAs(identifiers.oid, cursor.content, end)) return false;
    return isOid(cursor.bytes, cursor.content, cursor.end) && (cursor.end === end || cursor.read(cursor.end, end));
  });
  return whole ? true : undefined;
}
