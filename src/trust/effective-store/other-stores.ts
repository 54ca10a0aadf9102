import type { FileEvidence, HostEvidence } from '../../evidence/host-evidence.ts';
import { readTrustStore } from '../../formats/read-trust-store.ts';
import { filesOf } from './load-directory.ts';

type ReadBlob = (sha256: string) => Uint8Array | undefined;

/**
 * Paths of trust files on the host that hold the certificate, wherever they are and whether or not a client reads them: where
 * the CA was put when the client looks elsewhere. Files that were not collected are not in the answer, so an empty one proves nothing.
 */
export function otherStoresHolding(certificateSha256: string, host: HostEvidence, readBlob: ReadBlob): readonly string[] {
  const paths = host.trustFiles.flatMap((file) => {
    const bytes = file.sha256 === undefined ? undefined : readBlob(file.sha256);
    if (bytes === undefined) return [];
    return contentsOf(file, bytes, readBlob)
      .filter((content) => holds(content.bytes, certificateSha256))
      .map((content) => content.path);
  });
  return [...new Set(paths)];
}

function contentsOf(file: FileEvidence, bytes: Uint8Array, readBlob: ReadBlob): readonly { path: string; bytes: Uint8Array }[] {
  if (file.state === 'file') return [{ path: file.path, bytes }];
  const files = filesOf(file, bytes, { readBlob });
  if ('kind' in files) return [];
  return files.flatMap((entry) => (entry.bytes === undefined ? [] : [{ path: `${file.path}/${entry.name}`, bytes: entry.bytes }]));
}

function holds(bytes: Uint8Array, certificateSha256: string): boolean {
  return readTrustStore(bytes, { tryDefaultPasswords: true }).entries.some((entry) => entry.certificate.sha256 === certificateSha256);
}
