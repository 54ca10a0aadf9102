import type { Issued } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import type { CaseSketch } from '../generated-case.ts';

/** The client's clock around each boundary of validity, to the second, and far from all of them. */
export function clocks({ now, day, root, ca, leaf }: Authority): readonly CaseSketch[] {
  const from = { root: -300, ca: -200, leaf: -100 };
  const until = { root: 300, ca: 200, leaf: 100 };
  const dates = (first: number, last: number) => ({ fromDays: first, untilDays: last });
  // each certificate in turn is the last to begin and the first to end
  const bounded = (bound: 'leaf' | 'intermediate' | 'anchor'): { readonly anchor: Issued; readonly served: readonly Issued[] } => {
    const inner = dates(from.leaf, until.leaf);
    const anchor = root(`Clock Root ${bound}`, bound === 'anchor' ? inner : dates(from.root, until.root));
    const issuing = ca(`Clock Issuing ${bound}`, anchor, bound === 'intermediate' ? inner : dates(from.ca, until.ca));
    return { anchor, served: [leaf(issuing, bound === 'leaf' ? inner : dates(from.ca, until.ca)), issuing] };
  };
  const boundaries = (['leaf', 'intermediate', 'anchor'] as const).flatMap((bound) => {
    const { anchor, served } = bounded(bound);
    return (['from', 'until'] as const).flatMap((end) =>
      [-1, 0, 1].map((seconds) => ({
        id: `clock::${bound}-${end}${seconds === 0 ? '' : seconds < 0 ? '-1s' : '+1s'}`,
        description: `the clock stands ${seconds} s from the ${end === 'from' ? 'first' : 'last'} second of the ${bound}`,
        served,
        bundle: [anchor],
        at: Date.parse(day(end === 'from' ? from.leaf : until.leaf)) + seconds * 1000,
      })),
    );
  });
  const plain = bounded('leaf');
  const forever = root('Clock Endless Root', { until: '9999-12-31T23:59:59Z' });
  const endless = ca('Clock Endless', forever, { until: '9999-12-31T23:59:59Z' });
  const century = leaf(endless, { until: '2049-12-31T23:59:59Z' });
  const later = leaf(endless, { until: '2050-01-01T00:00:00Z' });
  const at = (id: string, time: string, served: readonly Issued[], anchor: Issued): CaseSketch => ({
    id: `clock::${id}`,
    description: `the clock stands at ${time}`,
    served,
    bundle: [anchor],
    at: Date.parse(time),
  });
  return [
    ...boundaries,
    at('epoch', '1970-01-01T00:00:10Z', plain.served, plain.anchor),
    at('2050', '2050-01-01T00:00:00Z', plain.served, plain.anchor),
    at('2050--utc-time-ends', '2050-01-01T00:00:00Z', [century, endless], forever),
    at('2050--generalized-time-ends', '2050-01-01T00:00:00Z', [later, endless], forever),
    at('2050--a-second-later', '2050-01-01T00:00:01Z', [later, endless], forever),
    at('2037--before-the-32-bit-end', '2037-06-01T00:00:00Z', [century, endless], forever),
    at('2038--after-the-32-bit-end', '2038-06-01T00:00:00Z', [century, endless], forever),
    {
      id: 'clock::endless-today',
      description: 'dates without an end',
      served: [leaf(endless, { until: '9999-12-31T23:59:59Z' }), endless],
      bundle: [forever],
      at: now,
    },
  ];
}
