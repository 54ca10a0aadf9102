import type { Issued } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import type { CaseSketch } from '../generated-case.ts';
import { signerFlaws, tampered } from './certificate-flaws.ts';

/** Unusual trust anchors: RFC 5280 §6.1 takes them as given, clients do not. */
export function anchors({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const below = (anchor: Issued): readonly Issued[] => {
    const issuing = ca('Anchor Issuing', anchor);
    return [leaf(issuing), issuing];
  };
  const flawed = Object.entries(signerFlaws).map(([flaw, unusual]) => {
    const anchor = root('Odd Root', unusual);
    return { id: `anchor::${flaw}`, description: `an anchor with ${flaw}`, served: below(anchor), bundle: [anchor] };
  });
  // without an intermediate other checks meet the anchor, and pathLen 0 is kept
  const direct = ['no-basic-constraints', 'ca-false', 'no-key-usage', 'key-usage-without-cert-sign', 'path-length-0', 'version-1'].map(
    (flaw) => {
      const anchor = root('Odd Root', signerFlaws[flaw]);
      return {
        id: `anchor::${flaw}--direct`,
        description: `an anchor with ${flaw}, no intermediate`,
        served: [leaf(anchor)],
        bundle: [anchor],
      };
    },
  );
  const sound = root('Sound Root');
  const expired = root('Old Root', { untilDays: -1 });
  const early = root('Early Root', { fromDays: 1 });
  const sha1 = root('Digest Root', { digest: 'sha1' });
  const sha1Rsa = root('Digest Root', { digest: 'sha1', keyType: 'rsa' });
  const weak = root('Weak Root', { keyType: 'rsa-1024' });
  const others: readonly (readonly [string, Issued, Issued])[] = [
    ['expired', expired, expired],
    ['not-yet-valid', early, early],
    ['sha1-self-signature', sha1, sha1],
    ['sha1-self-signature--rsa', sha1Rsa, sha1Rsa],
    ['rsa-1024', weak, weak],
    ['tampered-self-signature', sound, tampered(sound)],
  ];
  return [
    ...flawed,
    ...direct,
    ...others.flatMap(([id, issuer, held]) => [
      { id: `anchor::${id}`, description: `an anchor: ${id}`, served: below(issuer), bundle: [held] },
      {
        id: `anchor::${id}--sent-too`,
        description: `an anchor that is served as well: ${id}`,
        served: [...below(issuer), held],
        bundle: [held],
      },
    ]),
  ];
}
