import type { ServedLimits } from '../../clients/knobs/path-knobs.ts';
import type { Certificate } from '../../x509/certificate.ts';

/** Why the client breaks off a handshake in which so much is served; undefined where it reads it all. */
export function whyTooMuch(served: readonly Certificate[], limits: ServedLimits): string | undefined {
  if (limits.certificates !== undefined && served.length > limits.certificates) {
    return `the server sends ${served.length} certificates, the client reads ${limits.certificates} at most`;
  }
  // RFC 8446 §4.4.2: a context, a length of three octets, and for each certificate its length and that of its extensions
  const bytes = served.reduce((sum, certificate) => sum + certificate.der.length + 5, 4);
  if (bytes <= limits.messageBytes) return undefined;
  return `the server sends certificates of ${bytes} bytes, the client reads ${limits.messageBytes} at most`;
}
