import { ParseError } from '../../errors.ts';
import { format } from '../../formats/pem.ts';
import type { DamageKind } from '../../formats/trust-store.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { parseCertificate } from '../../x509/parse-certificate.ts';

/** The certificates of a PEM text, in its order, repetitions included, and what else stood in it. */
export interface PemReading {
  readonly certificates: readonly Certificate[];
  /** Lower-case phrases that continue "X holds …"; none of them repeats anything of the bytes, which may be a secret. */
  readonly problems: readonly string[];
}

// Damage that costs no certificate: what clients make of it matters in trust stores of hosts, not in what a store publishes.
const harmless: ReadonlySet<DamageKind> = new Set(['byte-order-mark', 'missing-newline']);

/** Reads PEM certificates; text between the blocks is explanatory (RFC 7468 §5.2) and passed over. */
export function readPemCertificates(bytes: Uint8Array): PemReading {
  if (!format.recognise(bytes)) return { certificates: [], problems: [] };
  const { entries, damage } = format.read(bytes, {});
  const lost = damage.filter(({ kind }) => !harmless.has(kind));
  return {
    certificates: entries.map(({ certificate }) => certificate),
    problems: lost.map(({ kind, byteOffset }) =>
      isPrivateKey(bytes, byteOffset)
        ? `a private key at byte ${byteOffset}, which does not belong there`
        : `a block at byte ${byteOffset} that cannot be read as a certificate (${kind})`,
    ),
  };
}

function isPrivateKey(bytes: Uint8Array, byteOffset: number): boolean {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset + byteOffset, Math.min(80, bytes.length - byteOffset)).toString('latin1');
  return /^-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(start);
}

/** The certificate that these bytes are; undefined where they are none. */
export function certificateOf(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}
