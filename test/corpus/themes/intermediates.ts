import type { Issued } from '../../certificates.ts';
import type { Authority, Unusual } from '../authority.ts';
import type { CaseSketch } from '../generated-case.ts';
import { signerFlaws, tampered } from './certificate-flaws.ts';

/** Unusual intermediates: the flags and dates of RFC 5280 §6.1.4, one at a time. */
export function intermediates({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Middle Root');
  const with1 = (unusual: Unusual): readonly Issued[] => {
    const issuing = ca('Middle Issuing', anchor, unusual);
    return [leaf(issuing), issuing];
  };
  const flawed = Object.entries(signerFlaws).map(([flaw, unusual]) => ({
    id: `middle::${flaw}`,
    description: `an intermediate with ${flaw}`,
    served: with1(unusual),
    bundle: [anchor],
  }));
  const narrow = ca('Middle Narrow', anchor, { pathLength: 0 });
  const below = ca('Middle Below', narrow);
  const selfIssued = ca('Middle Narrow', narrow, { pathLength: 0 });
  const two = ca('Middle Two', anchor, { pathLength: 1 });
  const three = ca('Middle Three', two);
  const four = ca('Middle Four', three);
  const sound = ca('Middle Sound', anchor);
  const others: readonly (readonly [string, readonly Issued[]])[] = [
    ['path-length-0-exceeded', [leaf(below), below, narrow]],
    ['path-length-0-self-issued-below', [leaf(selfIssued), selfIssued, narrow]],
    ['path-length-1-kept', [leaf(three), three, two]],
    ['path-length-1-exceeded', [leaf(four), four, three, two]],
    ['expired', with1({ untilDays: -1 })],
    ['not-yet-valid', with1({ fromDays: 1 })],
    ['tampered', [leaf(sound), tampered(sound)]],
    ['ca-leaf-below-path-length-0', [leaf(narrow, { ca: true, eku: ['1.3.6.1.5.5.7.3.1'], keyUsage: 0x86 }), narrow]],
    ['longer-lived-than-the-root', with1({ untilDays: 4000 })],
  ];
  return [
    ...flawed,
    ...others.map(([id, served]) => ({ id: `middle::${id}`, description: `an intermediate: ${id}`, served, bundle: [anchor] })),
  ];
}
