import type { Authorities } from '../authorities.ts';
import type { DrillHost } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { inHosts } from './in-hosts.ts';
import { type UnitChange, unitCase } from './unit-change.ts';

/** What a program that is started before the service works on, and what becomes of it: label, command, before, after. */
const operands: readonly (readonly [string, string, string, string])[] = [
  ['cp', '/bin/cp {at} {at}.copy', 'touch {at}', 'rm {at}'],
  ['chown', '/bin/chown -R app:app {at}', 'mkdir {at}', 'rm -r {at}'],
  ['chmod', '/bin/chmod 755 {at}', 'mkdir {at}', 'rm -r {at}'],
  ['cat', '/bin/cat {at}', 'touch {at}', 'rm {at}'],
  ['install', '/usr/bin/install -m 600 {at} {at}.copy', 'touch {at}', 'rm {at}'],
  ['mkdir', '/bin/mkdir -p {at}/a', ':', 'rm -r {at}; touch {at}'],
  ['stat', '/usr/bin/stat {at}', 'touch {at}', 'rm {at}'],
  ['tmpfiles', '/usr/bin/systemd-tmpfiles --create {at}', 'touch {at}', 'rm {at}'],
  ['touch', '/bin/touch {at}/x', 'mkdir {at}', 'rm -r {at}'],
  ['tee', '/usr/bin/tee {at}/x', 'mkdir {at}', 'rm -r {at}'],
  ['ln', '/bin/ln -sf /srv/a {at}/b', 'mkdir {at}', 'rm -r {at}'],
  ['is-active', '/bin/systemctl is-active {name}-needed', 'systemd-run -q --unit={name}-needed sleep 1000', 'systemctl stop {name}-needed'],
];

const changes: readonly UnitChange[] = [
  ...operands.map(([label, line, prepare, run]): UnitChange => {
    const at = (text: string): string => text.replaceAll('{at}', '/srv/{name}');
    return {
      label: `before-${label}`,
      mechanism: 'what is done before its start has nothing to work on',
      kinds: ['urllib'],
      unit: { lines: [`ExecStartPre=${at(line)}`] },
      prepare: at(prepare),
      after: { run: at(run) },
      undecidable: 'what a program makes of its arguments is not known before it is run',
    };
  }),
  {
    label: 'after-chown',
    mechanism: 'what is done after its start has nothing to work on',
    kinds: ['urllib', 'java'],
    unit: { lines: ['ExecStartPost=/bin/chown app /srv/{name}'] },
    prepare: 'touch /srv/{name}',
    after: { run: 'rm /srv/{name}' },
    undecidable: 'what a program makes of its arguments is not known before it is run',
  },
];

/** Cases of what is started beside a service and fetches nothing. */
export function startedBesideHosts(ca: Authorities): readonly DrillHost[] {
  const cases = changes.flatMap((one) => one.kinds.map((kind) => unitCase(kind, one, ca)));
  return inHosts('beside', systemStore([ca.foreign]), cases);
}
