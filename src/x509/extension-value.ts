import type { CertificateDefect } from './certificate-defect.ts';
import { DerCursor, identifiers } from './der-cursor.ts';

/** The value of one extension while it is read: a cursor over its octets, and the defects found in it. */
export class ExtensionValue {
  readonly oid: string;
  readonly critical: boolean;
  readonly cursor: DerCursor;
  /** What stands in the OCTET STRING, not decoded. */
  readonly octets: Uint8Array;
  readonly defects: CertificateDefect[] = [];
  readonly #from: number;
  readonly #to: number;

  constructor(bytes: Uint8Array, from: number, to: number, oid: string, critical: boolean) {
    this.oid = oid;
    this.critical = critical;
    this.cursor = new DerCursor(bytes);
    this.octets = bytes.subarray(from, to);
    this.#from = from;
    this.#to = to;
  }

  /** What the reader makes of the node that is the value; undefined, and a defect, where there is none or the reader cannot read it. Never throws. */
  decode<Result>(reader: (value: ExtensionValue) => Result | undefined): Result | undefined {
    const { cursor, oid } = this;
    if (!cursor.read(this.#from, this.#to)) return this.#malformed();
    const trailing = cursor.end !== this.#to;
    const result = reader(this);
    if (cursor.relaxed) this.defects.push({ kind: 'length-not-minimal' });
    if (result === undefined) return this.#malformed();
    if (trailing) this.defects.push({ kind: 'trailing-bytes-in-extension', oid });
    return result;
  }

  /** Calls `visit` for every node inside the SEQUENCE read last, with where it ends; false where it is none or one of them cannot be read. */
  eachInside(visit: (end: number) => boolean): boolean {
    const { cursor } = this;
    if (cursor.identifier !== identifiers.sequence) return false;
    const { end } = cursor;
    for (let at = cursor.content; at < end; ) {
      if (!cursor.read(at, end)) return false;
      at = cursor.end;
      if (!visit(at)) return false;
    }
    return true;
  }

  /** The BOOLEAN read last, and a defect where it is not DER for one that is FALSE by default; undefined where it is no BOOLEAN. */
  boolean(): boolean | undefined {
    const { cursor } = this;
    const octet = cursor.bytes[cursor.content] ?? 0;
    if (cursor.end !== cursor.content + 1) return undefined;
    if (octet !== 0xff) this.defects.push({ kind: octet === 0 ? 'default-value-encoded' : 'boolean-not-der' });
    return octet !== 0;
  }

  /** The content octets of the node read last, not copied. */
  content(): Uint8Array {
    return this.cursor.bytes.subarray(this.cursor.content, this.cursor.end);
  }

  #malformed(): undefined {
    this.defects.push({ kind: 'malformed-extension', oid: this.oid });
  }
}
