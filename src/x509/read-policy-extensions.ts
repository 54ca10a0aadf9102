import type { PolicyConstraints, PolicyMapping } from './certificate.ts';
import { identifiers } from './der-cursor.ts';
import type { ExtensionValue } from './extension-value.ts';
import { isOid, oidText } from './object-identifier.ts';
import { smallInteger } from './small-integer.ts';

/** A SEQUENCE OF OBJECT IDENTIFIER: extended key usage (RFC 5280 §4.2.1.12). */
export function readOids(value: ExtensionValue): readonly string[] | undefined {
  const oids: string[] = [];
  const whole = value.eachInside(() => {
    const oid = oidOf(value);
    if (oid !== undefined) oids.push(oid);
    return oid !== undefined;
  });
  return whole ? oids : undefined;
}

const anyPolicy = '2.5.29.32.0';

/** RFC 5280 §4.2.1.4; of the qualifiers only that there are some. */
export function readPolicies(value: ExtensionValue): readonly string[] | undefined {
  const oids: string[] = [];
  let qualified = false;
  const whole = value.eachInside((end) => {
    const oid = firstOid(value, end);
    if (oid === undefined) return false;
    oids.push(oid);
    qualified ||= value.cursor.end < end && oid !== anyPolicy;
    return true;
  });
  if (qualified) value.defects.push({ kind: 'policy-qualifiers', oid: value.oid });
  return whole ? oids : undefined;
}

/** RFC 5280 §4.2.1.5. */
export function readPolicyMappings(value: ExtensionValue): readonly PolicyMapping[] | undefined {
  const mappings: PolicyMapping[] = [];
  const whole = value.eachInside((end) => {
    const issuerPolicy = firstOid(value, end);
    if (issuerPolicy === undefined || !value.cursor.read(value.cursor.end, end)) return false;
    const subjectPolicy = oidOf(value);
    if (subjectPolicy === undefined || value.cursor.end !== end) return false;
    mappings.push({ issuerPolicy, subjectPolicy });
    return true;
  });
  return whole ? mappings : undefined;
}

/** RFC 5280 §4.2.1.11. */
export function readPolicyConstraints(value: ExtensionValue): PolicyConstraints | undefined {
  let requireExplicitPolicy: number | undefined;
  let inhibitPolicyMapping: number | undefined;
  const whole = value.eachInside(() => {
    const { cursor } = value;
    const number = skipCount(value);
    if (number === undefined || inhibitPolicyMapping !== undefined) return false;
    if (cursor.identifier === 0x81) inhibitPolicyMapping = number;
    else if (cursor.identifier === 0x80 && requireExplicitPolicy === undefined) requireExplicitPolicy = number;
    else return false;
    return true;
  });
  return whole ? { requireExplicitPolicy, inhibitPolicyMapping } : undefined;
}

/** RFC 5280 §4.2.1.14: a number of certificates. */
export function readInhibitAnyPolicy(value: ExtensionValue): number | undefined {
  return value.cursor.identifier === identifiers.integer ? skipCount(value) : undefined;
}

// Numbers beyond four octets count certificates that no path has: as good as the largest
function skipCount({ cursor }: ExtensionValue): number | undefined {
  const { bytes, content, end } = cursor;
  if (content === end || (bytes[content] ?? 0) >= 0x80) return undefined;
  return smallInteger(bytes, content, end) ?? Number.MAX_SAFE_INTEGER;
}

// The OID that the SEQUENCE read last begins with
function firstOid(value: ExtensionValue, end: number): string | undefined {
  const { cursor } = value;
  return cursor.identifier === identifiers.sequence && cursor.read(cursor.content, end) ? oidOf(value) : undefined;
}

function oidOf({ cursor }: ExtensionValue): string | undefined {
  const isId = cursor.identifier === identifiers.oid && isOid(cursor.bytes, cursor.content, cursor.end);
  return isId ? oidText(cursor.bytes, cursor.content, cursor.end) : undefined;
}
