import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clientCertificatesOf, shownBy } from '../../../src/evidence/reading/client-files.ts';
import { openRuntimes } from '../../../src/evidence/reading/runtimes.ts';
import { readSystemdUnits } from '../../../src/evidence/reading/systemd-units.ts';
import { machineHere, plantTree, program } from '../planted-tree.ts';

const catalogue = openRuntimes(machineHere());
const files = { certificate: '/srv/keys/app.pem', key: '/srv/keys/app.key' };

/** What is not known of the trust files of a service that is declared to show these. */
async function hiddenOf(lines: readonly string[], mode = 0o755, service = 'app'): Promise<readonly string[]> {
  const etc = '/etc/systemd/system';
  const machine = plantTree({
    [`${etc}/multi-user.target.wants/app.service`]: '-> ../app.service',
    [`${etc}/app.service`]: ['[Service]', 'ExecStart=/usr/bin/python3 /opt/app.py', 'User=web', ...lines].join('\n'),
    '/etc/passwd': 'web:x:4000000:4000000::/srv:/bin/sh\n',
    '/usr/bin/python3': program,
    '/opt/app.py': '',
    [files.certificate]: '',
    [files.key]: '',
  });
  chmodSync(`${machine.root}/srv/keys`, mode);
  const [app] = (await readSystemdUnits(machine, await catalogue, [], [{ service, ...files }])).workloads;
  return (app?.missing ?? []).filter(({ fact }) => fact === 'trustFiles').map(({ reason }) => reason);
}

describe('a client certificate that is declared', () => {
  it('is out of reach behind a folder that is closed, or where the sandbox shows something else', async () => {
    expect(await hiddenOf([], 0o700)).toEqual([expect.stringMatching(/^the folder \/srv\/keys is not open to the unit's user/)]);
    expect(await hiddenOf(['InaccessiblePaths=/srv/keys'])).toEqual([
      expect.stringMatching(/^the unit sees something else at \/srv\/keys/),
    ]);
  });

  it('is no matter where it can be got at, or is another service’s', async () => {
    expect(await hiddenOf([])).toEqual([]);
    expect(await hiddenOf(['PrivateTmp=yes', 'ProtectHome=yes'])).toEqual([]);
    expect(await hiddenOf([], 0o700, 'web')).toEqual([]);
  });

  it('is found by the name of the service, its unit, or the unit that is declared', () => {
    const declared = clientCertificatesOf([
      { name: 'billing', unit: 'bill@eu.service', stores: [], clientCertificate: files },
      { name: 'plain', stores: [], clientCertificate: 'none' },
    ]);
    const named = (name: string, unit?: string) =>
      shownBy({ name, ...(unit === undefined ? {} : { unit: { name: unit, state: 'active' } }) }, declared);
    const both = [files.certificate, files.key];
    expect([named('billing'), named('x', 'billing.service'), named('x', 'bill@eu.service')]).toEqual([both, both, both]);
    expect([named('plain'), named('x', 'bill.service')]).toEqual([[], []]);
  });
});
