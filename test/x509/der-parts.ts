// DER by hand, for what no issuing library would write.

/** One node: identifier octet, shortest length, content. */
export function node(identifier: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(content);
  return Buffer.concat([Uint8Array.of(identifier, ...lengthOf(body.length)), body]);
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => node(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Uint8Array => node(0x31, ...parts);
export const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function lengthOf(size: number): readonly number[] {
  if (size < 0x80) return [size];
  return size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
}

/** Parts of a certificate; each may be replaced. */
export interface Parts {
  readonly serial?: Uint8Array;
  readonly issuer?: Uint8Array;
  readonly subject?: Uint8Array;
  readonly notBefore?: Uint8Array;
  readonly notAfter?: Uint8Array;
  readonly key?: Uint8Array;
  readonly version?: Uint8Array;
  /** Each an Extension; absent: no extensions at all. */
  readonly extensions?: readonly Uint8Array[];
  /** Signature algorithm inside and outside. */
  readonly algorithms?: readonly [Uint8Array, Uint8Array];
  readonly signature?: Uint8Array;
  /** Follows the certificate. */
  readonly trailing?: Uint8Array;
}

const ecdsa = sequence(hex('06 08 2a8648ce3d040302'));
const cn = (text: string): Uint8Array => sequence(set(sequence(hex('06 03 550403'), node(0x0c, Buffer.from(text)))));
const ed25519Key = sequence(sequence(hex('06 03 2b6570')), node(0x03, Uint8Array.of(0), new Uint8Array(32)));

/** A certificate of these parts; its signature is not one. */
export function certificateOf(parts: Parts = {}): Uint8Array {
  const [inner, outer] = parts.algorithms ?? [ecdsa, ecdsa];
  const tbs = sequence(
    parts.version ?? node(0xa0, hex('02 01 02')),
    parts.serial ?? hex('02 01 07'),
    inner,
    parts.issuer ?? cn('issuer'),
    sequence(parts.notBefore ?? utcTime('260101000000Z'), parts.notAfter ?? utcTime('360101000000Z')),
    parts.subject ?? cn('subject'),
    parts.key ?? ed25519Key,
    ...(parts.extensions === undefined ? [] : [node(0xa3, sequence(...parts.extensions))]),
  );
  const certificate = sequence(tbs, outer, parts.signature ?? hex('03 02 00 00'));
  return Buffer.concat([certificate, parts.trailing ?? new Uint8Array()]);
}

export const utcTime = (text: string): Uint8Array => node(0x17, ascii(text));
export const generalizedTime = (text: string): Uint8Array => node(0x18, ascii(text));

/** An Extension of that OID (its content octets in hex). */
export function extension(oid: string, value: Uint8Array, critical?: Uint8Array): Uint8Array {
  return sequence(node(0x06, hex(oid)), ...(critical === undefined ? [] : [critical]), node(0x04, value));
}
