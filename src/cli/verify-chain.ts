import { formatEndpoint } from '../credential-store/endpoint.ts';
import { certificateOf } from '../credential-store/sources/pem-certificates.ts';
import { readServedChain } from '../credential-store/sources/tls-endpoint.ts';
import { UsageError } from '../errors.ts';
import { readTrustStore } from '../formats/read-trust-store.ts';
import type { DamageKind } from '../formats/trust-store.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type Reading, readInput } from './named-files.ts';
import type { VerifyQuestion } from './verify-question.ts';

/** The chain that is to be judged, or why a server's could not be read: then nothing can be said. */
export interface AskedChain {
  /** A file, `stdin`, or `host:port`. */
  readonly source: string;
  /** In served order; empty where it was not read. */
  readonly certificates: readonly Certificate[];
  /** Why it was not read, or what is unusual about it. */
  readonly remarks: readonly string[];
}

/** Reads the chain where the question says. Throws UsageError for a file that is not a chain; a server that cannot be read is a remark. */
export async function readAskedChain(question: VerifyQuestion, reading: Reading & { readonly timeoutMs: number }): Promise<AskedChain> {
  const { chain, name } = question;
  if (chain.from === 'file') return readChainFile(chain.file, reading);
  const { timeoutMs, signal } = reading;
  const source = formatEndpoint(chain.endpoint);
  const served = await readServedChain({ ...chain.endpoint, serverName: name, timeoutMs, signal });
  signal.throwIfAborted();
  if (served.kind === 'unread') return { source, certificates: [], remarks: [served.reason] };
  const certificates: Certificate[] = [];
  for (const [index, der] of served.certificates.entries()) {
    const certificate = certificateOf(der);
    const position = `certificate ${index + 1} of ${served.certificates.length}`;
    // A chain with a hole is another chain: nothing is judged by it
    if (certificate === undefined) return { source, certificates: [], remarks: [`${position} that ${source} serves cannot be decoded`] };
    certificates.push(certificate);
  }
  return { source, certificates, remarks: remarksOn(certificates) };
}

// What stands beside certificates in files that servers are given, keys above all, and what costs none of them
const harmless: ReadonlySet<DamageKind> = new Set(['byte-order-mark', 'missing-newline', 'not-a-certificate']);

async function readChainFile(file: string, reading: Reading): Promise<AskedChain> {
  const source = file === '-' ? 'stdin' : file;
  const bytes = await readInput(file, reading);
  if (bytes.length === 0) throw new UsageError(`${source} is empty: no certificate to judge`);
  const { format, entries, damage } = readTrustStore(bytes);
  if (format !== 'pem' && format !== 'der' && format !== 'pkcs7') {
    const what = format === 'unrecognised' ? 'neither PEM, DER nor PKCS#7' : `a key store (${format})`;
    throw new UsageError(`${source} is ${what}`, { hint: 'give the certificates that are served, end-entity first' });
  }
  const harm = damage.find((item) => !harmless.has(item.kind));
  if (harm !== undefined) throw new UsageError(`${source} is damaged at byte ${harm.byteOffset}: ${harm.message}`);
  if (entries.length === 0)
    throw new UsageError(`${source} holds no certificate`, { hint: 'give the certificates that are served, end-entity first' });
  const certificates = entries.map((entry) => entry.certificate);
  const others = damage.filter((item) => item.kind === 'not-a-certificate').length;
  const beside = others === 0 ? [] : [`${others === 1 ? '1 block that is' : `${others} blocks that are`} no certificate: passed over`];
  return { source, certificates, remarks: [...remarksOn(certificates), ...beside] };
}

/** What a reader should know of a chain before its verdict; none of it changes what is judged. */
export function remarksOn(certificates: readonly Certificate[]): readonly string[] {
  const [first] = certificates;
  const remarks: string[] = [];
  if (first?.extensions.basicConstraints?.ca === true) {
    const leaf = certificates.findIndex((certificate) => certificate.extensions.basicConstraints?.ca !== true);
    const later = leaf === -1 ? '' : `; certificate ${leaf + 1} looks like one`;
    remarks.push(`the first certificate "${first.subject.text}" is a CA, not an end-entity${later}`);
  }
  const misplaced = certificates.findIndex((certificate, index) => {
    const next = certificates[index + 1];
    return next !== undefined && certificate.issuer.folded !== next.subject.folded;
  });
  if (misplaced !== -1) {
    const later = certificates.findIndex(
      (other, index) => index > misplaced + 1 && other.subject.folded === certificates[misplaced]?.issuer.folded,
    );
    const where = later === -1 ? 'which did not issue it' : `its issuer is certificate ${later + 1}`;
    remarks.push(
      `certificate ${misplaced + 2} follows certificate ${misplaced + 1}, ${where}: judged in the order given, which decides for some clients`,
    );
  }
  const repeated = certificates.findIndex(
    (certificate, index) => certificates.findIndex((other) => other.sha256 === certificate.sha256) !== index,
  );
  if (repeated !== -1) remarks.push(`certificate ${repeated + 1} stands in it twice`);
  return remarks;
}
