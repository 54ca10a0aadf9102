import type { Issued } from '../../certificates.ts';
import { type Authority, storeName, type Unusual } from '../authority.ts';
import { altNames, basicConstraints, crlLocation, ocspLocation, rawExtension } from '../extension-values.ts';
import type { CaseSketch } from '../generated-case.ts';
import { tampered } from './certificate-flaws.ts';

/** What may be unusual about an end-entity, by a name. */
export const unusualLeaves: Readonly<Record<string, Unusual>> = {
  plain: {},
  expired: { untilDays: -1 },
  'not-yet-valid': { fromDays: 1 },
  'ends-before-it-begins': { fromDays: 2, untilDays: 1 },
  'ten-years': { untilDays: 3650 },
  'no-key-usage': { keyUsage: null },
  'key-usage-key-encipherment': { keyUsage: 0x20 },
  'key-usage-key-agreement': { keyUsage: 0x08 },
  'key-usage-cert-sign': { keyUsage: 0x04 },
  'key-usage-non-repudiation': { keyUsage: 0x40 },
  'key-usage-data-encipherment': { keyUsage: 0x10 },
  'key-usage-empty': { keyUsage: null, extra: [rawExtension('2.5.29.15', '0302 0700', true)] },
  'rsa-key-usage-key-encipherment': { keyType: 'rsa', keyUsage: 0x20 },
  'rsa-key-usage-digital-signature': { keyType: 'rsa', keyUsage: 0x80 },
  'no-extensions-but-names': { keyUsage: null, eku: [], keyIds: false },
  'is-a-ca': { ca: true, keyUsage: 0x86 },
  'is-a-ca-cert-sign-only': { ca: true },
  'basic-constraints-empty': { extra: [basicConstraints({ critical: true })] },
  'basic-constraints-false-spelled-out': { extra: [basicConstraints({ ca: false, critical: true })] },
  'path-length-without-ca': { extra: [basicConstraints({ pathLength: 0, critical: true })] },
  'unknown-critical': { extra: [rawExtension('1.3.6.1.4.1.55555.9', '0500', true)] },
  'unknown-not-critical': { extra: [rawExtension('1.3.6.1.4.1.55555.9', '0500')] },
  'two-unknown-of-one-oid': { extra: [rawExtension('1.3.6.1.4.1.55555.9', '0500'), rawExtension('1.3.6.1.4.1.55555.9', '0500')] },
  'names-twice': { extra: [altNames([`dns:${storeName}`])] },
  'version-1': { version: 1 },
  'netscape-type-server': { extra: [rawExtension('2.16.840.1.113730.1.1', '0302 0640')] },
  'netscape-type-client': { extra: [rawExtension('2.16.840.1.113730.1.1', '0302 0780')] },
  'must-staple': { extra: [rawExtension('1.3.6.1.5.5.7.1.24', '3003 020105')] },
  'access-information-critical': { extra: [ocspLocation('http://a.example/', true)] },
  'crl-distribution-point': { extra: [crlLocation('http://a.example/')] },
  'crl-distribution-point-critical': { extra: [crlLocation('http://a.example/', true)] },
  'empty-subject-critical-names': { subject: '', names: [], extra: [altNames([`dns:${storeName}`], true)] },
  'empty-subject-names-not-critical': { subject: '' },
  'names-critical': { names: [], extra: [altNames([`dns:${storeName}`], true)] },
  'serial-zero': { serial: '00' },
  'serial-negative': { serial: 'ff01' },
  'serial-20-octets': { serial: `4${'1'.repeat(39)}` },
  'serial-24-octets': { serial: `4${'1'.repeat(47)}` },
};

/** Unusual end-entities: dates, key usage, flags, extensions, serials. */
export function leaves({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Leaf Root');
  const issuing = ca('Leaf Issuing', anchor);
  const sketch = (id: string, served: readonly Issued[]): CaseSketch => ({
    id: `leaf::${id}`,
    description: `an end-entity: ${id}`,
    served,
    bundle: [anchor],
  });
  const sound = leaf(issuing);
  return [
    ...Object.entries(unusualLeaves).map(([id, more]) => sketch(id, [leaf(issuing, more), issuing])),
    sketch('tampered', [tampered(sound), issuing]),
    sketch('signed-by-another-of-the-name', [leaf({ ...ca('Other', anchor), subject: issuing.subject }, { keyIds: false }), issuing]),
    sketch('issued-by-an-end-entity', [leaf(sound), sound, issuing]),
  ];
}
