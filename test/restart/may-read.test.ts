import { expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { mayRead } from '../../src/restart/may-read.ts';

const service = (user?: string, more: Partial<NonNullable<WorkloadEvidence['unit']>> = {}): WorkloadEvidence => ({
  name: 'app',
  origin: 'systemd-unit',
  unit: { name: 'app.service', state: 'active', ...(user === undefined ? {} : { user }), ...more },
  nextStart: { environment: {}, options: {} },
});
const process: WorkloadEvidence = { name: 'app', origin: 'process', nextStart: { environment: {}, options: {} } };

it.each([
  ['0600', 'app', service('app'), 'yes'],
  ['0200', 'app', service('app'), 'no'],
  ['0044', 'app', service('app'), 'no'],
  ['0644', 'root', service('app'), 'yes'],
  ['0600', 'root', service('app'), 'no'],
  ['0600', 'app', service(), 'yes'],
  ['0000', 'app', service('root'), 'yes'],
  ['0640', 'root', service('app'), 'not-known'],
  ['0604', 'root', service('app'), 'not-known'],
  ['0600', 'root', service('app', { readsMore: true }), 'not-known'],
  ['0600', 'root', process, 'not-known'],
  ['0644', 'root', process, 'yes'],
  [undefined, 'root', service('app'), 'not-known'],
  ['0600', undefined, service('app'), 'not-known'],
] as const)('mode %s of %s: %#', (mode, owner, evidence, kind) => {
  const file = { path: '/k', ...(mode === undefined ? {} : { mode }), ...(owner === undefined ? {} : { owner }) };
  expect(mayRead(file, evidence).kind).toBe(kind);
});

it('says why nobody can tell it of a process that no unit starts', () => {
  expect(mayRead({ path: '/k', mode: '0600', owner: 'root' }, process)).toEqual({
    kind: 'not-known',
    reason: 'no unit starts app, so whether it may read /k (mode 0600, owner root) is not known',
  });
});

it('counts a group by its members alone, and one that the unit sets by itself', () => {
  const file = { path: '/k', mode: '0640', owner: 'root', members: ['app', 'web:certs'] };
  expect(mayRead(file, service('app')).kind).toBe('yes');
  expect(mayRead(file, service('app', { group: 'other' })).kind).toBe('not-known');
  expect(mayRead(file, service('web', { group: 'certs' })).kind).toBe('yes');
  expect(mayRead(file, service('web')).kind).toBe('not-known');
});
