import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectFleet } from '../../../src/evidence/fleet/collect-fleet.ts';
import type { WaitingFor } from '../../../src/evidence/fleet/waiting-room.ts';
import type { Collected } from '../../../src/evidence/host-evidence.ts';
import type { Host } from '../../../src/inventory/host.ts';
import { after, all, hostOf, hostsNamed, limits, routeBy, run, seen, transportWith } from './fleet-in-memory.ts';

const idsOf = (outcomes: readonly { readonly host: Host }[]) => outcomes.map(({ host }) => host.id);
const failing = (reason: string, mayRetry = true): Collected => ({ kind: 'missing', reason, mayRetry });

describe('the order and the number of what is asked', () => {
  it('gives outcomes in order of completion', async () => {
    const times: Readonly<Record<string, number>> = { h0: 60, h1: 5, h2: 30 };
    const transport = transportWith((host, asked, context) => after(times[host.id] ?? 0)(host, asked, context));
    expect(idsOf(await all(run(hostsNamed(3), routeBy(transport))))).toEqual(['h1', 'h2', 'h0']);
  });

  it('gives every host exactly one outcome, whatever fails, hangs or is capped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ ms: fc.nat(4), fails: fc.nat(4), account: fc.constantFrom('1', '2', undefined) }), { maxLength: 25 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        async (plans, concurrency, perAccount) => {
          const hosts = plans.map(({ account }, index) => hostOf(`h${index}`, account === undefined ? {} : { account }));
          const transport = transportWith(async (host, asked) => {
            const plan = plans[Number(host.id.slice(1))];
            await delay(plan?.ms ?? 0);
            return asked <= (plan?.fails ?? 0) ? failing('refused') : seen(host.id);
          });
          const outcomes = await all(run(hosts, routeBy(transport), { concurrency, perAccount }));
          expect(idsOf(outcomes).toSorted()).toEqual(hosts.map(({ id }) => id).toSorted());
          expect(transport.most()).toBeLessThanOrEqual(concurrency);
          for (const { host, collected, attempts } of outcomes) {
            const fails = plans[Number(host.id.slice(1))]?.fails ?? 0;
            expect([collected.kind, attempts]).toEqual(fails < 3 ? ['evidence', fails + 1] : ['missing', 3]);
          }
        },
      ),
      { numRuns: 25, seed: 20261122 },
    );
  });

  it('begins nothing that the reader has no room for', async () => {
    const transport = transportWith((host) => seen(host.id));
    const outcomes = run(hostsNamed(100), routeBy(transport));
    await outcomes.next();
    await delay(20);
    expect(transport.asked.length).toBeLessThanOrEqual(8);
    await outcomes.return(undefined);
    await delay(20);
    expect(transport.asked.length).toBeLessThanOrEqual(8);
  });

  it('asks hosts while others are still being listed', async () => {
    const transport = transportWith((host) => seen(host.id));
    async function* listing(): AsyncGenerator<Host> {
      yield hostOf('first');
      await delay(50);
      yield hostOf('late');
    }
    const outcomes = run(listing(), routeBy(transport));
    expect((await outcomes.next()).value?.host.id).toBe('first');
    expect(transport.asked).toEqual(['first']);
    expect(idsOf(await all(outcomes))).toEqual(['late']);
  });

  it('throws what the listing throws', async () => {
    async function* listing(): AsyncGenerator<Host> {
      yield hostOf('first');
      await delay(5);
      throw new Error('the listing broke');
    }
    await expect(all(run(listing(), routeBy(transportWith((host) => seen(host.id)))))).rejects.toThrow('the listing broke');
  });

  it('asks a machine one question at a time, also where it is listed under two ids', async () => {
    const twins = hostsNamed(4, { address: '10.0.0.1' });
    const transport = transportWith(after(5));
    expect(await all(run(twins, routeBy(transport)))).toHaveLength(4);
    expect(transport.most()).toBe(1);
  });

  it('says of hosts that wait for another at their address that they do, and not that they are asked again', async () => {
    const waiting: WaitingFor[] = [];
    const outcomes = collectFleet(hostsNamed(4, { address: '10.0.0.1' }), routeBy(transportWith(after(5))), {
      limits,
      context: { now: Date.now, knownBlobs: new Set() },
      signal: new AbortController().signal,
      onChange: (state) => waiting.push(state.waiting),
    });
    expect(await all(outcomes)).toHaveLength(4);
    expect(Math.max(...waiting.map(({ machine }) => machine))).toBe(3);
    expect(waiting.every(({ again }) => again === 0)).toBe(true);
  });
});

