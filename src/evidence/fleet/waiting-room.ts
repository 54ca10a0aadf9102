import type { Host } from '../../inventory/host.ts';
import { AccountGates } from './account-gates.ts';
import { CompactHosts } from './compact-hosts.ts';
import { beginErrand, type Errand } from './errand.ts';
import type { FleetLimits } from './fleet-limits.ts';
import type { Route } from './host-outcome.ts';

/** What hosts wait for: their number for each cause. */
export interface WaitingFor {
  /** A free place among the hosts that are asked at once. */
  readonly place: number;
  /** To be asked again, after a failure that may pass. */
  readonly again: number;
  /** Another host that is asked at the same address: one machine is asked one question at a time. */
  readonly machine: number;
  /** Hosts for each account whose cap is reached. */
  readonly accounts: ReadonlyMap<string, number>;
}

/** Who is asked next, or when (epoch ms) somebody may be; `at` is absent where only the end of another question changes anything. */
export type Turn = { readonly kind: 'go'; readonly errand: Errand } | { readonly kind: 'wait'; readonly at: number | undefined };

/**
 * Hosts that wait for their turn, by account, so that an account whose cap is reached keeps nobody else waiting. Accounts take turns. A machine is asked
 * one question at a time, also where the inventory lists it under two ids.
 */
export class WaitingRoom {
  readonly #limits: FleetLimits;
  readonly #routeOf: (host: Host) => Route;
  readonly #gates: AccountGates;
  readonly #fresh = new Map<string | undefined, CompactHosts>();
  /** Those that were begun and wait for a further attempt, or for their machine to be free. */
  readonly #held = new Set<Errand>();
  readonly #busy = new Set<string>();

  constructor(limits: FleetLimits, routeOf: (host: Host) => Route) {
    this.#limits = limits;
    this.#routeOf = routeOf;
    this.#gates = new AccountGates(limits);
  }

  /** Whether nobody waits. */
  get empty(): boolean {
    return this.#fresh.size === 0 && this.#held.size === 0;
  }

  add(host: Host): void {
    const queue = this.#fresh.get(host.account) ?? new CompactHosts();
    this.#fresh.set(host.account, queue);
    queue.push(host);
  }

  hold(errand: Errand): void {
    this.#held.add(errand);
  }

  /** Those whose turn had come and who wait again: with what failed so far, where they were asked. */
  begun(): readonly Errand[] {
    return [...this.#held];
  }

  /** Takes out who is next and counts it as under way until `done`. */
  next(now: number): Turn {
    let at: number | undefined;
    const later = (moment: number): void => {
      at = Math.min(at ?? moment, moment);
    };
    for (const errand of this.#held) {
      const admission = this.#gates.ask(errand.host.account, now);
      if (errand.notBefore > now) later(errand.notBefore);
      else if (admission.may === 'later') later(admission.at);
      else if (admission.may === 'now' && !this.#busy.has(machineOf(errand.host))) {
        this.#held.delete(errand);
        return this.#begin(errand, now);
      }
    }
    // what was begun stands as an object: not more of it than a few rounds of questions
    if (this.#held.size >= 8 * this.#limits.concurrency) return { kind: 'wait', at };
    for (const [account, queue] of this.#fresh) {
      const admission = this.#gates.ask(account, now);
      if (admission.may === 'later') later(admission.at);
      if (admission.may !== 'now') continue;
      const host = queue.shift();
      // to the end of the line
      this.#fresh.delete(account);
      if (host === undefined) continue;
      if (queue.length > 0) this.#fresh.set(account, queue);
      const errand = beginErrand(host, this.#routeOf(host));
      if (!this.#busy.has(machineOf(host))) return this.#begin(errand, now);
      this.#held.add(errand);
      return this.next(now);
    }
    return { kind: 'wait', at };
  }

  /** The question to the host has come to an end. */
  done(host: Host): void {
    this.#gates.leave(host.account);
    this.#busy.delete(machineOf(host));
  }

  waitingFor(now: number): WaitingFor {
    const accounts = new Map<string, number>();
    let place = 0;
    for (const [account, queue] of this.#fresh) {
      if (account === undefined || this.#gates.ask(account, now).may === 'now') place += queue.length;
      else accounts.set(account, queue.length);
    }
    const again = this.begun().filter(({ attempts }) => attempts > 0).length;
    return { place, again, machine: this.#held.size - again, accounts };
  }

  #begin(errand: Errand, now: number): Turn {
    this.#gates.enter(errand.host.account, now);
    this.#busy.add(machineOf(errand.host));
    return { kind: 'go', errand };
  }
}

function machineOf(host: Host): string {
  if (host.reach === 'local') return 'local';
  // private addresses repeat from one network to the next, instance ids do not
  return host.source === 'ec2' ? host.id : (host.address ?? host.id);
}
