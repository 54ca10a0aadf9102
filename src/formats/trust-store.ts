import type { Certificate } from '../x509/certificate.ts';

/** One certificate of a trust store, where it stands in the file. */
export interface TrustStoreEntry {
  readonly certificate: Certificate;
  /** Byte offset of the entry in its file; entries keep the file's order, duplicates included. */
  readonly byteOffset: number;
  /** Alias in a Java key store or friendly name in PKCS#12. */
  readonly alias: string | undefined;
  /**
   * How the entry is marked: `openssl-trusted` is a label that only OpenSSL's loaders know (BEGIN TRUSTED CERTIFICATE and the
   * old BEGIN X509 CERTIFICATE); `unmarked` is a PKCS#12 bag without Java's trusted-key attribute, or a certificate that an NSS database does not trust for
   * TLS servers: no anchor; `hidden` is one that Java does not come to by its name: no anchor.
   */
  readonly mark: 'plain' | 'openssl-trusted' | 'unmarked' | 'hidden';
  /** Set for the certificate that belongs to a private key of a key store: Java takes it for an anchor, whatever it is. */
  readonly ofKey?: true;
}

/** What is wrong in a file. Which clients stumble over it, and how, is data of the client profile (clients/). */
export type DamageKind =
  | 'garbage-entry'
  | 'truncated-tail'
  | 'missing-newline'
  | 'byte-order-mark'
  | 'not-a-certificate'
  | 'wrong-password'
  | 'digest-mismatch'
  | 'unsupported';

/** One thing that is wrong in a file, and where it begins. */
export interface Damage {
  readonly kind: DamageKind;
  readonly byteOffset: number;
  /** Which item of the file it is, readable ones counted too, from 1; absent where the damage is not that of one item. */
  readonly position?: number;
  /** Lower-case sentence for people; never holds bytes of the file. */
  readonly message: string;
  /** Byte offsets of the entries at the damage: a client that skips over it loses these too. Absent: none. */
  readonly touches?: readonly number[];
}

/** Everything that could be read of a file and everything that could not, both in file order. */
export interface TrustStoreReading {
  readonly format: 'pem' | 'der' | 'pkcs7' | 'pkcs12' | 'jks' | 'jceks' | 'nss' | 'unrecognised';
  readonly entries: readonly TrustStoreEntry[];
  readonly damage: readonly Damage[];
  /** For key stores: the password whose check passed. Absent: none was needed, or none fitted. */
  readonly openedWith?: 'given-password' | 'default-password';
}

/** How to open a key store; formats without passwords ignore it. */
export interface ReadOptions {
  /** Password of a key store; undefined opens it as a client without one would. */
  readonly password?: string | undefined;
  /** Also tries the passwords that runtimes ship with (`changeit`, empty): tells what is inside, not what a client without them sees. */
  readonly tryDefaultPasswords?: boolean | undefined;
}

/** A trust-store format: `format` is the one export of each file in this room that reads one. Never throws. */
export interface TrustStoreFormat {
  readonly name: Exclude<TrustStoreReading['format'], 'unrecognised'>;
  /** Decides by signature bytes alone; a recognised file may still be damaged. */
  recognise(bytes: Uint8Array): boolean;
  read(bytes: Uint8Array, options: ReadOptions): TrustStoreReading;
}
