import { describe, expect, it } from 'vitest';
import { createBlobStore, sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import type { FileEvidence } from '../../src/evidence/file-evidence.ts';
import type { HostEvidence } from '../../src/evidence/host-evidence.ts';
import { withWrongStore } from '../../src/restart/checks/wrong-store.ts';
import { issue } from '../certificates.ts';
import { bundle, current, judge, previous, storeOf, trusting } from './scene.ts';

const store = storeOf({ served: [current.leaf], current: [current.root], previous: [previous.root] });
const blobs = createBlobStore();

function keep(text: string): string {
  const sha256 = sha256Of(Buffer.from(text));
  blobs.add(toBlob(Buffer.from(text), { sha256, redacted: 0 }));
  return sha256;
}

function hostWith(...trustFiles: readonly FileEvidence[]): HostEvidence {
  return { id: 'h', collector: 'test', observedAt: '2026-06-01T00:00:00Z', runtimes: [], workloads: [], missing: [], trustFiles };
}

const lost = judge(store, trusting([previous.root]));
const elsewhere: FileEvidence = { path: '/opt/app/ca.pem', state: 'file', sha256: keep(current.root.pem) };

describe('a host that lacks the current CA where its client looks', () => {
  it('is told where the CA was put instead', () => {
    const { reasons } = withWrongStore(lost, store, hostWith(elsewhere), blobs);
    expect(reasons.map((reason) => reason.code)).toEqual(['ONLY_OLD_CA', 'WRONG_STORE']);
    expect(reasons[1]?.proof.summary).toContain('/opt/app/ca.pem');
  });

  it('is told of the CA of the node that it rejects, and not of that of the others', () => {
    const several = storeOf({
      nodes: [
        { address: '10.0.0.1:443', serves: [current.leaf, current.root] },
        { address: '10.0.0.2:443', serves: [previous.leaf, previous.root] },
      ],
      current: [current.root],
    });
    const verdict = judge(several, trusting([current.root]));
    const old: FileEvidence = { path: '/opt/old.pem', state: 'file', sha256: keep(previous.root.pem) };
    const { reasons } = withWrongStore(verdict, several, hostWith(elsewhere, old), blobs);
    expect(reasons.filter(({ code }) => code === 'WRONG_STORE').map(({ failsBecause }) => failsBecause)).toEqual([previous.root.sha256]);
  });

  it('is told of a file without a hash link in the directory that its client reads', () => {
    const listing = keep(JSON.stringify({ entries: [['corp.pem', keep(current.root.pem)]] }));
    const directory: FileEvidence = { path: '/etc/ssl/certs', state: 'directory', sha256: listing };
    const readsIt = { ...lost, trustStore: [bundle, '/etc/ssl/certs'] };
    const { reasons } = withWrongStore(readsIt, store, hostWith(directory), blobs);
    expect(reasons.at(-1)).toMatchObject({ code: 'HASHED_DIRECTORY_STALE', remedy: expect.stringContaining('rehash') });
  });

  it('is told of a hash link that its client does not follow, because it holds another certificate of that name', () => {
    const listing = keep(JSON.stringify({ entries: [['1a2b3c4d.0', keep(current.root.pem)]] }));
    const directory: FileEvidence = { path: '/etc/ssl/certs', state: 'directory', sha256: listing };
    const readsIt = { ...lost, trustStore: [bundle, '/etc/ssl/certs'] };
    const { reasons } = withWrongStore(readsIt, store, hostWith(directory), blobs);
    expect(reasons.at(-1)?.proof.summary).toContain('another certificate of that name');
    expect(reasons.at(-1)?.remedy).not.toContain('rehash');
  });

  it('is told of that directory where the client reaches it by a link, as on Debian', () => {
    const listing = keep(
      JSON.stringify({
        entries: [
          ['ca-certificates.crt', keep(previous.root.pem)],
          ['corp.pem', keep(current.root.pem)],
        ],
      }),
    );
    const host = hostWith(
      { path: '/usr/local/share/ca-certificates/corp.txt', state: 'file', sha256: keep(current.root.pem) },
      { path: '/etc/ssl/certs', state: 'directory', sha256: listing },
      { path: '/usr/lib/ssl/certs', realPath: '/etc/ssl/certs', state: 'directory', sha256: listing },
      { path: '/usr/lib/ssl/cert.pem', realPath: bundle, state: 'file', sha256: keep(previous.root.pem) },
    );
    const readsIt = { ...lost, trustStore: ['/usr/lib/ssl/cert.pem', '/usr/lib/ssl/certs'] };
    const { verdict, reasons } = withWrongStore(readsIt, store, host, blobs);
    expect([verdict, reasons.map(({ code }) => code)]).toEqual(['will-fail', ['ONLY_OLD_CA', 'HASHED_DIRECTORY_STALE']]);
    expect(reasons[1]?.proof.summary).toContain('is in /etc/ssl/certs/corp.pem and 1 more, but');
    expect(reasons[1]?.remedy).toBe('openssl rehash /etc/ssl/certs');
  });

  it('is not told of a file that its client reads under another name', () => {
    const listing = keep(JSON.stringify({ entries: [['ca-certificates.crt', keep(current.root.pem)]] }));
    const host = hostWith(
      { path: '/etc/ssl/certs', state: 'directory', sha256: listing },
      { path: '/usr/lib/ssl/cert.pem', realPath: bundle, state: 'file', sha256: keep(current.root.pem) },
    );
    const readsIt = { ...lost, trustStore: ['/usr/lib/ssl/cert.pem'] };
    expect(withWrongStore(readsIt, store, host, blobs)).toBe(readsIt);
  });

  it('is told to rehash the directory that its client reads, not one within', () => {
    const within: FileEvidence = { path: '/etc/ssl/certs/java/corp.pem', state: 'file', sha256: keep(current.root.pem) };
    const host = hostWith({ path: '/etc/ssl/certs', state: 'directory', sha256: keep(JSON.stringify({ entries: [] })) }, within);
    const { reasons } = withWrongStore({ ...lost, trustStore: ['/etc/ssl/certs'] }, store, host, blobs);
    expect(reasons.at(-1)?.remedy).toMatch(/of its own in \/etc\/ssl\/certs, then openssl rehash \/etc\/ssl\/certs$/);
  });

  it('is told where its issuer was put when the store sends its own certificate alone and has no generations', () => {
    const alone = storeOf({ served: [current.leaf] });
    const missing = judge(alone, trusting([previous.root]));
    expect(missing).toMatchObject({ verdict: 'will-fail', reasons: [{ code: 'CURRENT_CA_MISSING' }] });
    const { verdict, reasons } = withWrongStore(missing, alone, hostWith(elsewhere), blobs);
    expect([verdict, reasons.map(({ code }) => code)]).toEqual(['will-fail', ['CURRENT_CA_MISSING', 'WRONG_STORE']]);
    expect(reasons[1]).toMatchObject({ failsBecause: current.root.sha256, proof: { summary: expect.stringContaining('/opt/app/ca.pem') } });
    const namesake = { ...elsewhere, sha256: keep(issue({ subject: 'CN=Corp Root G2', ca: true }).pem) };
    expect(withWrongStore(missing, alone, hostWith(namesake), blobs)).toBe(missing);
  });

  it('is told nothing where the CA is in no file that was collected', () => {
    const other: FileEvidence = { ...elsewhere, sha256: keep(previous.root.pem) };
    expect(withWrongStore(lost, store, hostWith(other), blobs)).toBe(lost);
    expect(withWrongStore(lost, store, undefined, blobs)).toBe(lost);
  });
});

it('says nothing of a host that is ready', () => {
  const ready = judge(store, trusting([current.root]));
  expect(ready.verdict).toBe('ready');
  expect(withWrongStore(ready, store, hostWith(elsewhere), blobs)).toBe(ready);
});
