import { expect, it } from 'vitest';
import type { Mount } from '../../../src/evidence/machine/process-root.ts';
import { mountedFate } from '../../../src/evidence/reading/container-mounts.ts';

const id = 'ab12'.repeat(16);
const mount = (root: string, type = 'ext4', device = '254:1'): Mount => ({ type, root, device, path: '/etc/corp' });
const fate = (one: Mount, inPod = false, path = '/etc/corp/ca.pem', target?: string) => mountedFate(one, { path, target }, '0:51', inPod);

it.each(['/srv/corp', '/var/lib/docker/volumes/corp/_data', '/'])('%s is mounted into the next container, too, by its name', (root) => {
  expect(fate(mount(root))).toBe('named');
});

it('what kubelet makes for a pod is made for the next one, too', () => {
  const pods = '/var/lib/kubelet/pods/8c1cb1a2-5f3b-4d8e-9f0a-0123456789ab';
  expect(fate(mount(`${pods}/volumes/kubernetes.io~configmap/ca`))).toBe('kept');
  expect(fate(mount(`${pods}/volume-subpaths/ca/app/0`))).toBe('kept');
});

it('devices are in every container, and other files that lie beside them are not', () => {
  const devices: Mount = { type: 'tmpfs', root: '/', device: '0:53', path: '/dev' };
  const places = ['/dev/null', '/dev/urandom', '/dev/ca.pem', '/dev/shm/null'];
  expect(places.map((path) => fate(devices, false, path))).toEqual(['kept', 'kept', 'lost', 'lost']);
});

it.each([
  `/var/lib/docker/volumes/${id}/_data`,
  `/volumes/${id}/_data/sub`,
  `/var/lib/containerd/io.containerd.grpc.v1.cri/containers/${id}/volumes/${id}`,
  '/var/lib/docker/volumes/ecs-web-3-certs-e2b8d1/_data',
  '/var/lib/kubelet/pods/1-2/volumes/kubernetes.io~empty-dir/certs',
  '/srv/corp/ca.pem//deleted',
])('%s is not, or nobody knows', (root) => {
  expect(fate(mount(root))).toBe('unknown');
});

it('a part of the own root or of another container is not known to be there again', () => {
  expect([fate(mount('/tmp', 'overlay', '0:51')), fate(mount('/tmp', 'overlay', '0:60')), fate(mount('/tmp', 'ext4', '0:51'))]).toEqual([
    'unknown',
    'unknown',
    'unknown',
  ]);
});

it('what lies in memory is lost, save a Secret of Kubernetes', () => {
  const memory = mount('/', 'tmpfs', '0:70');
  const dated = '..2026_01_02_03_04_05.678901234';
  expect(fate(memory)).toBe('lost');
  expect(fate(memory, false, `/etc/corp/${dated}/ca.pem`)).toBe('lost');
  expect(fate(memory, true)).toBe('unknown');
  expect(fate(memory, true, `/etc/corp/${dated}/ca.pem`)).toBe('kept');
  expect(fate(memory, true, '/etc/corp/ca.pem', '..data/ca.pem')).toBe('kept');
  expect(fate(memory, true, '/etc/corp/..data', dated)).toBe('kept');
  expect(fate(memory, true, '/etc/corp/ca.pem', 'other.pem')).toBe('unknown');
  expect(fate(mount(`/${dated}/ca.pem`, 'tmpfs'), true)).toBe('kept');
  expect(fate(mount(`/${dated}/ca.pem//deleted`, 'tmpfs'), true)).toBe('unknown');
});
