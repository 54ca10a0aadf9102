import { transportNames } from '../../config/collection-config.ts';
import type { Collected } from '../host-evidence.ts';
import type { HostOutcome } from './host-outcome.ts';
import type { WaitingFor } from './waiting-room.ts';

/** Where the collection of a fleet stands beside what was already given out. */
export interface FleetState {
  /** Hosts taken in so far. */
  readonly listed: number;
  /** Whether more may come. */
  readonly listing: boolean;
  /** The transport of every host that is being asked. */
  readonly under: readonly string[];
  readonly waiting: WaitingFor;
}

/** Different reasons that are counted by name; a fleet may fail in as many ways as it has hosts. Our choice. */
const mostReasons = 50;
const shownReasons = 4;
/** Characters of a reason; of several transports, of each. Our choice. */
const longestReason = 80;

/** Counts outcomes and tells them in one line: done, failed and why, waiting and what for. */
export class FleetTally {
  #seen = 0;
  #failed = 0;
  #mayRetry = 0;
  readonly #reasons = new Map<string, number>();

  get done(): number {
    return this.#seen + this.#failed;
  }

  get seen(): number {
    return this.#seen;
  }

  /** Failed hosts that fail again until somebody does something about it. */
  get lasting(): number {
    return this.#failed - this.#mayRetry;
  }

  /** Failed hosts that may answer another time. */
  get mayRetry(): number {
    return this.#mayRetry;
  }

  add({ host, collected }: Pick<HostOutcome, 'host'> & { readonly collected: Pick<Collected, 'kind'> | Collected }): void {
    if (collected.kind === 'evidence') {
      this.#seen += 1;
      return;
    }
    this.#failed += 1;
    const missing = collected as Extract<Collected, { readonly kind: 'missing' }>;
    if (missing.mayRetry === true) this.#mayRetry += 1;
    const reason = missing.code === 'HOST_NEVER_MANAGED' ? 'never managed' : shortened(missing.reason, [host.id, host.name, host.address]);
    if (this.#reasons.has(reason) || this.#reasons.size < mostReasons) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  /** `212 of 284 hosts: 190 seen, 22 failed (5 timed out, 3 host key unknown), 63 waiting (12 for another attempt, 51 for the cap of account 1234)`. */
  line({ listed, listing, under, waiting }: FleetState, before = 0): string {
    const total = `${listed + before}${listing ? '+' : ''}`;
    const parts = [
      `${this.#seen} seen`,
      ...(this.#failed === 0 ? [] : [`${this.#failed} failed${this.#told()}`]),
      ...(under.length === 0 ? [] : [`${under.length} being asked (${countsOf(under)})`]),
      ...waitingPart(waiting),
    ];
    return `${this.done} of ${total} hosts: ${parts.join(', ')}`;
  }

  #told(): string {
    const sorted = [...this.#reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const shown = sorted.slice(0, shownReasons).map(([reason, count]) => `${count} ${reason}`);
    const rest = this.#failed - sorted.slice(0, shownReasons).reduce((sum, [, count]) => sum + count, 0);
    return ` (${[...shown, ...(rest > 0 ? [`${rest} for other reasons`] : [])].join(', ')})`;
  }
}

function waitingPart({ place, again, machine, accounts }: WaitingFor): readonly string[] {
  const capped = [...accounts.values()].reduce((sum, count) => sum + count, 0);
  const total = place + again + machine + capped;
  if (total === 0) return [];
  const caps = [...accounts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const causes = [
    ...(place === 0 ? [] : [`${place} for a free place`]),
    ...(again === 0 ? [] : [`${again} for another attempt`]),
    ...(machine === 0 ? [] : [`${machine} for others at the same address`]),
    ...caps.slice(0, 3).map(([account, count]) => `${count} for the cap of account ${account}`),
    ...(caps.length > 3 ? [`${caps.slice(3).reduce((sum, [, count]) => sum + count, 0)} for those of other accounts`] : []),
  ];
  return [`${total} waiting (${causes.join(', ')})`];
}

function countsOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} by ${name}`).join(', ');
}

// Names of hosts would make every reason another one
function shortened(reason: string, names: readonly (string | undefined)[]): string {
  const bare = names
    .filter((name) => name !== undefined && name !== '')
    .map((name) => name ?? '')
    .sort((a, b) => b.length - a.length)
    .reduce(
      (text, name) =>
        text
          .split(/(?<![\w.-])(?=[\w.-])|(?<=[\w.-])(?![\w.-])/)
          .map((word) => (word === name ? '…' : word))
          .join(''),
      reason,
    );
  const [first = '', ...rest] = bare.split('; ');
  return [first, ...rest.filter((part) => ofAnother.test(part))].map(cut).join('; ');
}

// `CAUSE; what was tried: what to do`, and of several transports `ssm: CAUSE; ssh: CAUSE` (host-outcome.ts)
const ofAnother = new RegExp(`^(?:${transportNames.join('|')}): `);

function cut(part: string): string {
  const words = (/^[^(]*/.exec(part)?.[0] ?? '').trim();
  return words.length > longestReason ? `${words.slice(0, longestReason - 1)}…` : words;
}
