import type { Certificate } from './certificate.ts';
import { layOut } from './certificate-layout.ts';
import { ParsedCertificate } from './parsed-certificate.ts';

/**
 * Reads one certificate without judging it (RFC 5280 §4.1): its deviations are its `defects`; throws ParseError with the byte offset where no client could
 * read it. Bytes that follow the certificate are one of the defects, and not part of its `der`. The bytes are kept, not copied.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const layout = layOut(der);
  return new ParsedCertificate(layout.end === der.length ? der : der.subarray(0, layout.end), layout);
}
