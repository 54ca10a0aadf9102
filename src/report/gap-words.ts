import type { Gap } from '../inventory/host.ts';
import { count } from './table/words.ts';

/** How gaps of one kind are told: how many there are, and what stands before the places of those with one reason. */
interface GapWords {
  readonly holes: (gaps: number) => string;
  readonly what: string;
}

type Kind = NonNullable<Gap['kind']> | 'inventory';

// An account that was refused hides hosts; a log that was not read hides none: said alike, readers look for hosts that nobody lost
const words: Readonly<Record<Kind, GapWords>> = {
  inventory: { holes: (gaps) => `${count(gaps, 'part')} of the inventory could not be listed`, what: 'could not be listed' },
  'fetch-log': { holes: (gaps) => `${count(gaps, 'log')} of fetches could not be read whole`, what: 'could not be read whole' },
  generations: { holes: (gaps) => `${count(gaps, 'CA generation')} could not be read`, what: 'CA generations that could not be read' },
  service: {
    holes: (gaps) => `${count(gaps, 'declared service')} ${gaps === 1 ? 'was' : 'were'} seen on no host`,
    what: 'seen on no host',
  },
  evidence: { holes: (gaps) => `${count(gaps, 'part')} of the evidence could not be used`, what: 'evidence that could not be used' },
  nothing: { holes: () => 'there was nothing to judge', what: 'nothing to judge' },
};

/** One sentence for each kind of gap, with its number. */
export function gapHoles(gaps: readonly Gap[]): readonly string[] {
  const kinds = Map.groupBy(gaps, kindOf);
  return Object.entries(words).flatMap(([kind, { holes }]) => {
    const alike = [...kinds].find(([one]) => one === kind)?.[1].length ?? 0;
    return alike === 0 ? [] : [holes(alike)];
  });
}

/** What is said of a gap before its place: `could not be listed`. */
export function whatOfGap(gap: Gap): string {
  return words[kindOf(gap)].what;
}

function kindOf({ kind }: Gap): Kind {
  return kind ?? 'inventory';
}
