import type { CertificateRequest } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import type { CaseSketch } from '../generated-case.ts';

type KeyType = NonNullable<CertificateRequest['keyType']>;

const keyTypes: readonly KeyType[] = [
  'ec',
  'ec-384',
  'ec-521',
  'ec-k1',
  'ed25519',
  'ed448',
  'rsa-1024',
  'rsa',
  'rsa-3072',
  'rsa-4096',
  'rsa-pss',
];

/** Key types at each place of the chain, and the digests and paddings of signatures. */
export function keys({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Key Root');
  const issuing = ca('Key Issuing', anchor);
  const rsaRoot = root('Key Root RSA', { keyType: 'rsa' });
  const rsaIssuing = ca('Key Issuing RSA', rsaRoot, { keyType: 'rsa' });
  const sketch = (id: string, served: CaseSketch['served'], bundle: CaseSketch['bundle']): CaseSketch => ({
    id: `key::${id}`,
    description: `keys and signatures: ${id}`,
    served,
    bundle,
  });
  const places = keyTypes.flatMap((keyType) => {
    const odd = ca('Key Odd', anchor, { keyType });
    const oddRoot = root('Key Odd Root', { keyType });
    const belowOdd = ca('Key Below', oddRoot);
    const all = ca('Key All', oddRoot, { keyType });
    return [
      sketch(`leaf-${keyType}`, [leaf(issuing, { keyType }), issuing], [anchor]),
      sketch(`intermediate-${keyType}`, [leaf(odd), odd], [anchor]),
      sketch(`anchor-${keyType}`, [leaf(belowOdd), belowOdd], [oddRoot]),
      sketch(`all-${keyType}`, [leaf(all, { keyType }), all], [oddRoot]),
    ];
  });
  const ecDigests = (['sha1', 'sha256', 'sha384', 'sha512'] as const).flatMap((digest) => {
    const odd = ca('Digest Issuing', anchor, { digest });
    return [
      sketch(`leaf-ecdsa-${digest}`, [leaf(issuing, { digest }), issuing], [anchor]),
      sketch(`intermediate-ecdsa-${digest}`, [leaf(odd), odd], [anchor]),
    ];
  });
  const rsaDigests = (['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const).flatMap((digest) => {
    const odd = ca('Digest Issuing RSA', rsaRoot, { digest });
    return [
      sketch(`leaf-rsa-${digest}`, [leaf(rsaIssuing, { digest }), rsaIssuing], [rsaRoot]),
      sketch(`intermediate-rsa-${digest}`, [leaf(odd), odd], [rsaRoot]),
    ];
  });
  const pssDigests = (['sha1', 'sha256', 'sha384', 'sha512'] as const).flatMap((digest) => {
    const odd = ca('Digest Issuing PSS', rsaRoot, { digest, padding: 'pss' });
    return [
      sketch(`leaf-pss-${digest}`, [leaf(rsaIssuing, { digest, padding: 'pss' }), rsaIssuing], [rsaRoot]),
      sketch(`intermediate-pss-${digest}`, [leaf(odd), odd], [rsaRoot]),
    ];
  });
  const sha1Direct = leaf(rsaRoot, { digest: 'sha1' });
  return [...places, ...ecDigests, ...rsaDigests, ...pssDigests, sketch('leaf-rsa-sha1--below-the-root', [sha1Direct], [rsaRoot])];
}
