import type { FleetLimits } from './fleet-limits.ts';

/** Whether a host of an account may be begun: now, at a later moment (epoch ms), or only when another one of the account is done. */
export type Admission = { readonly may: 'now' } | { readonly may: 'later'; readonly at: number } | { readonly may: 'when-free' };

/** The caps of accounts: how many of their hosts are asked at once, and how many are begun in a second. */
export class AccountGates {
  readonly #limits: Pick<FleetLimits, 'perAccount' | 'startsPerSecond'>;
  readonly #under = new Map<string, number>();
  readonly #nextStart = new Map<string, number>();

  constructor(limits: Pick<FleetLimits, 'perAccount' | 'startsPerSecond'>) {
    this.#limits = limits;
  }

  ask(account: string | undefined, now: number): Admission {
    if (account === undefined) return { may: 'now' };
    if ((this.#under.get(account) ?? 0) >= (this.#limits.perAccount ?? Number.POSITIVE_INFINITY)) return { may: 'when-free' };
    const at = this.#nextStart.get(account) ?? 0;
    return at > now ? { may: 'later', at } : { may: 'now' };
  }

  /** Counts a host as begun. */
  enter(account: string | undefined, now: number): void {
    if (account === undefined) return;
    this.#under.set(account, (this.#under.get(account) ?? 0) + 1);
    const { startsPerSecond } = this.#limits;
    // evenly spaced, without bursts: what the account's API counts is the second, whichever second it takes
    if (startsPerSecond !== undefined) this.#nextStart.set(account, now + 1000 / startsPerSecond);
  }

  leave(account: string | undefined): void {
    if (account !== undefined) this.#under.set(account, (this.#under.get(account) ?? 1) - 1);
  }
}
