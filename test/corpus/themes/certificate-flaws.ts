import type { Issued } from '../../certificates.ts';
import type { Unusual } from '../authority.ts';
import { basicConstraints, nameConstraints, rawExtension } from '../extension-values.ts';

export const clientAuth = '1.3.6.1.5.5.7.3.2';
export const serverAuth = '1.3.6.1.5.5.7.3.1';
export const anyPurpose = '2.5.29.37.0';

const plainCa: Unusual = { ca: false, keyUsage: 0x06, eku: [] };

/** What may be wrong, or only unusual, about a certificate that signs others: an anchor or an intermediate. */
export const signerFlaws: Readonly<Record<string, Unusual>> = {
  'no-basic-constraints': plainCa,
  'no-basic-constraints-no-key-usage': { ...plainCa, keyUsage: null },
  'no-basic-constraints-key-usage-crl-only': { ...plainCa, keyUsage: 0x02 },
  'ca-false': { ...plainCa, extra: [basicConstraints({ ca: false, critical: true })] },
  'basic-constraints-empty': { ...plainCa, extra: [basicConstraints({ critical: true })] },
  'basic-constraints-not-critical': { ...plainCa, extra: [basicConstraints({ ca: true, critical: false })] },
  'path-length-not-critical': { ...plainCa, extra: [basicConstraints({ ca: true, pathLength: 0, critical: false })] },
  'path-length-without-ca': { ...plainCa, extra: [basicConstraints({ pathLength: 1, critical: true })] },
  'path-length-0': { pathLength: 0 },
  'path-length-1': { pathLength: 1 },
  'no-key-usage': { keyUsage: null },
  'key-usage-without-cert-sign': { keyUsage: 0x02 },
  'key-usage-digital-signature': { keyUsage: 0x80 },
  'key-usage-cert-sign-only': { keyUsage: 0x04 },
  'key-usage-empty': { keyUsage: null, extra: [rawExtension('2.5.29.15', '0302 0700', true)] },
  'unknown-critical': { extra: [rawExtension('1.3.6.1.4.1.55555.7', '0500', true)] },
  'unknown-not-critical': { extra: [rawExtension('1.3.6.1.4.1.55555.7', '0500')] },
  'purpose-server': { eku: [serverAuth] },
  'purpose-client': { eku: [clientAuth] },
  'purpose-any': { eku: [anyPurpose] },
  'purpose-server-and-client': { eku: [clientAuth, serverAuth] },
  'purpose-server-and-any': { eku: [clientAuth, anyPurpose] },
  'purpose-code-signing': { eku: ['1.3.6.1.5.5.7.3.3'] },
  'purpose-server-gated-cryptography': { eku: ['2.16.840.1.113730.4.1'] },
  'purpose-server-critical': { eku: [], extra: [rawExtension('2.5.29.37', '300a 0608 2b06010505070301', true)] },
  'netscape-type-ssl-ca': { extra: [rawExtension('2.16.840.1.113730.1.1', '0302 0204')] },
  'netscape-type-smime-ca': { extra: [rawExtension('2.16.840.1.113730.1.1', '0302 0102')] },
  'names-permitted': { extra: [nameConstraints(['dns:fleet.example'])] },
  'names-not-permitted': { extra: [nameConstraints(['dns:other.example'])] },
  'version-1': { version: 1 },
  'serial-zero': { serial: '00' },
  'serial-negative': { serial: 'ff01' },
  'serial-20-octets': { serial: `4${'1'.repeat(39)}` },
  'serial-24-octets': { serial: `4${'1'.repeat(47)}` },
  'serial-padded': { serial: '0001' },
};

/** The certificate with one bit of its signature turned: the name and all fields stay. */
export function tampered(issued: Issued): Issued {
  const der = Buffer.from(issued.der);
  const last = der.length - 1;
  der[last] = (der[last] ?? 0) ^ 0x01;
  return { ...issued, der };
}
