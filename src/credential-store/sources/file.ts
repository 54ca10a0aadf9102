import { constants, open } from 'node:fs/promises';
import path from 'node:path';
import type { GenerationsDeclaration } from '../../config/config.ts';
import { fromInstant, toInstant } from '../../config/instant.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { GenerationRole, GenerationsReading, ReadGeneration } from '../generations-reading.ts';
import { certificateOf, readPemCertificates } from './pem-certificates.ts';

type FilesDeclaration = Extract<GenerationsDeclaration, { readonly from: 'files' }>;

/**
 * CA generations from PEM or DER files; relative paths start at `baseDirectory`. When the current one took its role is known
 * from the declaration only: a file's time says when it was copied, and a copy is not a rotation.
 */
export async function readGenerationFiles(declaration: FilesDeclaration, baseDirectory: string): Promise<GenerationsReading> {
  const generations: Partial<Record<GenerationRole, ReadGeneration>> = {};
  const gaps: string[] = [];
  for (const role of ['current', 'pending', 'previous'] as const) {
    const file = declaration[role];
    if (file === undefined) continue;
    const { certificates, problems } = await readCertificateFile(file, baseDirectory);
    gaps.push(...problems.map((problem) => `${role} CA generation: ${problem}`));
    const sinceMs = role === 'current' && declaration.currentSince !== undefined ? fromInstant(declaration.currentSince) : undefined;
    if (certificates.length > 0)
      generations[role] = { certificates, version: file, ...(sinceMs === undefined ? {} : { since: toInstant(sinceMs) }) };
  }
  return { generations, gaps };
}

/** A served chain that was saved to a file (PEM in served order, or one certificate as DER). All of it, or the reason. */
export async function readChainFile(
  file: string,
  baseDirectory: string,
): Promise<
  { readonly kind: 'read'; readonly certificates: readonly Certificate[] } | { readonly kind: 'unread'; readonly reason: string }
> {
  const { certificates, problems } = await readCertificateFile(file, baseDirectory);
  // A chain with a hole is another chain: nothing is judged by it.
  return problems.length === 0 ? { kind: 'read', certificates } : { kind: 'unread', reason: problems.join('; ') };
}

interface CertificateFile {
  readonly certificates: readonly Certificate[];
  /** Sentences that name the file; at least one where there is no certificate. */
  readonly problems: readonly string[];
}

async function readCertificateFile(file: string, baseDirectory: string): Promise<CertificateFile> {
  const bytes = await readBounded(path.resolve(baseDirectory, file));
  if (typeof bytes === 'string') return { certificates: [], problems: [`${file} ${bytes}`] };
  // DER begins with a SEQUENCE, the byte of the digit 0: a text that begins so is no certificate, and is read as PEM.
  const der = bytes[0] === 0x30 ? certificateOf(bytes) : undefined;
  if (der !== undefined) return { certificates: [der], problems: [] };
  const { certificates, problems } = readPemCertificates(bytes);
  const sentences = problems.map((problem) => `${file} holds ${problem}`);
  if (certificates.length === 0 && sentences.length === 0) sentences.push(`${file} holds no certificate in PEM or DER`);
  return { certificates, problems: sentences };
}

// Our choice: twenty times the bundle of all public roots (220 kB).
const largestFileBytes = 4 * 1024 * 1024;

/** The file's bytes, or a phrase that says why there are none. */
async function readBounded(file: string): Promise<Uint8Array | string> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    // Opening a FIFO without O_NONBLOCK would wait for somebody who writes.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (!stat.isFile()) return 'is not a file';
    if (stat.size > largestFileBytes) return `has ${stat.size} bytes, more than the ${largestFileBytes} that are read`;
    return await handle.readFile();
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return 'does not exist';
    if (code === 'EACCES' || code === 'EPERM') return 'may not be read';
    return `cannot be read (${typeof code === 'string' ? code : 'no cause given'})`;
  } finally {
    await handle?.close();
  }
}
