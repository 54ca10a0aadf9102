/** One attribute of a distinguished name (RFC 5280 §4.1.2.4). */
export interface NameAttribute {
  /** OID of the attribute type. */
  readonly type: string;
  readonly value: string;
  /** Universal tag of the value: 12 UTF8String, 19 PrintableString, … */
  readonly tag: number;
}

/** A distinguished name: its bytes, its parts in order, and two keys to compare it by. */
export interface Name {
  readonly der: Uint8Array;
  readonly rdns: readonly (readonly NameAttribute[])[];
  /** `CN=vault.corp.internal, O=Corp Inc`: most specific first, as openssl -nameopt RFC2253 orders it. Values are escaped as RFC 4514 §2.4 says. */
  readonly text: string;
  /** Hex of the DER: equal only for names of equal bytes (how Go compares). */
  readonly exact: string;
  /** Case, space and string type folded: how OpenSSL's X509_NAME_cmp compares (RFC 5280 §7.1). */
  readonly folded: string;
}
