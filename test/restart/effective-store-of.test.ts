import { describe, expect, it } from 'vitest';
import type { ServiceDeclaration } from '../../src/config/config.ts';
import { createBlobStore, sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import type { HostEvidence, Launch, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { Runtime } from '../../src/evidence/runtime.ts';
import { effectiveStoreOf } from '../../src/restart/effective-store-of.ts';
import { bundle, current, workload } from './scene.ts';

const pem = Buffer.from(current.root.pem);
const digest = sha256Of(pem);

const python: Runtime = { family: 'python', version: '3.11.7', tlsLibrary: 'OpenSSL 3.0.19', home: '/usr/lib/ssl' };
const node: Runtime = { family: 'node', version: '20.20.2', bundledRoots: digest };

function blobs(...contents: readonly Uint8Array[]) {
  const store = createBlobStore();
  for (const bytes of contents) store.add(toBlob(bytes, { sha256: sha256Of(bytes), redacted: 0 }));
  return store;
}

function program(runtime: Runtime | undefined, nextStart: Partial<Launch> = {}): WorkloadEvidence {
  return {
    name: 'web',
    origin: 'systemd-unit',
    ...(runtime === undefined ? {} : { runtime }),
    nextStart: { environment: { SSL_CERT_FILE: bundle, SSL_CERT_DIR: '/none' }, options: {}, ...nextStart },
  };
}

const host: HostEvidence = {
  id: 'i-1',
  collector: 'local/1',
  observedAt: '2026-06-01T00:00:00Z',
  os: { id: 'debian' },
  runtimes: [],
  trustFiles: [
    { path: bundle, state: 'file', sha256: digest },
    { path: '/none', state: 'missing' },
  ],
  workloads: [],
  missing: [],
};

function resolve(evidence: WorkloadEvidence, declared?: Partial<ServiceDeclaration>, content = blobs(pem)) {
  return effectiveStoreOf(workload({ evidence }), host, declared && { name: 'web', ...declared }, content);
}

describe('effectiveStoreOf', () => {
  it('is unknown where neither the host nor the declaration tells the client', () => {
    expect(resolve(program(undefined))).toMatchObject({ kind: 'unknown' });
  });

  it('goes by the declared client where the host shows no runtime', () => {
    expect(resolve(program(undefined), { client: 'go' })).toMatchObject({ kind: 'known', client: { name: 'go' } });
  });

  it('is unknown for a client that nobody knows', () => {
    expect(resolve(program(undefined), { client: 'netscape' })).toMatchObject({ kind: 'unknown' });
  });

  it.each(['curl', 'go', 'java', 'node-24'])('does not believe a declaration of %s against the Python that it sees', (client) => {
    const store = resolve(program(python), { client });
    expect(store?.kind === 'known' ? store.client.name : 'unknown').not.toBe(client);
  });

  it('takes the declared library inside the runtime', () => {
    const store = resolve(program(python, { environment: { REQUESTS_CA_BUNDLE: bundle } }), { client: 'requests' });
    expect(store).toMatchObject({ kind: 'known', client: { name: 'requests' } });
  });

  it('names the service whose client is to be declared', () => {
    const store = resolve(program(python, { environment: { REQUESTS_CA_BUNDLE: bundle } }));
    expect(store).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/^python, requests or boto3: which of them web fetches its secrets with is not known/),
    });
  });

  it('is unknown where the content of a file is not in the evidence, and not empty', () => {
    expect(resolve(program(python), { client: 'python' }, blobs())).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown where the content does not hash to its name', () => {
    const forged = createBlobStore();
    forged.add({ sha256: digest, encoding: 'utf8', content: 'another bundle' });
    expect(resolve(program(python), { client: 'python' }, forged)).toMatchObject({ kind: 'unknown' });
    expect(forged.whyUnreadable(digest)).toContain('does not hash to its name');
  });

  it('does not answer from the contents of another audit', () => {
    const evidence = program(python);
    expect(resolve(evidence, { client: 'python' })).toMatchObject({ kind: 'known' });
    expect(resolve(evidence, { client: 'python' }, blobs())).toMatchObject({ kind: 'unknown' });
  });

  it('has verification off with NODE_TLS_REJECT_UNAUTHORIZED=0 alone', () => {
    const verification = (value: string) => {
      const store = resolve(program(node, { environment: { NODE_TLS_REJECT_UNAUTHORIZED: value } }));
      return store?.kind === 'known' ? store.verification : store?.reason;
    };
    expect(verification('0')).toBe('off');
    expect(verification('1')).toBe('on');
    expect(verification('')).toBe('on');
  });

  it('is unknown for a version that was not measured', () => {
    expect(resolve(program({ ...python, version: '3.14.0' }), { client: 'python' })).toMatchObject({ kind: 'unknown' });
    expect(resolve(program({ ...python, tlsLibrary: 'LibreSSL 3.8.2' }), { client: 'python' })).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown where its user may not read the file in the directory that holds an anchor', () => {
    const listing = Buffer.from(
      JSON.stringify({
        entries: [
          ['open.pem', digest],
          ['corp.pem', digest],
        ],
      }),
    );
    const folder = { path: '/etc/ssl/certs', state: 'directory' as const, sha256: sha256Of(listing), mode: '0755', owner: 'root' };
    const go: Runtime = { family: 'go', version: '1.19.8' };
    const found = (user: string, closed: readonly string[]) => {
      const evidence: WorkloadEvidence = {
        ...program(go, { environment: { SSL_CERT_FILE: '/none', SSL_CERT_DIR: '/etc/ssl/certs' } }),
        unit: { name: 'web.service', state: 'active', user },
      };
      const seen = { ...host, trustFiles: [...host.trustFiles, { ...folder, closed }] };
      return effectiveStoreOf(workload({ evidence }), seen, { name: 'web', client: 'go' }, blobs(pem, listing));
    };
    expect(found('app', ['corp.pem'])).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('/etc/ssl/certs/corp.pem') });
    expect(found('root', ['corp.pem'])).toMatchObject({ kind: 'known' });
    // the same certificate lies in a file that is open
    expect(found('app', ['open.pem'])).toMatchObject({ kind: 'known' });
    expect(found('app', [])).toMatchObject({ kind: 'known' });
  });

  it('is unknown where the bits of others do not speak for its user, who may be of the group, or cannot list the folder', () => {
    const listing = Buffer.from(JSON.stringify({ entries: [['corp.pem', digest]] }));
    const found = (variable: string, path: string, state: 'file' | 'directory', mode: string) => {
      const evidence: WorkloadEvidence = {
        ...program(
          { family: 'go', version: '1.19.8' },
          { environment: { SSL_CERT_FILE: '/none', SSL_CERT_DIR: '/none', [variable]: path } },
        ),
        unit: { name: 'web.service', state: 'active', user: 'app' },
      };
      const sha256 = state === 'file' ? digest : sha256Of(listing);
      const seen = { ...host, trustFiles: [...host.trustFiles, { path, state, sha256, mode, owner: 'root' }] };
      return effectiveStoreOf(workload({ evidence }), seen, { name: 'web', client: 'go' }, blobs(pem, listing))?.kind;
    };
    expect(found('SSL_CERT_FILE', '/srv/corp.pem', 'file', '0604')).toBe('unknown');
    expect(found('SSL_CERT_FILE', '/srv/corp.pem', 'file', '0644')).toBe('known');
    expect(found('SSL_CERT_DIR', '/srv/certs', 'directory', '0711')).toBe('unknown');
    expect(found('SSL_CERT_DIR', '/srv/certs', 'directory', '0705')).toBe('unknown');
    expect(found('SSL_CERT_DIR', '/srv/certs', 'directory', '0755')).toBe('known');
  });

  it('is not looked for where nothing consumes or nothing was seen', () => {
    expect(effectiveStoreOf(workload({ consumer: 'not-detected', evidence: program(python) }), host, undefined, blobs())).toBeUndefined();
    expect(effectiveStoreOf(workload({ evidence: undefined }), host, undefined, blobs())).toBeUndefined();
  });
});
