import type { FleetTally } from '../evidence/fleet/fleet-progress.ts';

/** Whether a run is written to a file, so that another can go on with it; `may-be`: it could have been; `never`: the command takes no such file. */
export type Keeping = 'kept' | 'may-be' | 'never';

/** What may be done about hosts of which there is no evidence, when all were asked. */
export function retryHints(
  { seen, mayRetry, lasting }: Pick<FleetTally, 'seen' | 'mayRetry' | 'lasting'>,
  keeping: Keeping,
): readonly string[] {
  const kept = keeping === 'kept';
  const others =
    keeping === 'may-be' && seen > 0
      ? ': kept in a file (scan --journal, collect --output), the others need not be asked again (--resume)'
      : '';
  const way = kept ? ': --resume asks them again' : others;
  return [
    ...(mayRetry === 0 ? [] : [`${mayRetry} of the hosts without evidence may answer another time${way}`]),
    ...(lasting === 0 || !kept
      ? []
      : [
          `${lasting} of the hosts without evidence ${lasting === 1 ? 'fails' : 'fail'} until the cause is mended: --retry-failed then asks them again`,
        ]),
  ];
}
