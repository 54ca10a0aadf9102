import type { FleetTally } from '../evidence/fleet/fleet-progress.ts';

/** What may be done about hosts of which there is no evidence, when all were asked: `kept` says that it is written to a file, so that a run can go on with it. */
export function retryHints(
  { seen, mayRetry, lasting }: Pick<FleetTally, 'seen' | 'mayRetry' | 'lasting'>,
  kept: boolean,
): readonly string[] {
  const way = kept ? ': --resume asks them again' : seen > 0 ? ': kept in a file, the others need not be asked again (--resume)' : '';
  return [
    ...(mayRetry === 0 ? [] : [`${mayRetry} of the hosts without evidence may answer another time${way}`]),
    ...(lasting === 0 || !kept
      ? []
      : [
          `${lasting} of the hosts without evidence ${lasting === 1 ? 'fails' : 'fail'} until the cause is mended: --retry-failed then asks them again`,
        ]),
  ];
}
