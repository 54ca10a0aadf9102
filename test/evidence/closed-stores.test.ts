// Files that the collector may read and the service's user may not: evidence has to show who may.
import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openRuntimes } from '../../src/evidence/reading/runtimes.ts';
import { readSystemdUnits } from '../../src/evidence/reading/systemd-units.ts';
import { readTrustFiles } from '../../src/evidence/reading/trust-files.ts';
import { issue } from '../certificates.ts';
import { plantTree, program } from './planted-tree.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const etc = '/etc/systemd/system';

it('names the files of a directory that are not open to everybody, where links lead', async () => {
  const machine = plantTree({
    '/certs/open.pem': root.pem,
    '/certs/corp.pem': root.pem,
    '/certs/0a1b2c3d.0': '-> corp.pem',
    '/certs/gone.0': '-> nowhere',
    '/open/a.pem': root.pem,
  });
  chmodSync(`${machine.root}/certs/corp.pem`, 0o640);
  const { files } = await readTrustFiles(machine, ['/certs', '/open'], new Set());
  expect(files.map(({ closed }) => closed?.toSorted())).toEqual([['0a1b2c3d.0', 'corp.pem'], undefined]);
});

it.each([
  ['User=app\nDynamicUser=yes', 'app'],
  ['DynamicUser=yes', 'billing'],
  ['', undefined],
])('a unit with %o runs as %s', async (settings, user) => {
  const machine = plantTree({
    [`${etc}/multi-user.target.wants/billing.service`]: '-> ../billing.service',
    [`${etc}/billing.service`]: `[Service]\nExecStart=/opt/app\n${settings}\n`,
    '/opt/app': program,
  });
  const { workloads } = await readSystemdUnits(machine, await openRuntimes(machine));
  expect(workloads.map((one) => one.unit?.user)).toEqual([user]);
});
