import { expect, it } from 'vitest';
import { placesTo } from '../../../src/evidence/machine/mount-table.ts';
import type { FilesWithoutLinks, Mount, ProcessRoot } from '../../../src/evidence/machine/process-root.ts';
import { isStillNamed } from '../../../src/evidence/reading/container-sources.ts';

const started = 1_700_000_000;
const [before, after] = [started - 5, started + 5];
const bound: Mount = {
  type: 'ext4',
  path: '/ca.pem',
  root: '/srv/corp/ca.pem',
  device: '254:1',
  source: { top: '/', below: '/srv/corp/ca.pem' },
};

/** A container with that mount, whose names on the machine were last changed then; its file is the last of these. */
function rootOf(changed: readonly number[], identity = '1:3'): ProcessRoot {
  const status = { kind: 'file', uid: 0, gid: 0, mode: 0o644, sizeBytes: 1, modifiedAt: undefined, identity } as const;
  const nothing = async () => undefined;
  const files: FilesWithoutLinks = {
    lstat: async () => status,
    readText: async (file) => ({ text: undefined, reason: file, missing: true }),
    list: async () => ({ kind: 'failed', reason: '', missing: true }),
    trustContent: async () => ({ kind: 'unreadable', reason: '' }),
    linkTarget: nothing,
    shebang: nothing,
    goVersion: nothing,
    opensslBuild: nothing,
  };
  return {
    pid: 7,
    link: '/',
    files,
    layer: undefined,
    isStillThere: async () => true,
    wayTo: async ({ source }) =>
      source === undefined || changed.length === 0
        ? undefined
        : placesTo(source).map((path, at) => ({ path, identity: `1:${at}`, changedAt: changed[at] ?? before })),
  };
}

const isNamed = async (changed: readonly number[], mount = bound, at: number | undefined = started * 1000) =>
  isStillNamed(rootOf(changed), mount, at);

it('a source keeps its name where neither it nor its folder was changed since the start', async () => {
  expect(await isNamed([before, before, before, before])).toBe(true);
});

it('a source was written where it lies if its folder is as it was, and folders are filled without getting another name', async () => {
  expect(await isNamed([before, before, before, after])).toBe(true);
  expect(await isNamed([before, before, after, before])).toBe(true);
  expect(await isNamed([after, before, after, before])).toBe(true);
});

it('a source may have been renamed where it and its folder were changed, and so may each folder above', async () => {
  expect(await isNamed([before, before, after, after])).toBe(false);
  expect(await isNamed([before, after, after, before])).toBe(false);
  expect(await isNamed([after, after, before, before])).toBe(false);
});

it('what was changed in the second of the start may have been changed after it', async () => {
  expect(await isNamed([before, before, started - 2, started - 2])).toBe(true);
  expect(await isNamed([before, before, started - 1, started - 1])).toBe(false);
});

it('nobody renames /etc and its like, which change all the time', async () => {
  const settings: Mount = { ...bound, source: { top: '/', below: '/etc/corp/ca.pem' } };
  expect(await isNamed([after, after, before, before], settings)).toBe(true);
  expect(await isNamed([after, after, before, before], { ...bound, source: { top: '/', below: '/etc2/corp/ca.pem' } })).toBe(false);
});

it('a name that leads to something else by now, or that is not known, is not kept', async () => {
  expect(await isStillNamed(rootOf([before], '1:9'), bound, started * 1000)).toBe(false);
  expect(await isNamed([])).toBe(false);
  expect(await isStillNamed(rootOf([before]), bound, undefined)).toBe(false);
  const { source: _unknown, ...nowhere } = bound;
  expect(await isNamed([before], nowhere)).toBe(false);
});

it('file systems whose renames were not measured are known as a whole only', async () => {
  expect(await isNamed([before], { ...bound, type: 'nfs4' })).toBe(false);
  expect(await isNamed([after], { ...bound, type: 'nfs4', source: { top: '/mnt', below: '' } })).toBe(true);
});
