import type { Issued } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import type { CaseSketch } from '../generated-case.ts';

/** A CA is replaced by one of another name: every bundle that a host may have been left with, before and after the store moves. */
export function rotations(authority: Authority): readonly CaseSketch[] {
  const { root, ca, leaf } = authority;
  const old = root('Fleet Root G1');
  const current = root('Fleet Root G2');
  const pending = root('Fleet Root G3', { fromDays: -5 });
  const future = root('Fleet Root G4', { fromDays: 30 });
  const unrelated = root('Somebody Else Root');
  const chainBelow = (issuer: Issued, name: string): readonly Issued[] => {
    const issuing = ca(name, issuer);
    return [leaf(issuing), issuing];
  };
  const served: Readonly<Record<string, readonly Issued[]>> = {
    'on-g1': chainBelow(old, 'Fleet Issuing G1'),
    'on-g2': chainBelow(current, 'Fleet Issuing G2'),
    'on-g3': chainBelow(pending, 'Fleet Issuing G3'),
  };
  const bundles: Readonly<Record<string, readonly Issued[]>> = {
    'g1-only': [old],
    'g2-only': [current],
    'g1-then-g2': [old, current],
    'g2-then-g1': [current, old],
    'g2-and-pending': [current, pending],
    'all-three': [old, current, pending],
    unrelated: [unrelated],
    nothing: [],
  };
  const matrix = Object.entries(served).flatMap(([where, chain]) =>
    Object.entries(bundles).map(([held, bundle]) => ({
      id: `rotate::${held}--server-${where}`,
      description: `the host holds ${held}, the store serves its chain ${where}`,
      served: chain,
      bundle,
    })),
  );
  const direct = leaf(current);
  const early = chainBelow(future, 'Fleet Issuing G4');
  return [
    ...matrix,
    { id: 'rotate::no-intermediate', description: 'the end-entity stands directly below the root', served: [direct], bundle: [current] },
    {
      id: 'rotate::moved-to-a-root-not-yet-valid',
      description: 'the store moved to a CA before its time',
      served: early,
      bundle: [current, future],
    },
    {
      id: 'rotate::leaf-of-one-chain-with-intermediate-of-the-other',
      description: 'the deployment mixed two files',
      served: [...(served['on-g1'] ?? []).slice(0, 1), ...(served['on-g2'] ?? []).slice(1)],
      bundle: [old, current],
    },
  ];
}