describe('the caps of accounts', () => {
  it('bound how many hosts of one are asked at once, and keep nobody else waiting', async () => {
    const hosts = [...hostsNamed(10, { account: '1' }, 'a'), ...hostsNamed(3, { account: '2' }, 'b')];
    const under = new Map<string, number>();
    let most = 0;
    const transport = transportWith(async (host) => {
      under.set(host.account ?? '', (under.get(host.account ?? '') ?? 0) + 1);
      most = Math.max(most, ...under.values());
      await delay(5);
      under.set(host.account ?? '', (under.get(host.account ?? '') ?? 0) - 1);
      return seen(host.id);
    });
    const order = idsOf(await all(run(hosts, routeBy(transport), { concurrency: 6, perAccount: 2 })));
    expect(most).toBe(2);
    expect(order.findLastIndex((id) => id.startsWith('b'))).toBeLessThan(8);
  });

  it('space the starts of one in time', async () => {
    const startedAt = performance.now();
    await all(run(hostsNamed(5, { account: '1' }), routeBy(transportWith((host) => seen(host.id))), { startsPerSecond: 50 }));
    expect(performance.now() - startedAt).toBeGreaterThan(75);
  });
});

describe('a failure', () => {
  it('that may pass is tried again, a bounded number of times, and the last reason is kept', async () => {
    const transport = transportWith((_host, asked) => failing(`refused ${asked}`));
    const [outcome] = await all(run([hostOf('h')], routeBy(transport)));
    expect(outcome).toMatchObject({ attempts: 3, collected: { kind: 'missing', reason: 'refused 3 (asked 3 times)', mayRetry: true } });
  });

  it('says how often it was asked with the cause, before what is to be done about it', async () => {
    const transport = transportWith(() => failing('refused; tried root@h port 22: see whether sshd listens'));
    const [outcome] = await all(run([hostOf('h')], routeBy(transport)));
    expect(outcome?.collected).toMatchObject({ reason: 'refused (asked 3 times); tried root@h port 22: see whether sshd listens' });
  });

  it('that does not pass is not tried again', async () => {
    const transport = transportWith(() => failing('host key changed', false));
    const [outcome] = await all(run([hostOf('h')], routeBy(transport)));
    expect(outcome).toEqual({ host: hostOf('h'), attempts: 1, collected: { kind: 'missing', reason: 'host key changed' } });
  });

  it('of one transport leads to the next, and all reasons are told', async () => {
    const ssm = transportWith(() => ({ kind: 'missing', reason: 'SSM does not list it', code: 'HOST_NEVER_MANAGED' }), 'ssm');
    const ssh = transportWith((host) => (host.id === 'up' ? seen('up') : failing('refused')), 'ssh');
    const outcomes = await all(run([hostOf('up'), hostOf('down')], routeBy(ssm, ssh)));
    expect(outcomes.find(({ host }) => host.id === 'up')).toMatchObject({ attempts: 2, collected: { kind: 'evidence' } });
    expect(outcomes.find(({ host }) => host.id === 'down')?.collected).toEqual({
      kind: 'missing',
      reason: 'ssm: SSM does not list it; ssh: refused (asked 3 times)',
      code: 'HOST_NEVER_MANAGED',
      mayRetry: true,
    });
  });

  it('of a transport that throws costs its host alone, and quotes nothing', async () => {
    const transport = transportWith((host) => {
      if (host.id === 'h1') throw new TypeError('hunter2');
      return seen(host.id);
    });
    const outcomes = await all(run(hostsNamed(3), routeBy(transport)));
    expect(outcomes.filter(({ collected }) => collected.kind === 'evidence')).toHaveLength(2);
    expect(outcomes.find(({ host }) => host.id === 'h1')?.collected).toMatchObject({ reason: 'the memory transport failed (TypeError)' });
  });

  it('leaves a transport that hangs time for the next one', async () => {
    const hanging = transportWith(async (_host, _asked, { timeoutMs }) => {
      await delay(timeoutMs);
      return failing(`timed out after ${timeoutMs} ms`);
    }, 'ssm');
    const ssh = transportWith((host) => seen(host.id), 'ssh');
    const [outcome] = await all(run([hostOf('h')], routeBy(hanging, ssh), { timeoutMs: 100 }));
    expect(outcome?.collected.kind).toBe('evidence');
    expect(hanging.asked).toHaveLength(1);
  });

  it('leaves all the time to a transport that only recordings come after', async () => {
    const ssh = transportWith((_host, _asked, { timeoutMs }) => failing(`had ${timeoutMs} ms`, false), 'ssh');
    const replay = { ...transportWith((host) => seen(host.id), 'replay'), atOnce: true as const };
    const [first] = await all(
      run(
        [hostOf('h')],
        routeBy(
          ssh,
          transportWith(() => failing('x', false), 'ssm'),
        ),
        { timeoutMs: 1000 },
      ),
    );
    const [second] = await all(
      run([hostOf('h')], routeBy(ssh, { ...replay, collect: async () => failing('nothing', false) }), { timeoutMs: 1000 }),
    );
    expect(first?.collected).toMatchObject({ reason: 'ssh: had 500 ms; ssm: x' });
    expect(second?.collected).toMatchObject({ reason: 'ssh: had 1000 ms; replay: nothing' });
  });

  it('says why where there is no transport at all', async () => {
    const [outcome] = await all(run([hostOf('h')], () => ({ transports: [], whyNone: 'nobody reaches it' })));
    expect(outcome).toMatchObject({ attempts: 0, collected: { kind: 'missing', reason: 'nobody reaches it' } });
  });
});

