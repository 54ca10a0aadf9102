import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { containerGroupIn, containerOf } from '../../../src/evidence/machine/container-group.ts';
import { describeWith } from '../../require.ts';
import { awks } from './run-probe.ts';

const script = readFileSync(new URL('../../../src/evidence/probe/script/37-process-files.sh', import.meta.url), 'utf8');
const [id, other] = ['3f2a'.repeat(16), 'b07c'.repeat(16)];
const task = '8f03e41243824aea923aca126495f665';

/** Paths of control groups as they were seen on hosts, and what container each is of. */
const groups: Readonly<Record<string, readonly [name: string, manager: string]>> = {
  [`/ecs/${task}/${task}-2495160603`]: [`${task}-2495160603`, 'ecs'],
  [`/ecs/cafe-1/${task}/${task}-2495160603`]: [`${task}-2495160603`, 'ecs'],
  [`/ecs/${task}/${task}-17/child`]: [`${task}-17`, 'ecs'],
  [`/ecs/${task}/${id}`]: [id, 'ecs'],
  [`/ecs/${task}/${task.slice(1)}-17`]: ['-', '-'],
  [`/ecs/${task}`]: ['-', '-'],
  [`/other/${task}/${task}-17`]: ['-', '-'],
  [`/system.slice/docker-${id}.scope`]: [id, 'docker'],
  [`/docker/${id}/docker/${other}`]: [other, 'docker'],
  [`/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`]: [id, 'kubernetes'],
  [`/machine.slice/libpod-${id}.scope`]: [id, 'podman'],
  '/lxc.payload.web/system.slice/app.service': ['lxc:web', 'lxc'],
  '/system.slice/app.service': ['-', '-'],
};

describeWith(['sh', ...awks], 'the control group of a container', () => {
  it.each(awks)('is read by the probe as by the collector, with %s', (awk) => {
    const command = awk === 'busybox' ? 'busybox awk' : awk;
    const read = `${script}\n${command} "$AWK_PROCESS_FILES"'{ id = container_in($0); print id, (id == "-" ? "-" : manager_in($0, id)) }'`;
    const lines = execFileSync('sh', ['-c', read], { input: Object.keys(groups).join('\n'), encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(lines).toEqual(Object.values(groups).map((told) => told.join(' ')));
  });

  it.each(Object.entries(groups))('%s is %o', (group, [name, manager]) => {
    const found = containerGroupIn(`0::${group}\n`);
    expect([found?.name ?? '-', found?.manager ?? '-']).toEqual([name, manager]);
  });

  it('has an id that tells the containers of one task apart', () => {
    expect([1, 2].map((number) => containerOf({ name: `${task}-${number}`, manager: 'ecs' })?.id)).toEqual([
      '8f03e4124382-1',
      '8f03e4124382-2',
    ]);
  });
});
