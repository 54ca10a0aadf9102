import { describe, expect, it } from 'vitest';
import { picturedMachine } from '../../../src/evidence/machine/pictured-machine.ts';
import { readPicture } from '../../../src/evidence/probe/picture.ts';
import { type HostReading, readHost } from '../../../src/evidence/reading/read-host.ts';
import { folders, record } from './picture-text.ts';

const units = '/etc/systemd/system';
const base = folders('/etc', '/etc/systemd', units, `${units}/multi-user.target.wants`);

// Whoever is asked next waits meanwhile: what a host of 16 MB can make us do is bounded in seconds.
async function readQuickly(records: readonly string[]): Promise<HostReading> {
  const startedAt = performance.now();
  const reading = await readHost(picturedMachine(readPicture(Buffer.from(`${records.join('\n')}\n`))), { knownBlobs: new Set() });
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  return reading;
}

describe('a host that wants to keep the auditor busy', () => {
  it('with units without number is read up to a bound, and says so', async () => {
    const names = Array.from({ length: 9000 }, (_, index) => `unit-${index}.service`);
    const { evidence } = await readQuickly([
      ...base,
      record('list', [units, 1], ['multi-user.target.wants']),
      record('list', [`${units}/multi-user.target.wants`, names.length], names),
    ]);
    expect(evidence.missing.map((one) => one.reason)).toContain('of 9000 units the first 3000 were read');
  });

  it('with a unit of endless commands, variables and folders is read up to a bound, and says so', async () => {
    const lines = [
      '[Service]',
      `Environment=PATH=${'/a:'.repeat(40_000)}`,
      `Environment="SSL_CERT_DIR=${Array.from({ length: 5000 }, (_, index) => `/d${index}`).join(':')}"`,
      ...Array.from({ length: 30_000 }, (_, index) => `ExecStartPre=program-${index}`),
      'ExecStart=/usr/bin/python3',
    ];
    const { evidence } = await readQuickly([
      ...base,
      record('list', [units, 2], ['multi-user.target.wants', 'x.service']),
      record('list', [`${units}/multi-user.target.wants`, 1], ['x.service']),
      record('file', [`${units}/x.service`, 'file', 0, 0, '0644', 1, 1, 1, 1, '-']),
      record('text', [`${units}/x.service`, 1], lines),
    ]);
    const [unit] = evidence.workloads;
    expect(unit?.missing?.map((one) => one.reason)).toContain('of the 30000 programs that are started with the service 100 were looked at');
    expect(evidence.missing.map((one) => one.fact)).toContain('trustFiles');
  });

  it('with processes without number is read up to a bound, and says so', async () => {
    const processes = Array.from({ length: 50_000 }, (_, index) =>
      record('process', [index + 2, 1, 5, `/opt/p${index}`, '-', 'yes', 'same', '-', 'no'], ['0p']),
    );
    const { evidence } = await readQuickly([record('clock', [1_700_000_000, 1_600_000_000]), ...processes]);
    expect(evidence.workloads).toHaveLength(3000);
    expect(evidence.missing.map((one) => one.reason)).toContain('of 50000 processes of services the first 3000 were read');
  });

  it('with a file of megabytes is told that it was not read', async () => {
    const text = Array.from({ length: 300_000 }, () => 'x'.repeat(20));
    const { evidence } = await readQuickly([...base, record('text', ['/etc/os-release', 1], text)]);
    expect(evidence.missing.map((one) => one.fact)).toContain('os');
  });
});
