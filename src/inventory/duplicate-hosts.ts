import type { Gap, Host } from './host.ts';

// Enough to recognize the cause; a fleet that is listed twice would fill pages.
const namedIds = 5;

/** What is kept of a host: a fleet of 100,000 stays in memory. */
type Kept = Pick<Host, 'scope' | 'services' | 'account' | 'region' | 'address' | 'reach'>;

/** Which host ids were listed, and what of later listings is thereby lost. */
export class DuplicateHosts {
  readonly #kept = new Map<string, Kept>();
  /** Ids that a later listing says something else of, by later and first scope. */
  readonly #lost = new Map<string, { readonly later: string; readonly first: string; readonly ids: Set<string> }>();

  /** Whether nobody has listed the host yet; the first listing is kept. */
  isNew(host: Host): boolean {
    const kept = this.#kept.get(host.id);
    if (kept === undefined) {
      const { scope, services, account, region, address, reach } = host;
      this.#kept.set(host.id, { scope, services, account, region, address, reach });
      return true;
    }
    if (addsNothing(host, kept)) return false;
    const key = JSON.stringify([host.scope, kept.scope]);
    const lost = this.#lost.get(key) ?? { later: host.scope, first: kept.scope, ids: new Set() };
    this.#lost.set(key, lost);
    lost.ids.add(host.id);
    return false;
  }

  /** One gap for each pair of scopes that list the same ids differently. */
  gaps(): readonly Gap[] {
    return [...this.#lost.values()].map(({ later, first, ids }) => {
      const sorted = [...ids].sort();
      const named = sorted.slice(0, namedIds).join(', ') + (sorted.length > namedIds ? ', …' : '');
      const subject = sorted.length === 1 ? '1 host was' : `${sorted.length} hosts were`;
      const advice = 'give each host an id of its own, or list it once with all its services';
      return { scope: later, reason: `${subject} listed before by ${first}, with other facts: ${named}; ${advice}`, hosts: sorted.length };
    });
  }
}

/**
 * Saying the same twice hides nothing: a region that two declarations list, an instance that moved between two pages, a file that
 * names a host without its services. Another service, place or address does: it would go unjudged, or be another machine.
 */
function addsNothing(later: Host, kept: Kept): boolean {
  const same = (a: string | undefined, b: string | undefined) => a === undefined || a === b;
  return (
    later.services.every((service) => kept.services.includes(service)) &&
    same(later.account, kept.account) &&
    same(later.region, kept.region) &&
    same(later.address, kept.address) &&
    later.reach === kept.reach
  );
}
