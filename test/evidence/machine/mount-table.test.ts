import { expect, it } from 'vitest';
import { layerIn } from '../../../src/evidence/machine/mount-table.ts';

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
