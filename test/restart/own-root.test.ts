import { describe, expect, it } from 'vitest';
import { createBlobStore, sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import type { DirectoryListing, FileEvidence } from '../../src/evidence/file-evidence.ts';
import type { HostEvidence, RootEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import { contradictionIn } from '../../src/evidence/shared-evidence.ts';
import { effectiveStoreOf } from '../../src/restart/effective-store-of.ts';
import { bundle, current, judge, now, previous, storeOf, workload } from './scene.ts';

const [right, wrong] = [Buffer.from(current.root.pem), Buffer.from(previous.root.pem)];
const listing = Buffer.from(JSON.stringify({ entries: [['a.pem', sha256Of(right)]] } satisfies DirectoryListing));
const blobs = createBlobStore();
for (const bytes of [right, wrong, listing]) blobs.add(toBlob(bytes, { sha256: sha256Of(bytes), redacted: 0 }));

const id = '0123456789ab';
const stores = (content: Uint8Array, unusual: Partial<FileEvidence> = {}): readonly FileEvidence[] => [
  { path: bundle, state: 'file', sha256: sha256Of(content), mode: '0644', ...unusual },
  { path: '/none', state: 'missing' },
];
const root = (content: Uint8Array, unusual: Partial<FileEvidence> = {}): RootEvidence => ({
  id,
  os: { id: 'alpine' },
  runtimes: [],
  trustFiles: [...stores(content, unusual)],
});
const evidence: WorkloadEvidence = {
  name: 'web',
  origin: 'process',
  container: { id, manager: 'docker' },
  root: id,
  runtime: { family: 'go', version: '1.22.1' },
  nextStart: { environment: { SSL_CERT_FILE: bundle, SSL_CERT_DIR: '/none' }, options: {} },
  missing: [{ fact: 'container', reason: 'its next start is taken to be a container of the same image, started as the running one' }],
};

const configuration = { path: '/x', state: 'missing' as const, settings: {}, ownLevel: '2' as const };

function host(content: Uint8Array, roots: readonly RootEvidence[] | undefined): HostEvidence {
  const [observedAt, trustFiles] = ['2026-06-01T00:00:00Z', [...stores(content)]];
  const base = {
    id: 'i-1',
    collector: 'local/1',
    observedAt,
    os: { id: 'debian' },
    runtimes: [],
    trustFiles,
    workloads: [evidence],
    missing: [],
  };
  return roots === undefined ? base : { ...base, roots: [...roots] };
}

function resolve(on: HostEvidence, by: WorkloadEvidence = evidence) {
  return effectiveStoreOf(workload({ evidence: by }), on, { name: 'web', client: 'go' }, blobs);
}

const served = storeOf({ served: [current.leaf, current.root], current: [current.root], previous: [previous.root] });
const verdict = (on: HostEvidence) => judge(served, resolve(on), { evidence }, { now, horizonMs: 1 });

describe('a workload with files of its own', () => {
  it('is judged by those alone, whatever the host has', () => {
    expect(verdict(host(wrong, [root(right)]))).toMatchObject({
      verdict: 'ready',
      root: id,
      trustStore: [`${bundle} in container ${id}`],
    });
    const lost = verdict(host(right, [root(wrong)]));
    expect([lost.verdict, lost.reasons[0]?.code]).toEqual(['will-fail', 'ONLY_OLD_CA']);
    expect(lost.reasons[0]?.remedy).toContain(`put it into ${bundle} in container ${id}, by its image or a mount`);
  });

  it('is named where its client is not known', () => {
    const on = host(right, [root(right)]);
    const of = (by: WorkloadEvidence) => effectiveStoreOf(workload({ evidence: by }), on, undefined, blobs);
    const { runtime: _go, ...bare } = evidence;
    expect(of(bare)).toMatchObject({ reason: `in container ${id}: which TLS client web uses is not known: declare it with client:` });
    const environment = { ...evidence.nextStart.environment, REQUESTS_CA_BUNDLE: '/none' };
    const python: WorkloadEvidence['runtime'] = {
      family: 'python',
      version: '3.11.7',
      tlsLibrary: 'OpenSSL 3.0.19',
      home: '/usr/lib/ssl',
      tlsConfiguration: configuration,
    };
    const by: WorkloadEvidence = { ...evidence, runtime: python, nextStart: { environment, options: {} } };
    expect(of(by)).toMatchObject({
      reason: expect.stringMatching(new RegExp(`^in container ${id}: python, requests or boto3: which of them web fetches its`)),
    });
  });

  it.each([
    ['no roots at all', undefined],
    ['no root', []],
    ['another root', [{ ...root(right), id: 'ba9876543210' }]],
    ['its root twice', [root(right), root(right)]],
  ])('is unknown where the evidence holds %s', (_name, roots) => {
    const on = host(right, roots);
    expect(resolve(on)).toMatchObject({ kind: 'unknown', reason: `the evidence does not hold the files of container ${id}` });
    expect(verdict(on).verdict).toBe('unknown');
  });

  it('is unknown where its root does not mention a file that the host has', () => {
    const own = { ...root(right), trustFiles: [] };
    expect(resolve(host(right, [own]))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining(`in container ${id}: the evidence does not say what is at`),
    });
  });

  it('has the distribution of its root, or none that is known', () => {
    const curl: WorkloadEvidence = {
      ...evidence,
      runtime: {
        family: 'curl',
        version: '7.88.1',
        tlsLibrary: 'OpenSSL 3.0.19',
        tlsConfiguration: { path: '/x', state: 'missing', settings: {} },
      },
      nextStart: { environment: {}, options: {} },
    };
    const on = host(right, [root(right)]);
    const store = effectiveStoreOf(workload({ evidence: curl }), on, { name: 'web', client: 'curl' }, blobs);
    expect(store).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('on alpine was not measured') });
  });

  it.each([
    ['was written', { layer: 'container' }, 'was written to after the container was created'],
    ['may have been written', { layer: 'unknown' }, 'is not known'],
    ['was removed', { layer: 'container', state: 'missing' }, 'was removed after the container was created'],
    ['is closed to others', { mode: '0600', owner: 'root' }, 'whether its process may read'],
  ] as const)('is unknown where its store %s', (_name, unusual, reason) => {
    const store = resolve(host(right, [root(right, unusual)]));
    expect(store).toMatchObject({ kind: 'unknown', reason: expect.stringContaining(reason) });
    expect(JSON.stringify(store)).toContain(`in container ${id}`);
  });

  it('is unknown where an entry of a folder that it reads was written', () => {
    const folder: FileEvidence = { path: '/certs', state: 'directory', sha256: sha256Of(listing), mode: '0755' };
    const reads = { ...evidence, nextStart: { environment: { SSL_CERT_FILE: '/none', SSL_CERT_DIR: '/certs' }, options: {} } };
    const on = (unusual: Partial<FileEvidence>): HostEvidence =>
      host(wrong, [{ ...root(wrong), trustFiles: [...stores(wrong), { ...folder, ...unusual }] }]);
    expect(resolve(on({}), reads)).toMatchObject({ kind: 'known', anchors: [{ file: `/certs/a.pem in container ${id}` }] });
    expect(resolve(on({ layered: ['a.pem'] }), reads)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('/certs/a.pem') });
  });

  it('has remarks on its files that name it, and remedies that name no folder without its hash link', () => {
    const folder: FileEvidence = { path: '/certs', state: 'directory', sha256: sha256Of(listing), mode: '0755' };
    const on = host(right, [{ ...root(wrong), trustFiles: [...stores(wrong), folder] }]);
    const python = (file: string): WorkloadEvidence => ({
      ...evidence,
      runtime: { family: 'python', version: '3.11.2', tlsLibrary: 'OpenSSL 3.0.19', home: '/usr/lib/ssl', tlsConfiguration: configuration },
      nextStart: { environment: { SSL_CERT_FILE: file, SSL_CERT_DIR: '/certs' }, options: {} },
    });
    const reasonsOf = (by: WorkloadEvidence) => {
      const effective = effectiveStoreOf(workload({ evidence: by }), on, { name: 'web', client: 'python' }, blobs);
      return judge(served, effective, { evidence: by }, { now, horizonMs: 1 }).reasons;
    };
    const [lost, ...beside] = reasonsOf(python(bundle));
    expect(lost?.remedy).toContain(`put it into ${bundle} in container ${id}, by its image or a mount`);
    expect(beside.find(({ code }) => code === 'TRUST_STORE_DAMAGED')?.proof.summary).toMatch(
      new RegExp(`^in container ${id}: /certs: a\\.pem: no hash link`),
    );
    expect(beside.find(({ code }) => code === 'UNKNOWN_EVIDENCE')?.proof.summary).toBe(evidence.missing?.[0]?.reason);
    const [alone, ...others] = reasonsOf(python('/none'));
    expect(alone?.remedy).toContain(`put it into /certs in container ${id}, with its hash link (openssl rehash), by`);
    const passedOver = others.find(({ code }) => code === 'TRUST_STORE_PASSED_OVER');
    expect(passedOver?.proof.summary).toMatch(new RegExp(`^in container ${id}: SSL_CERT_FILE names /none`));
  });

  it('is not promised where nobody knows who starts it', () => {
    const chrooted: WorkloadEvidence = { ...evidence, root: 'root-1', missing: [{ fact: 'unit', reason: 'no unit starts this process' }] };
    const { container: _none, ...plain } = chrooted;
    const on = host(wrong, [{ ...root(right), id: 'root-1' }]);
    expect(resolve(on, plain)).toMatchObject({ kind: 'known', loaded: [{ path: `${bundle} in root-1` }] });
    expect(judge(served, resolve(on, plain), { evidence: plain }, { now, horizonMs: 1 }).verdict).toBe('unknown');
  });

  it('resolves anew where only the roots differ', () => {
    const [first, second] = [host(wrong, [root(right)]), host(wrong, [root(wrong)])];
    const same = { ...second, trustFiles: first.trustFiles, os: first.os };
    expect([first, same].map((on) => verdict(on).verdict)).toEqual(['ready', 'will-fail']);
  });
});

it('evidence that lists a root or a file in it twice, with different contents, says nothing', () => {
  const twice = { ...root(right), trustFiles: [...stores(right), ...stores(wrong)] };
  expect(contradictionIn(host(right, [root(right)]))).toBeUndefined();
  expect(contradictionIn(host(right, [root(right), root(right)]))).toBe(`its evidence lists the root ${id} twice`);
  expect(contradictionIn(host(right, [twice]))).toContain('twice, with different contents');
});
