import { expect, it } from 'vitest';
import { layerIn, placesTo } from '../../../src/evidence/machine/mount-table.ts';

const overlay = (options: string): string => `620 540 0:51 / / rw,relatime - overlay overlay rw,lowerdir=/l/A:/l/B,${options},workdir=/w`;

it('finds the layer of a container and what else is mounted in it', () => {
  const table = [
    overlay('upperdir=/var/lib/docker/overlay2/a\\040b/diff'),
    '621 620 0:55 / /proc rw - proc proc rw',
    '622 620 0:56 / /dev/shm rw - tmpfs shm rw',
    '623 620 254:1 /srv/corp /etc/ssl/certs ro,relatime shared:1 master:2 - ext4 /dev/vda1 rw',
    '624 620 0:57 / /run/keys rw - tmpfs tmpfs rw',
    '625 620 254:1 /srv/a\\040b.pem//deleted /etc/ca.pem rw - ext4 /dev/vda1 rw',
  ].join('\n');
  expect(layerIn(table, 'N\n')).toEqual({
    upper: '/var/lib/docker/overlay2/a b/diff',
    redirects: false,
    device: '0:51',
    mounts: [
      { type: 'tmpfs', path: '/dev/shm', root: '/', device: '0:56' },
      { type: 'ext4', path: '/etc/ssl/certs', root: '/srv/corp', device: '254:1' },
      { type: 'tmpfs', path: '/run/keys', root: '/', device: '0:57' },
      { type: 'ext4', path: '/etc/ca.pem', root: '/srv/a b.pem//deleted', device: '254:1' },
    ],
  });
});

it('takes what lies on top', () => {
  expect(layerIn([overlay('upperdir=/first'), overlay('upperdir=/second')].join('\n'), 'N')?.upper).toBe('/second');
  expect(layerIn([overlay('upperdir=/first'), '1 2 8:1 / / rw - ext4 /dev/vda1 rw'].join('\n'), 'N')).toEqual({
    upper: undefined,
    redirects: false,
    device: '8:1',
    mounts: [],
  });
});

it('does not guess where the root is no overlay, is read only, or is told by half', () => {
  expect(layerIn('1 2 8:1 / / rw - ext4 /dev/vda1 rw', 'N')?.upper).toBeUndefined();
  expect(layerIn('1 2 0:9 / / ro - overlay overlay ro,lowerdir=/a:/b', 'N')?.upper).toBeUndefined();
  expect(layerIn('1 2 0:9 / / rw - overlay overlay rw,lowerdir=l/A:l/B,upperdir=abc/diff,workdir=abc/work', 'N')?.upper).toBeUndefined();
  expect(layerIn('1 2 0:9 / /srv rw - overlay overlay rw,upperdir=/u', 'N')).toBeUndefined();
  expect(layerIn('', 'N')).toBeUndefined();
});

it('tells where moved folders may bear their new names', () => {
  const redirects = (options: string, byDefault: string | undefined) => layerIn(overlay(`upperdir=/u${options}`), byDefault)?.redirects;
  expect([redirects('', 'N'), redirects(',redirect_dir=on', 'N')]).toEqual([false, true]);
  expect([redirects('', 'Y\n'), redirects(',redirect_dir=off', 'Y'), redirects(',redirect_dir=nofollow', 'Y')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(redirects('', undefined)).toBe(true);
});

it('finds where the machine has the source of a mount', () => {
  const own = [
    '20 1 254:1 /@/deep /srv/deep rw - ext4 /dev/vda1 rw',
    '21 1 254:1 /@ / rw - ext4 /dev/vda1 rw',
    '22 1 254:2 / /data rw - xfs /dev/vdb rw',
    '23 22 254:2 /part /other rw - xfs /dev/vdb rw',
    '24 1 254:3 / /with\\040blank rw - xfs /dev/vdc rw',
  ].join('\n');
  const sourceOf = (device: string, root: string) =>
    layerIn(`${overlay('upperdir=/u')}\n623 620 ${device} ${root} /x rw - ext4 /dev/x rw`, 'N', own)?.mounts[0]?.source;
  expect([sourceOf('254:1', '/@/deep/ca.pem'), sourceOf('254:1', '/@'), sourceOf('254:1', '/@home/x')]).toEqual([
    { top: '/', below: '/deep/ca.pem' },
    { top: '/', below: '' },
    undefined,
  ]);
  expect([sourceOf('254:2', '/part/ca.pem'), sourceOf('254:2', '/')]).toEqual([
    { top: '/data', below: '/part/ca.pem' },
    { top: '/data', below: '' },
  ]);
  expect([sourceOf('254:3', '/ca.pem'), sourceOf('254:2', '/a\\040b'), sourceOf('254:9', '/')]).toEqual([undefined, undefined, undefined]);
});

it('names the source and all folders above it', () => {
  expect(placesTo({ top: '/', below: '/srv/ca.pem' })).toEqual(['/', '/srv', '/srv/ca.pem']);
  expect(placesTo({ top: '/data', below: '/ca.pem' })).toEqual(['/data', '/data/ca.pem']);
  expect(placesTo({ top: '/data', below: '' })).toEqual(['/data']);
});
