import { describe, expect, it } from 'vitest';
import { wantedHosts } from '../../src/cli/wanted-hosts.ts';

const web = { id: 'i-1', name: 'web' };
const twin = { id: 'i-2', name: 'web' };
const api = { id: 'i-3', name: 'api' };

describe('hosts that a command names', () => {
  it('are all without a name', () => {
    const wanted = wantedHosts(undefined);
    expect([web, api].map((host) => wanted.takes(host))).toEqual([true, true]);
    expect(() => wanted.assertAllFound()).not.toThrow();
  });

  it('are found by id, and by name each of those that share it', () => {
    const wanted = wantedHosts(['web', 'i-3']);
    expect([web, twin, api, { id: 'i-4', name: 'db' }].map((host) => wanted.takes(host))).toEqual([true, true, true, false]);
    expect(() => wanted.assertAllFound()).not.toThrow();
  });

  it('are refused where the inventory has none of that name, with the nearest one', () => {
    const wanted = wantedHosts(['web', 'apu']);
    for (const host of [web, api]) wanted.takes(host);
    expect(() => wanted.assertAllFound()).toThrow('no host of the inventory is called apu; did you mean api?');
  });

  it('may be in a part of the inventory that could not be listed, which is said', () => {
    const wanted = wantedHosts(['gone']);
    wanted.noteGap({ scope: '111111111111/eu-west-1', reason: 'access denied' });
    let hint: unknown;
    try {
      wanted.assertAllFound();
    } catch (error) {
      hint = error instanceof Error && 'hint' in error ? error.hint : undefined;
    }
    expect(hint).toBe('a part of the inventory could not be listed: 111111111111/eu-west-1: access denied');
  });
});
