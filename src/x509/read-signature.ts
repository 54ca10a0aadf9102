import type { SignatureField, SignatureParameters } from './certificate.ts';
import { DerCursor, identifiers } from './der-cursor.ts';
import { oidText } from './object-identifier.ts';
import { smallInteger } from './small-integer.ts';

const rsaPss = '1.2.840.113549.1.1.10';
const mgf1 = '1.2.840.113549.1.1.8';

/** RFC 4055 §2.1 and §3.1; SHA-1 is the default of both digests. */
const sha1 = '1.3.14.3.2.26';

/** The signature of a certificate whose layout was checked: `identifier` is its outer AlgorithmIdentifier. Never throws. */
export function readSignature(identifier: Uint8Array, tbs: Uint8Array, value: Uint8Array): SignatureField {
  const cursor = new DerCursor(identifier);
  cursor.read(0, identifier.length);
  const { end } = cursor;
  cursor.read(cursor.content, end);
  const algorithm = oidText(identifier, cursor.content, cursor.end);
  return { algorithm, identifier, parameters: readParameters(cursor, algorithm, cursor.end, end), tbs, value };
}

function readParameters(cursor: DerCursor, algorithm: string, from: number, to: number): SignatureParameters {
  if (from === to) return { kind: 'absent' };
  if (!cursor.read(from, to)) return { kind: 'other' };
  if (algorithm === rsaPss) return readPss(cursor) ?? { kind: 'other' };
  return cursor.identifier === identifiers.null && cursor.content === cursor.end ? { kind: 'null' } : { kind: 'other' };
}

// RFC 4055 §3.1: RSASSA-PSS-params ::= SEQUENCE { [0] hash, [1] mask, [2] salt length, [3] trailer }, each explicit, each with a default
function readPss(cursor: DerCursor): SignatureParameters | undefined {
  if (cursor.identifier !== identifiers.sequence) return undefined;
  let digest = sha1;
  let maskDigest: string | undefined = sha1;
  let saltLength: number | undefined = 20;
  let trailer: number | undefined = 1;
  let previous = 0x9f;
  const { end } = cursor;
  for (let at = cursor.content; at < end; ) {
    if (!cursor.read(at, end) || cursor.identifier <= previous || cursor.identifier > 0xa3) return undefined;
    previous = cursor.identifier;
    at = cursor.end;
    if (previous === 0xa0) digest = algorithmIn(cursor) ?? '';
    if (previous === 0xa1) maskDigest = maskDigestIn(cursor);
    if (previous === 0xa2) saltLength = integerIn(cursor);
    if (previous === 0xa3) trailer = integerIn(cursor);
    if (digest === '') return undefined;
  }
  if (maskDigest === undefined || saltLength === undefined || trailer === undefined) return undefined;
  return { kind: 'rsa-pss', digest, maskDigest, saltLength, trailer };
}

// The OID of the AlgorithmIdentifier inside the node read last
function algorithmIn(cursor: DerCursor): string | undefined {
  if (!cursor.readAs(identifiers.sequence, cursor.content, cursor.end)) return undefined;
  return cursor.readAs(identifiers.oid, cursor.content, cursor.end) ? oidText(cursor.bytes, cursor.content, cursor.end) : undefined;
}

function maskDigestIn(cursor: DerCursor): string | undefined {
  if (!cursor.readAs(identifiers.sequence, cursor.content, cursor.end)) return undefined;
  const { end } = cursor;
  if (!cursor.readAs(identifiers.oid, cursor.content, end)) return undefined;
  const algorithm = oidText(cursor.bytes, cursor.content, cursor.end);
  if (algorithm !== mgf1 || !cursor.readAs(identifiers.sequence, cursor.end, end)) return undefined;
  return cursor.readAs(identifiers.oid, cursor.content, cursor.end) ? oidText(cursor.bytes, cursor.content, cursor.end) : undefined;
}

function integerIn(cursor: DerCursor): number | undefined {
  if (!cursor.readAs(identifiers.integer, cursor.content, cursor.end)) return undefined;
  return smallInteger(cursor.bytes, cursor.content, cursor.end);
}
