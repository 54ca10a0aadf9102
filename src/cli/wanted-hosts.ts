import { nearestName } from '../config/nearest.ts';
import { UsageError } from '../errors.ts';
import type { Gap, Host } from '../inventory/host.ts';
import { plainText } from '../report/plain-text.ts';

/** Hosts that a command names, in an inventory that is still being listed. */
export interface WantedHosts {
  /** Whether this host is one of them; without names every host is. */
  takes(host: Pick<Host, 'id' | 'name'>): boolean;
  /** A part of the inventory that could not be listed: the host may be in it. */
  noteGap(gap: Gap): void;
  /** Throws UsageError for a name that no host of the inventory goes by. */
  assertAllFound(): void;
}

/** Names that are kept to find the one that was meant: enough for a fleet, and no more than a megabyte. Our choice. */
const mostNames = 20_000;

/** The hosts that go by these names or ids; several may share a name, and each of them is meant. */
export function wantedHosts(names: readonly string[] | undefined): WantedHosts {
  const found = new Set<string>();
  const others: string[] = [];
  const gaps: Gap[] = [];
  let listed = 0;
  return {
    takes({ id, name }) {
      if (names === undefined) return true;
      listed += 1;
      if (others.length < mostNames) others.push(name);
      const meant = names.filter((wanted) => wanted === id || wanted === name);
      for (const wanted of meant) found.add(wanted);
      return meant.length > 0;
    },
    noteGap(gap) {
      gaps.push(gap);
    },
    assertAllFound() {
      const lost = names?.find((name) => !found.has(name));
      if (lost === undefined) return;
      const near = nearestName(lost, others);
      const meant = near === undefined ? '' : `; did you mean ${plainText(near)}?`;
      const [gap] = gaps;
      const hint = gap === undefined ? holding(listed, others) : `a part of the inventory could not be listed: ${gap.scope}: ${gap.reason}`;
      throw new UsageError(`no host of the inventory is called ${plainText(lost)}${meant}`, { hint: plainText(hint) });
    },
  };
}

function holding(listed: number, [first = '']: readonly string[]): string {
  if (listed === 0) return 'the inventory lists no host';
  return listed === 1 ? `it lists one host, ${first}` : `it lists ${listed} hosts, ${first} among them`;
}
