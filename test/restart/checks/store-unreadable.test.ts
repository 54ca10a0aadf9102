import { describe, expect, it } from 'vitest';
import { createBlobStore, sha256Of, toBlob } from '../../../src/evidence/blob-store.ts';
import type { FileEvidence } from '../../../src/evidence/file-evidence.ts';
import type { HostEvidence, WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { storeUnreadable } from '../../../src/restart/checks/store-unreadable.ts';
import { effectiveStoreOf } from '../../../src/restart/effective-store-of.ts';
import { remedyForClosed } from '../../../src/restart/remedy-for-closed.ts';
import { current, judge, running, storeOf, trusting, workload } from '../scene.ts';

const pem = Buffer.from(current.root.pem);
const file: FileEvidence = { path: '/ca.pem', state: 'file', sha256: sha256Of(pem), owner: 'root', mode: '0600' };
const store = storeOf({ served: [current.leaf], current: [current.root] });

/** The verdict on a Python whose unit names the file. */
function verdictOn(unusual: Partial<FileEvidence>, unit: Partial<NonNullable<WorkloadEvidence['unit']>> = {}) {
  const evidence: WorkloadEvidence = {
    ...running('2026-03-01T00:00:00Z'),
    unit: { name: 'app.service', state: 'active', user: 'app', ...unit },
    runtime: { family: 'python', version: '3.11.7', tlsLibrary: 'OpenSSL 3.0.19', home: '/usr/lib/ssl' },
    nextStart: { environment: { SSL_CERT_FILE: '/ca.pem', SSL_CERT_DIR: '/none' }, options: {} },
  };
  const host: HostEvidence = {
    id: 'h',
    collector: 'test',
    observedAt: '2026-06-01T00:00:00Z',
    os: { id: 'debian' },
    runtimes: [],
    trustFiles: [
      { ...file, ...unusual },
      { path: '/none', state: 'missing' },
    ],
    workloads: [evidence],
    missing: [],
  };
  const blobs = createBlobStore();
  blobs.add(toBlob(pem, { sha256: sha256Of(pem), redacted: 0 }));
  return judge(store, effectiveStoreOf(workload({ evidence }), host, { name: 'web', client: 'python' }, blobs), { evidence });
}

describe('a trust store of which the mode says who may read it', () => {
  it.each([
    ['another owner, and nobody else may', {}, {}],
    ['its owner, who may not himself', { owner: 'app', mode: '0044' }, {}],
    ['a file that whoever looked may not read himself', { state: 'unreadable', reason: 'permission denied' }, {}],
  ] as const)('is a finding for %s', (_name, unusual, unit) => {
    const verdict = verdictOn(unusual, unit);
    expect(verdict.verdict).toBe('will-fail');
    expect(verdict.reasons.map(({ code }) => code)).toContain('STORE_UNREADABLE');
  });

  it.each([
    ['is open to a group', { mode: '0640' }],
    ['belongs to a number that may be the user', { owner: '12345' }],
  ] as const)('is not known where it %s', (_name, unusual) => {
    expect(verdictOn(unusual).verdict).toBe('unknown');
  });

  it('is not known where the service may have more rights than its user', () => {
    expect(verdictOn({}, { readsMore: true }).verdict).toBe('unknown');
  });

  it.each([
    ['root', {}, { user: 'root' }],
    ['everybody', { mode: '0644' }, {}],
    ['its owner', { owner: 'app' }, {}],
  ] as const)('is open to %s', (_name, unusual, unit) => {
    expect(verdictOn(unusual, unit).verdict).toBe('ready');
  });
});

describe('a client that may not read one of its stores', () => {
  const closed = ['/ca.pem, which app may not read (mode 0600, owner root)'];
  const evidence = running('2026-03-01T00:00:00Z');
  const outcome = (anchors: readonly (typeof current.root)[], client: string) =>
    storeUnreadable.judge(
      { workload: workload({ evidence }), store, effective: trusting(anchors, { closed }, client) },
      { now: Date.parse('2026-06-01T00:00:00Z'), horizonMs: 0 },
    );

  it('goes on with what it may read, which is said', () => {
    expect(outcome([current.root], 'go')).toMatchObject({ kind: 'pass', reasons: [{ code: 'STORE_UNREADABLE', severity: 'medium' }] });
  });

  it('waits for the restart where it has read the store at its start', () => {
    expect(outcome([], 'go')).toMatchObject({ kind: 'finding', fields: { latent: true }, reasons: [{ severity: 'critical' }] });
    expect(outcome([], 'requests')).toMatchObject({ kind: 'finding', fields: { latent: false } });
  });
});

describe('the remedy for a closed trust store', () => {
  it('opens it to that user alone, and runs nothing that a path says', () => {
    expect(remedyForClosed(['/a b/$(x).pem, which app may not read (mode 0600, owner root)'])).toMatch(
      /^setfacl -m u:app:rX '\/a b\/\$\(x\)\.pem'; then restart one host alone/,
    );
    expect(remedyForClosed(['nothing that is known'])).toMatch(/^let the user of the service read it; then restart/);
  });
});
