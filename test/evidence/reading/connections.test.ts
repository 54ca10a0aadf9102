import { expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { picturedMachine } from '../../../src/evidence/machine/pictured-machine.ts';
import { withConnections } from '../../../src/evidence/reading/connections.ts';
import { pictureOf, record } from '../probe/picture-text.ts';

const start = { environment: {}, options: {} };
const process = (pid: number): NonNullable<WorkloadEvidence['process']> => ({ pid, startedAt: '2026-11-22T14:00:00Z' });
const unit: WorkloadEvidence = {
  name: 'app',
  origin: 'systemd-unit',
  unit: { name: 'app.service', state: 'active' },
  process: process(7),
  nextStart: start,
};
const alone: WorkloadEvidence = { name: 'tool', origin: 'process', process: process(20), nextStart: start };
const idle: WorkloadEvidence = { name: 'idle', origin: 'systemd-unit', unit: { name: 'idle.service', state: 'enabled' }, nextStart: start };

const processOf = (pid: number, parent: number, name: string, listens = 'no'): string =>
  record('process', [pid, parent, 1, '/x', name, listens, 'same', '-', 'no']);
const picture = pictureOf([
  processOf(7, 1, 'app.service'),
  processOf(8, 7, 'app.service', 'denied'),
  processOf(20, 1, '-'),
  processOf(21, 20, '-'),
  processOf(30, 1, 'other.service'),
  ...[7, 8].map((pid) => record('connection', [pid, '10.0.0.5:8200'])),
  record('connection', [21, '[fd00::5]:443']),
  record('connection', [30, '10.0.0.9:8200']),
]);

it('connections are those of all processes of a unit, or of a process and its children', async () => {
  const [app, tool, other] = await withConnections(picturedMachine(picture, { addressesAsked: true }), [unit, alone, idle]);
  expect(app?.connections).toEqual(['10.0.0.5:8200']);
  expect(app?.missing?.map((one) => one.fact)).toEqual(['connections']);
  expect(tool).toEqual({ ...alone, connections: ['[fd00::5]:443'] });
  expect(other).toEqual({ ...idle, connections: [] });
});

it('connections are not told where nobody asked about them', async () => {
  expect(await withConnections(picturedMachine(picture), [unit, alone])).toEqual([unit, alone]);
});
