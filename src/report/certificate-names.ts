import type { Certificate, GeneralName } from '../x509/certificate.ts';

/** The names that a certificate is for, as openssl writes them (`DNS:vault.example`, `IP:192.0.2.1`); undefined where it has no subjectAltName. */
export function alternativeNames({ extensions }: Pick<Certificate, 'extensions'>): readonly string[] | undefined {
  return extensions.subjectAltName?.flatMap((entry) => shown(entry) ?? []);
}

// What no TLS client compares with a server's name is left out
function shown(entry: GeneralName): string | undefined {
  if (entry.kind === 'dns') return `DNS:${entry.value}`;
  return entry.kind === 'ip' ? `IP:${addressOf(entry.bytes)}` : undefined;
}

function addressOf(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.length !== 16) return `of ${bytes.length} bytes`;
  const groups = Array.from({ length: 8 }, (_, index) => (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16));
  return URL.parse(`http://[${groups.join(':')}]/`)?.hostname.slice(1, -1) ?? groups.join(':');
}
