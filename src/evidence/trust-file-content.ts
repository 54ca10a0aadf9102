import { X509Certificate } from 'node:crypto';
import { sha256Of, toBlob } from './blob-store.ts';
import { isCertificatesOnly } from './certificate-grammar.ts';
import type { Blob } from './file-evidence.ts';
import { proveJavaKeyStore, provePkcs12 } from './key-store-contents.ts';
import { redactPrivateParts } from './redact.ts';

/** Whether a file's content may leave its host; `unrecognised` says that no trust-store format was found in it. */
export type Release =
  | { readonly kind: 'released'; readonly blob: Blob }
  | { readonly kind: 'withheld'; readonly reason: string }
  | { readonly kind: 'unrecognised'; readonly reason: string };

/**
 * Decides what leaves the host of a file that somebody named as a trust store. Only what is one in a known format does:
 * a variable may point at any file, and this program often runs as root.
 */
export function releaseTrustFile(bytes: Uint8Array): Release {
  if (bytes.byteLength === 0) return released(bytes);
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (magic === 'feedfeed' || magic === 'cececece') return whenProven(bytes, proveJavaKeyStore(bytes));
  if (bytes[0] === 0x30) return releaseDer(bytes);
  const text = Buffer.from(bytes).toString('latin1');
  if (/-----BEGIN (?:(?:X509 |TRUSTED )?CERTIFICATE|X509 CRL|PKCS7|CMS)-----/.test(text)) {
    const { bytes: clean, count } = redactPrivateParts(bytes);
    return { kind: 'released', blob: toBlob(clean, { sha256: sha256Of(clean), redacted: count }) };
  }
  return { kind: 'unrecognised', reason: 'no certificate in a known format was found in it, so its content stays on the host' };
}

function releaseDer(bytes: Uint8Array): Release {
  const start = Buffer.from(bytes.subarray(0, 24)).toString('hex');
  if (/^30(?:8[0-4]|[0-7]).*?020103/.test(start) && start.indexOf('020103') <= 12) return whenProven(bytes, provePkcs12(bytes));
  if (isCertificatesOnly(bytes)) return released(bytes);
  try {
    if (new X509Certificate(bytes).raw.byteLength === bytes.byteLength) return released(bytes);
  } catch {
    // Not a certificate: falls through to the answer for everything that we cannot name.
  }
  return { kind: 'unrecognised', reason: 'it is DER but neither a certificate, PKCS#7 nor PKCS#12, so its content stays on the host' };
}

function whenProven(bytes: Uint8Array, proof: ReturnType<typeof provePkcs12>): Release {
  return proof.kind === 'certificates-alone' ? released(bytes) : { kind: 'withheld', reason: proof.reason };
}

function released(bytes: Uint8Array): Release {
  return { kind: 'released', blob: toBlob(bytes, { sha256: sha256Of(bytes), redacted: 0 }) };
}