describe('an abort', () => {
  it('ends everything that is under way, after what is complete was given out', async () => {
    const controller = new AbortController();
    const transport = transportWith((host, asked, context) => (host.id === 'h0' ? seen('h0') : after(10_000)(host, asked, context)));
    const outcomes = run(hostsNamed(9), routeBy(transport), {}, controller.signal);
    expect((await outcomes.next()).value?.host.id).toBe('h0');
    const next = outcomes.next();
    controller.abort('SIGINT');
    await next;
    await expect(all(outcomes)).rejects.toBe('SIGINT');
    expect(transport.asked.length).toBeLessThan(9);
  });

  it('does not wait for a transport that does not listen', async () => {
    const controller = new AbortController();
    const outcomes = run([hostOf('h')], routeBy(transportWith(() => new Promise(() => undefined))), {}, controller.signal);
    const next = outcomes.next();
    await delay(5);
    controller.abort('SIGINT');
    expect((await next).value?.collected).toMatchObject({ reason: 'the collection was interrupted while it was asked', mayRetry: true });
    await expect(outcomes.next()).rejects.toBe('SIGINT');
  });

  it('tells of hosts that were begun why there is nothing, and leaves out one that never was asked', async () => {
    const controller = new AbortController();
    const transport = transportWith((host, asked, context) =>
      host.id === 'fails' ? failing('timed out') : after(10_000)(host, asked, context),
    );
    const hosts = [hostOf('fails'), hostOf('hangs', { address: 'x' }), hostOf('same', { address: 'x' })];
    const patient = { timeoutMs: 600_000, backOff: { firstMs: 60_000, mostMs: 60_000 } };
    const told: string[] = [];
    const taking = async () => {
      for await (const { host, collected } of run(hosts, routeBy(transport), patient, controller.signal)) {
        told.push(`${host.id}: ${collected.kind === 'missing' ? collected.reason : ''}`);
      }
    };
    setTimeout(() => controller.abort('SIGINT'), 50);
    await expect(taking()).rejects.toBe('SIGINT');
    expect(told.toSorted()).toEqual([
      'fails: the collection was interrupted before it was asked again; before that timed out',
      'hangs: the collection was interrupted while it was asked',
    ]);
  });
});
