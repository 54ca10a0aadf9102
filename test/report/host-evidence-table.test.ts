import { describe, expect, it } from 'vitest';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { hostEvidenceTable } from '../../src/report/host-evidence-table.ts';
import { displayWidth } from '../../src/report/table/display-width.ts';

const page = { color: false, width: 80 };
const api: WorkloadEvidence = {
  name: 'api',
  origin: 'systemd-unit',
  unit: { name: 'api.service', state: 'enabled', user: 'app' },
  program: '/usr/bin/node',
  runtime: { family: 'node', version: '24.1.0' },
  nextStart: { environment: { NODE_EXTRA_CA_CERTS: '/etc/corp/ca.pem' }, options: { '--use-openssl-ca': '' } },
  running: { environment: {}, options: {} },
  process: { startedAt: '2026-01-01T00:00:00Z' },
};
const host: HostEvidence = {
  id: 'web-1',
  collector: 'probe/1',
  observedAt: '2026-02-03T04:05:06Z',
  os: { id: 'debian', version: '12' },
  runtimes: [],
  trustFiles: [
    { path: '/etc/corp/ca.pem', state: 'file', sha256: 'a'.repeat(64), owner: 'root', mode: '0644', modifiedAt: '2026-01-02T00:00:00Z' },
    { path: '/etc/ssl/cert.pem', state: 'missing' },
    { path: '/etc/ssl/private.p12', state: 'unreadable', reason: 'it holds a private key' },
  ],
  workloads: [api],
  missing: [],
};

describe("a host's evidence for people", () => {
  it('says who was seen, when and by what', () => {
    expect(hostEvidenceTable(host, page)).toMatch(/^web-1: debian 12, seen 2026-02-03 04:05 UTC by probe\/1\n/);
  });

  it('says how far the clock is off, and nothing where it is right', () => {
    expect(hostEvidenceTable({ ...host, clockSkewSeconds: -90 }, page)).toContain('its clock -90 s off');
    expect(hostEvidenceTable({ ...host, clockSkewSeconds: 0 }, page)).not.toContain('clock');
  });

  it('names a service with its runtime, its user, and every setting of its next start', () => {
    const text = hostEvidenceTable(host, page);
    expect(text).toContain('  api (node 24.1.0): api.service, as app, enabled\n');
    expect(text).toContain('      NODE_EXTRA_CA_CERTS=/etc/corp/ca.pem\n      --use-openssl-ca\n');
  });

  it('says that the running process was started otherwise, and only then', () => {
    expect(hostEvidenceTable(host, page)).toContain('the running process was started with others');
    expect(hostEvidenceTable({ ...host, workloads: [{ ...api, running: api.nextStart }] }, page)).not.toContain('with others');
  });

  it('prints what default clients share once', () => {
    const shared = { environment: { SSL_CERT_FILE: '/etc/corp/ca.pem' }, options: {} };
    const clients = ['curl', 'python'].map((name): WorkloadEvidence => ({ name, origin: 'default-client', nextStart: shared }));
    expect(hostEvidenceTable({ ...host, workloads: clients }, page).match(/SSL_CERT_FILE/g)).toHaveLength(1);
  });

  it('gives the reason in place of a digest, and counts the places where nothing is', () => {
    const text = hostEvidenceTable(host, page);
    expect(text).toMatch(/private\.p12 +it holds a/);
    expect(text).toContain('1 further place, where nothing is');
    expect(text).toContain('aaaaaaaaaaaa');
  });

  it('lists files of a container under its name, and cuts no path', () => {
    const path = `/opt/${'very/'.repeat(9)}long/cacerts`;
    const trustFiles = [{ path, state: 'file', sha256: 'b'.repeat(64) } as const];
    const roots = ['0123456789ab', '123456789abc'].map((id) => ({ id, runtimes: [], trustFiles }));
    const own = { ...api, root: '0123456789ab', container: { id: '0123456789ab' } };
    const text = hostEvidenceTable({ ...host, roots, workloads: [own] }, page);
    const [, first = '', second = ''] = text.split(/^Trust stores in .*$/m);
    expect(text).toContain('\nTrust stores in container 0123456789ab\n');
    for (const section of [first, second]) {
      // Lines of the first column, set together again
      const column = section.split('\n').map((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? '');
      expect(column.join('')).toContain(path);
    }
    expect(text).not.toContain('…');
  });

  it('names every fact that was not seen, with its reason', () => {
    const missing = [{ fact: 'runtime', reason: 'the program is gone' }];
    const text = hostEvidenceTable({ ...host, missing: [{ fact: 'os', reason: 'no os-release' }], workloads: [{ ...api, missing }] }, page);
    expect(text).toContain('Not seen\n  os: no os-release\n  api: runtime: the program is gone\n');
    expect(text).toContain('(1 fact not seen)');
  });

  it('says that it saw no service', () => {
    expect(hostEvidenceTable({ ...host, workloads: [] }, page)).toContain('No service was seen.');
  });

  it('lets no name of a host leave the page or reach the terminal', () => {
    const evil = `a\u001b[2J${'x'.repeat(200)}\n`;
    const text = hostEvidenceTable(
      { ...host, id: evil, workloads: [{ ...api, name: evil }], clientKeys: [{ path: evil, reason: evil }] },
      page,
    );
    expect(text).not.toContain('\u001b');
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });
});
