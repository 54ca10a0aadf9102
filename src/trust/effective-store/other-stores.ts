import type { FileEvidence } from '../../evidence/file-evidence.ts';
import type { HostEvidence } from '../../evidence/host-evidence.ts';
import { readTrustStore } from '../../formats/read-trust-store.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { isSignedBy } from '../path/signature.ts';
import { filesOf } from './load-directory.ts';

type ReadBlob = (sha256: string) => Uint8Array | undefined;

/**
 * Paths of trust files on the host that hold the certificate, wherever they are and whether or not a client reads them: where
 * the CA was put when the client looks elsewhere. Files that were not collected are not in the answer, so an empty one proves nothing.
 */
export function otherStoresHolding(certificateSha256: string, host: HostEvidence, readBlob: ReadBlob): readonly string[] {
  const paths = allContents(host, readBlob)
    .filter(({ bytes }) => certificatesOf(bytes).some((certificate) => certificate.sha256 === certificateSha256))
    .map(({ path }) => path);
  return [...new Set(paths)];
}

/** Certificates in trust files of the host, wherever they are, of the name that the certificate has for its issuer and with the key that signed it. */
export function issuersHeldBy(host: HostEvidence, certificate: Certificate, readBlob: ReadBlob): readonly Certificate[] {
  const found = allContents(host, readBlob)
    .flatMap(({ bytes }) => certificatesOf(bytes))
    .filter(({ subject, publicKey }) => subject.folded === certificate.issuer.folded && isSignedBy(certificate, publicKey));
  return [...new Map(found.map((one) => [one.sha256, one])).values()];
}

interface Content {
  readonly path: string;
  readonly bytes: Uint8Array;
}

function allContents(host: HostEvidence, readBlob: ReadBlob): readonly Content[] {
  return host.trustFiles.flatMap((file) => {
    const bytes = file.sha256 === undefined ? undefined : readBlob(file.sha256);
    return bytes === undefined ? [] : contentsOf(file, bytes, readBlob);
  });
}

function contentsOf(file: FileEvidence, bytes: Uint8Array, readBlob: ReadBlob): readonly Content[] {
  if (file.state === 'file') return [{ path: file.path, bytes }];
  const files = filesOf(file, bytes, { readBlob });
  if ('kind' in files) return [];
  return files.flatMap((entry) => (entry.bytes === undefined ? [] : [{ path: `${file.path}/${entry.name}`, bytes: entry.bytes }]));
}

function certificatesOf(bytes: Uint8Array): readonly Certificate[] {
  return readTrustStore(bytes, { tryDefaultPasswords: true }).entries.map(({ certificate }) => certificate);
}
