import { expect, it } from 'vitest';
import { type GroupedProcess, leadersOfContainers } from '../../../src/evidence/machine/container-leaders.ts';

const one = (pid: number, parent: number, group: string | undefined, program: string): GroupedProcess => ({ pid, parent, group, program });

it('are the first processes, and what an init starts in its place', () => {
  const processes = [
    one(1, 0, undefined, '/usr/lib/systemd/systemd'),
    one(10, 1, undefined, '/usr/bin/containerd-shim'),
    one(11, 10, 'a', '/usr/sbin/nginx'),
    one(12, 11, 'a', '/usr/sbin/nginx'),
    one(21, 10, 'b', '/usr/bin/tini'),
    one(22, 21, 'b', '/bin/dash'),
    one(23, 22, 'b', '/usr/local/bin/node'),
    one(24, 23, 'b', '/usr/local/bin/node'),
    one(31, 10, 'c', '/pause'),
    one(32, 11, 'd', '/app/nested'),
  ];
  expect([...leadersOfContainers(processes)]).toEqual([11, 21, 22, 23, 31, 32]);
});

it('are told also where a hostile picture draws a circle', () => {
  expect([...leadersOfContainers([one(5, 6, 'a', '/bin/sh'), one(6, 5, 'a', '/bin/sh')])]).toEqual([]);
});
