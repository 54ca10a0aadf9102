import { describe, expect, it } from 'vitest';
import { FleetTally } from '../../../src/evidence/fleet/fleet-progress.ts';
import { hostOf, seen } from './fleet-in-memory.ts';

const nobody = { place: 0, again: 0, machine: 0, accounts: new Map<string, number>() };
const missing = (reason: string, more: object = {}) => ({ kind: 'missing' as const, reason, ...more });

describe('the progress of a fleet', () => {
  it('says how many are done, failed and why, being asked, and waiting for what', () => {
    const tally = new FleetTally();
    for (let index = 0; index < 190; index += 1) tally.add({ host: hostOf(`h${index}`), collected: seen(`h${index}`) });
    for (let index = 0; index < 5; index += 1)
      tally.add({ host: hostOf(`s${index}`), collected: missing(`timed out: no answer from s${index}`) });
    for (let index = 0; index < 3; index += 1) tally.add({ host: hostOf(`k${index}`), collected: missing('the host key is unknown') });
    tally.add({ host: hostOf('n'), collected: missing('SSM does not list it', { code: 'HOST_NEVER_MANAGED' }) });
    const state = {
      listed: 284,
      listing: false,
      under: ['ssh', 'ssm', 'ssh'],
      waiting: { place: 12, again: 3, machine: 38, accounts: new Map([['123456789012', 70]]) },
    };
    expect(tally.line(state)).toBe(
      '199 of 284 hosts: 190 seen, 9 failed (5 timed out: no answer from …, 3 the host key is unknown, 1 never managed), 3 being asked (2 by ssh, 1 by ssm), ' +
        '123 waiting (12 for a free place, 3 for another attempt, 38 for others at the same address, 70 for the cap of account 123456789012)',
    );
  });

  it('counts one reason once, whatever host it names', () => {
    const tally = new FleetTally();
    for (const name of ['a', 'b']) tally.add({ host: hostOf(name), collected: missing(`no recorded evidence for ${name} in a.jsonl`) });
    expect(tally.line({ listed: 2, listing: false, under: [], waiting: nobody })).toBe(
      '2 of 2 hosts: 0 seen, 2 failed (2 no recorded evidence for … in a.jsonl)',
    );
  });

  it('names the cause of each transport that failed, whole, and not what was tried nor what to do', () => {
    const tally = new FleetTally();
    const tried = 'tried root@10.0.0.1 port 22 with the key /k: ssh-add it';
    tally.add({ host: hostOf('a'), collected: missing(`timed out: the host says nothing; ${tried}`) });
    tally.add({ host: hostOf('b'), collected: missing(`ssm: SSM does not list it; ssh: timed out: no banner (asked 3 times); ${tried}`) });
    expect(tally.line({ listed: 2, listing: false, under: [], waiting: nobody })).toBe(
      '2 of 2 hosts: 0 seen, 2 failed (1 ssm: SSM does not list it; ssh: timed out: no banner, 1 timed out: the host says nothing)',
    );
  });

  it('stays one short line where every host fails in a way of its own', () => {
    const tally = new FleetTally();
    for (let index = 0; index < 500; index += 1) tally.add({ host: hostOf(`h${index}`), collected: missing(`way ${index} to fail`) });
    const line = tally.line({ listed: 500, listing: true, under: [], waiting: nobody });
    expect(line).toMatch(/^500 of 500\+ hosts: 0 seen, 500 failed \(1 way \d+ to fail, .*, 496 for other reasons\)$/);
  });

  it('counts failures that may pass', () => {
    const tally = new FleetTally();
    tally.add({ host: hostOf('a'), collected: missing('timed out', { mayRetry: true }) });
    tally.add({ host: hostOf('b'), collected: missing('denied') });
    tally.add({ host: hostOf('c'), collected: missing('denied') });
    expect([tally.done, tally.seen, tally.mayRetry, tally.lasting]).toEqual([3, 0, 1, 2]);
  });
});
