// A host whose openssl.cnf asks for more than its clients do by themselves: the verdict has to know it, or be unknown.
import { describe, expect, it } from 'vitest';
import { createBlobStore, sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { Runtime, TlsConfiguration } from '../../src/evidence/runtime.ts';
import { effectiveStoreOf } from '../../src/restart/effective-store-of.ts';
import { cryptoPolicies } from '../clients/crypto-policies.ts';
import { authority, bundle, codes, judge, storeOf, workload } from './scene.ts';

const short = authority('CN=Corp Root', { root: { keyType: 'rsa' }, leaf: { keyType: 'rsa' } });
const long = authority('CN=Corp Root', { root: { keyType: 'rsa-3072' }, leaf: { keyType: 'rsa-3072' } });
const configuration: TlsConfiguration = { path: '/usr/lib/ssl/openssl.cnf', state: 'file', settings: {} };
const written = cryptoPolicies['DEFAULT of Amazon Linux 2023 and Fedora 36'].split('\n');
const policy = Object.fromEntries(
  written.filter((line) => /^[A-Z]\w+ = /.test(line)).map((line) => line.split(' = ', 2) as [string, string]),
);
const withLevel = (level: number): Partial<TlsConfiguration> => ({ settings: { CipherString: `DEFAULT@SECLEVEL=${level}` } });
const curl: Runtime = { family: 'curl', version: '7.88.1', tlsLibrary: 'OpenSSL 3.0.19' };
const python: Runtime = { family: 'python', version: '3.11.2', tlsLibrary: 'OpenSSL 3.0.19', home: '/usr/lib/ssl' };

/** The verdict on a service of this runtime whose bundle holds the root, and the reasons in words. */
function verdictOf(from: typeof short, runtime: Runtime, more: Partial<WorkloadEvidence> = {}, client = runtime.family as string) {
  const bytes = Buffer.from(from.root.pem);
  const blob = toBlob(bytes, { sha256: sha256Of(bytes), redacted: 0 });
  const file = { state: 'file', sha256: blob.sha256, sizeBytes: 1 } as const;
  const evidence: WorkloadEvidence = { name: 'web', origin: 'systemd-unit', runtime, nextStart: { environment: {}, options: {} }, ...more };
  const host: HostEvidence = {
    id: 'h',
    collector: 'test',
    observedAt: '2026-06-01T00:00:00Z',
    os: { id: 'debian' },
    runtimes: [runtime],
    trustFiles: [
      { path: bundle, ...file },
      { path: '/usr/lib/ssl/cert.pem', ...file },
      { path: '/etc/ssl/certs', state: 'missing' },
      { path: '/usr/lib/ssl/certs', state: 'missing' },
    ],
    workloads: [evidence],
    missing: [],
  };
  const blobs = createBlobStore();
  blobs.add(blob);
  const effective = effectiveStoreOf(workload({ evidence }), host, { name: 'web', client }, blobs);
  const verdict = judge(storeOf({ served: [from.leaf], current: [from.root] }), effective, { evidence });
  return { verdict: verdict.verdict, codes: codes(verdict), text: JSON.stringify(verdict.reasons) };
}

const configured = (runtime: Runtime, parts: Partial<TlsConfiguration>): Runtime => ({
  ...runtime,
  tlsConfiguration: { ...configuration, ...parts },
});

describe("a host's configuration of OpenSSL", () => {
  it('that asks for level 3 breaks a client whose CA has a key of 2048 bits', () => {
    expect(verdictOf(short, configured(curl, withLevel(3)))).toMatchObject({ verdict: 'will-fail', codes: ['WEAK_ALGORITHM'] });
    expect(verdictOf(long, configured(curl, withLevel(3))).verdict).toBe('ready');
    expect(verdictOf(short, configured(curl, withLevel(2))).verdict).toBe('ready');
  });

  it('is nothing to a Python with a level of its own, and everything to one without', () => {
    expect(verdictOf(short, configured(python, { ...withLevel(3), ownLevel: '2' })).verdict).toBe('ready');
    expect(verdictOf(short, configured(python, { ...withLevel(3), ownLevel: 'none' })).verdict).toBe('will-fail');
    expect(verdictOf(short, configured(python, withLevel(3))).verdict).toBe('unknown');
  });

  it.each<readonly [string, Partial<TlsConfiguration>]>([
    ['MinProtocol', { settings: { MinProtocol: 'TLSv1.3' } }],
    ['CipherString', { settings: { CipherString: '?' } }],
    ['it names a provider beside default', { unread: ['it names a provider beside default'] }],
    ['permission denied', { state: 'unreadable', unread: ['permission denied'] }],
  ])('of which something is not known leaves the verdict unknown, and says why: %s', (reason, parts) => {
    const { verdict, text } = verdictOf(short, configured(curl, parts));
    expect(verdict).toBe('unknown');
    expect(text).toContain(reason);
    expect(text).toContain(configuration.path);
  });

  it('that is not there, or was not looked at by an earlier version, changes nothing', () => {
    expect(verdictOf(short, configured(curl, { state: 'missing' })).verdict).toBe('ready');
    expect(verdictOf(short, curl).verdict).toBe('ready');
  });

  it('is nothing to a client that has no OpenSSL', () => {
    const { tlsConfiguration } = configured(curl, withLevel(3));
    const go = { family: 'go', version: '1.19.8', ...(tlsConfiguration === undefined ? {} : { tlsConfiguration }) } as const;
    expect(verdictOf(short, go).text).not.toContain('openssl.cnf');
  });
});

describe('OPENSSL_CONF that is set and empty', () => {
  const nextStart = { environment: { OPENSSL_CONF: '' }, options: {} };

  it('takes away what the configuration asks for, and what it allows', () => {
    const weak = authority('CN=Corp Root', { root: { keyType: 'rsa-1024' }, leaf: { keyType: 'rsa-1024' } });
    expect(verdictOf(short, configured(curl, withLevel(3)), { nextStart }).verdict).toBe('ready');
    expect(verdictOf(weak, configured(curl, withLevel(0))).verdict).toBe('ready');
    expect(verdictOf(weak, configured(curl, withLevel(0)), { nextStart }).verdict).toBe('will-fail');
  });

  it('leaves no cipher string but that of the crypto policies where OpenSSL is built for them', () => {
    const path = '/etc/pki/tls/openssl.cnf';
    expect(verdictOf(short, configured(curl, { path, settings: policy }), { nextStart }).verdict).toBe('unknown');
  });
});

describe('a crypto policy', () => {
  const path = '/etc/pki/tls/openssl.cnf';

  it('of Amazon Linux 2023 lets a client be ready', () => {
    expect(verdictOf(short, configured(python, { path, settings: policy, ownLevel: 'none' })).verdict).toBe('ready');
    expect(verdictOf(short, configured(curl, { path, settings: policy })).verdict).toBe('ready');
  });

  it('that is no usual one leaves it open', () => {
    const future = { ...policy, CipherString: '?' };
    expect(verdictOf(short, configured(python, { path, settings: future, ownLevel: 'none' })).verdict).toBe('unknown');
  });
});

it.each<readonly [Runtime, string]>([
  [curl, '--ciphers'],
  [curl, '--tlsv1.3'],
  [python, '--tls-max'],
])('an option that asks for other protocols or ciphers leaves the verdict of %o open: %s', (runtime, name) => {
  const missing = [{ fact: `nextStart.options.${name}`, reason: `a store may not have what ${name} asks for` }];
  const { verdict, text } = verdictOf(short, configured(runtime, { ...withLevel(2), ownLevel: 'none' }), { missing });
  expect(verdict).toBe('unknown');
  expect(text).toContain(name);
});
