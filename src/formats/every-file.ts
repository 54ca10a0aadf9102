import type { DirectoryDamage, DirectoryEntry, DirectoryFile, DirectoryReading } from './directory.ts';
import { format as pem } from './pem.ts';

/**
 * What a client sees that reads every file of a directory as PEM, in the order of their names: Go's SSL_CERT_DIR
 * (crypto/x509/root_unix.go over os.ReadDir, which sorts by bytes). Never throws.
 *
 * Files that it cannot read, or that hold no certificate, are recorded: Go passes them over, Vault's CAPath refuses them.
 */
export function readEveryFile(files: readonly DirectoryFile[]): DirectoryReading {
  const entries: DirectoryEntry[] = [];
  const damage: DirectoryDamage[] = [];
  for (const { name: fileName, bytes } of files.toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))) {
    const lost = { fileName, kind: 'not-a-certificate', byteOffset: 0 } as const;
    if (bytes === undefined) {
      damage.push({ ...lost, problem: 'dangling-link', message: 'not a readable file' });
      continue;
    }
    const reading = pem.read(bytes, {});
    entries.push(...reading.entries.map((entry) => ({ ...entry, fileName })));
    damage.push(...reading.damage.map((item) => ({ ...item, fileName, problem: 'damaged-file' as const })));
    if (reading.entries.length === 0) damage.push({ ...lost, problem: 'no-certificates', message: 'file holds no certificate' });
  }
  return { entries, damage };
}
