import { toInstant } from '../config/instant.ts';
import type { PathVerdict } from '../trust/path/path-verdict.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { Proof } from './restart-verdict.ts';

/** The proof of a path verdict: the path with its anchor's file, or the missing link and the path as far as it came. */
export function proofOf(verdict: PathVerdict): Proof {
  switch (verdict.kind) {
    case 'accepted':
      return {
        summary: `the path ends at "${verdict.path.anchor.certificate.subject.text}" in ${verdict.path.anchor.file}`,
        path: verdict.path.certificates.map(shownCertificate),
        anchorFile: verdict.path.anchor.file,
      };
    case 'rejected':
      return { summary: verdict.cause.detail, path: verdict.cause.path.map(shownCertificate) };
    case 'handshake':
    case 'unsupported':
      return { summary: verdict.reason };
  }
}

/** A certificate as proofs show it. */
export function shownCertificate(certificate: Certificate): NonNullable<Proof['path']>[number] {
  return {
    sha256: certificate.sha256,
    subject: certificate.subject.text,
    notBefore: toInstant(certificate.notBefore),
    notAfter: toInstant(certificate.notAfter),
  };
}
