import { isIP } from 'node:net';
import type { Certificate } from '../../x509/certificate.ts';

/** `unsupported` where clients differ over the form of the name: the verdict becomes unknown. */
export type NameAnswer = 'match' | 'mismatch' | 'unsupported';

/**
 * Whether the certificate is for that host name or IP address (RFC 6125 §6.4, RFC 9525): exact names and a wildcard that is the whole
 * leftmost label. Forms over which clients differ (partial wildcards, a wildcard directly over one label, underscores, names that are not ASCII)
 * are `unsupported` where they would decide.
 */
export function matchHostName(certificate: Certificate, name: string, commonNameFallback: boolean): NameAnswer {
  const names = certificate.extensions.subjectAltName;
  if (isIP(name) !== 0) return matchAddress(certificate, name);
  const wanted = name.toLowerCase().replace(/\.$/, '');
  if (!/^[a-z0-9.-]+$/.test(wanted) || wanted.includes('xn--')) return 'unsupported';
  const dnsNames = names?.flatMap((entry) => (entry.kind === 'dns' ? [entry.value.toLowerCase()] : [])) ?? [];
  if (dnsNames.length > 0) return matchAny(dnsNames, wanted);
  if (names !== undefined && names.length > 0) return 'unsupported';
  // RFC 6125 §6.4.4: the common name counts only where there is no subjectAltName
  if (!commonNameFallback) return 'mismatch';
  const commonNames = certificate.subject.rdns.flat().filter((attribute) => attribute.type === '2.5.4.3');
  // OpenSSL looks at all of them, curl at the last, Java at the most specific one
  if (commonNames.length > 1) return 'unsupported';
  return matchAny(
    commonNames.map((attribute) => attribute.value.toLowerCase()),
    wanted,
  );
}

function matchAny(patterns: readonly string[], wanted: string): NameAnswer {
  const answers = patterns.map((pattern) => matchPattern(pattern, wanted));
  if (answers.includes('match')) return 'match';
  return answers.includes('unsupported') ? 'unsupported' : 'mismatch';
}

function matchPattern(pattern: string, wanted: string): NameAnswer {
  if (pattern === wanted) return 'match';
  if (!pattern.includes('*')) return 'mismatch';
  const rest = pattern.slice(2);
  if (!pattern.startsWith('*.') || rest.includes('*') || !rest.includes('.')) return 'unsupported';
  return wanted.slice(wanted.indexOf('.') + 1) === rest && !wanted.startsWith('.') && wanted.includes('.') ? 'match' : 'mismatch';
}

function matchAddress(certificate: Certificate, address: string): NameAnswer {
  const names = certificate.extensions.subjectAltName ?? [];
  const wanted = addressBytes(address);
  if (wanted === undefined) return 'unsupported';
  if (names.some((entry) => entry.kind === 'ip' && Buffer.compare(entry.bytes, wanted) === 0)) return 'match';
  // an address written as a DNS name or common name is taken by some clients only
  const written = [
    ...names.flatMap((entry) => (entry.kind === 'dns' ? [entry.value] : [])),
    ...certificate.subject.rdns.flat().map((attribute) => attribute.value),
  ];
  return written.includes(address) ? 'unsupported' : 'mismatch';
}

/** The octets of an IP address as they stand in a certificate; undefined for anything else. */
export function addressBytes(address: string): Uint8Array | undefined {
  if (isIP(address) === 0) return undefined;
  if (isIP(address) === 4) return Uint8Array.from(address.split('.').map(Number));
  // IPv6 in the URL parser's canonical form, then its groups spelled out
  const canonical = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1);
  if (canonical === undefined) return undefined;
  const [head = '', tail] = canonical.split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const all = tail === undefined ? first : [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
