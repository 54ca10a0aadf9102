import { hash } from 'node:crypto';
import type { Certificate, PublicKey, SignatureField } from './certificate.ts';
import type { CertificateDefect } from './certificate-defect.ts';
import type { CertificateLayout } from './certificate-layout.ts';
import { hex } from './der.ts';
import { findDefects } from './find-defects.ts';
import type { Name } from './name.ts';
import { type ExtensionsReading, readExtensions } from './read-extensions.ts';
import { ParsedName } from './read-name.ts';
import { ParsedPublicKey } from './read-public-key.ts';
import { readSignature } from './read-signature.ts';

/**
 * A certificate whose structure was checked when it was parsed and whose fields are read when they are first asked for: of the 144 certificates in a
 * bundle, a path takes one. Nothing that is read later throws. Only `der` is an own property, so certificates of equal bytes are equal.
 */
export class ParsedCertificate implements Certificate {
  readonly der: Uint8Array;
  readonly #layout: CertificateLayout;
  #sha256: string | undefined;
  #subject: ParsedName | undefined;
  #issuer: ParsedName | undefined;
  #publicKey: ParsedPublicKey | undefined;
  #signature: SignatureField | undefined;
  #extensions: ExtensionsReading | undefined;
  #defects: readonly CertificateDefect[] | undefined;

  /** `der` is the certificate alone, of that layout. */
  constructor(der: Uint8Array, layout: CertificateLayout) {
    this.der = der;
    this.#layout = layout;
  }

  get sha256(): string {
    this.#sha256 ??= hash('sha256', this.der, 'hex');
    return this.#sha256;
  }

  get version(): number {
    return this.#layout.version;
  }

  get serial(): string {
    return hex(this.#bytes(this.#layout.serial));
  }

  get subject(): Name {
    this.#subject ??= new ParsedName(this.#bytes(this.#layout.subject));
    return this.#subject;
  }

  get issuer(): Name {
    this.#issuer ??= new ParsedName(this.#bytes(this.#layout.issuer));
    return this.#issuer;
  }

  get notBefore(): number {
    return this.#layout.notBefore;
  }

  get notAfter(): number {
    return this.#layout.notAfter;
  }

  get publicKey(): PublicKey {
    this.#publicKey ??= new ParsedPublicKey(this.#bytes(this.#layout.publicKey));
    return this.#publicKey;
  }

  get signature(): SignatureField {
    const { outerAlgorithm, tbs, signature } = this.#layout;
    this.#signature ??= readSignature(this.#bytes(outerAlgorithm), this.#bytes(tbs), this.#bytes(signature));
    return this.#signature;
  }

  get extensions(): Certificate['extensions'] {
    return this.#readExtensions().extensions;
  }

  get defects(): readonly CertificateDefect[] {
    this.#defects ??= findDefects(this, this.#layout, this.#readExtensions().defects);
    return this.#defects;
  }

  #readExtensions(): ExtensionsReading {
    this.#extensions ??= readExtensions(this.der, ...this.#layout.extensions);
    return this.#extensions;
  }

  #bytes([from, to]: readonly [number, number]): Uint8Array {
    return this.der.subarray(from, to);
  }
}
