// Ways in which a verdict once came out better than the evidence: each must stay unknown.
import { describe, expect, it } from 'vitest';
import { createBlobStore } from '../../src/evidence/blob-store.ts';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { Host } from '../../src/inventory/host.ts';
import { chooseClient } from '../../src/restart/client-choice.ts';
import { effectiveStoreOf } from '../../src/restart/effective-store-of.ts';
import { remarksOnTime, whileFresh } from '../../src/restart/freshness.ts';
import { workloadsOf } from '../../src/restart/workloads.ts';
import { absentServices, unreadGenerations } from '../../src/risk/absent-services.ts';
import { current, judge, storeOf, trusting, workload } from './scene.ts';

const host: Host = { id: 'h', name: 'h', source: 'localhost', scope: 'localhost', services: [], reach: 'local' };
const collection = { startedAt: '2026-06-10T00:00:00Z', now: '2026-06-10T00:00:00Z', settings: {} };
const none = {
  services: new Map(),
  defaultStores: undefined,
  stores: new Map([['secrets', storeOf({}).state]]),
  declarationsLost: undefined,
};

function evidence(workloads: readonly WorkloadEvidence[], more: Partial<HostEvidence> = {}): HostEvidence {
  return { id: 'h', collector: 'test', observedAt: '2026-06-09T00:00:00Z', runtimes: [], trustFiles: [], workloads, missing: [], ...more };
}

function unit(more: Partial<WorkloadEvidence> = {}): WorkloadEvidence {
  return { name: 'app', origin: 'systemd-unit', nextStart: { environment: {}, options: {} }, ...more };
}

describe('old evidence', () => {
  const seen = (observedAt: string) => ({ kind: 'seen', evidence: evidence([], { observedAt }) }) as const;

  it('does not count after a week, or after what is configured', () => {
    expect(whileFresh(host, seen('2026-06-04T00:00:00Z'), collection).kind).toBe('seen');
    expect(whileFresh(host, seen('2026-06-02T00:00:00Z'), collection)).toMatchObject({ kind: 'missing', code: 'STALE_EVIDENCE' });
    const patient = { ...collection, settings: { maxAgeDays: 30 } };
    expect(whileFresh(host, seen('2026-06-02T00:00:00Z'), patient).kind).toBe('seen');
  });

  it('grows older until the collection was gone on with last', () => {
    const resumed = { ...collection, now: '2026-06-20T00:00:00Z' };
    expect(whileFresh(host, seen('2026-06-09T00:00:00Z'), resumed)).toMatchObject({ kind: 'missing', code: 'STALE_EVIDENCE' });
    expect(whileFresh(host, seen('2026-06-14T00:00:00Z'), resumed).kind).toBe('seen');
  });

  it('does not count where it is dated ahead, save for the time that a collection takes', () => {
    expect(whileFresh(host, seen('2026-06-10T23:00:00Z'), collection).kind).toBe('seen');
    for (const observedAt of ['2026-06-11T02:00:00Z', '2999-01-01T00:00:00Z']) {
      expect(whileFresh(host, seen(observedAt), collection)).toMatchObject({ kind: 'missing', code: 'STALE_EVIDENCE' });
    }
  });

  it('does not count where the instance was launched after it', () => {
    const launched = { ...host, launchedAt: '2026-06-09T12:00:00Z' };
    expect(whileFresh(launched, seen('2026-06-09T00:00:00Z'), collection)).toMatchObject({ kind: 'missing', code: 'STALE_EVIDENCE' });
  });

  it('is said to be newer than the moment that is judged', () => {
    expect(remarksOnTime(collection, Date.parse('2026-01-01T00:00:00Z'))).toHaveLength(1);
    expect(remarksOnTime(collection, Date.parse('2027-01-01T00:00:00Z'))).toEqual([]);
  });
});

describe('a consumer that was not fully seen', () => {
  const consumers = (of: HostEvidence) => workloadsOf(host, of, undefined, none).map(({ consumer, reason }) => [consumer, reason]);

  it('of a store that is not configured is no non-consumer', () => {
    const foreign = unit({ nextStart: { environment: { VAULT_ADDR: 'https://vault.other.test' }, options: {} } });
    expect(consumers(evidence([foreign]))).toEqual([['detected', expect.stringContaining('no configured store')]]);
  });

  it.each(['nextStart', 'nextStart.before', 'running.environment'])('is no non-consumer without its %s', (fact) => {
    const hidden = unit({ missing: [{ fact, reason: 'permission denied' }] });
    expect(consumers(evidence([hidden]))).toEqual([['unknown', expect.stringContaining('permission denied')]]);
  });

  it('adds an unknown workload where services could not be listed', () => {
    const blind = evidence([unit()], { missing: [{ fact: 'workloads', reason: 'systemctl failed' }] });
    expect(consumers(blind)).toContainEqual(['unknown', expect.stringContaining('systemctl failed')]);
  });

  it('is found by its unit on a host that names no services', () => {
    const declared = {
      ...none,
      services: new Map([['permissions', { name: 'permissions', unit: 'perms-app.service', stores: ['secrets'] }]]),
    };
    const renamed = unit({ name: 'perms-app', unit: { name: 'perms-app.service', state: 'active' } });
    expect(workloadsOf(host, evidence([renamed]), undefined, declared)).toMatchObject([{ service: 'permissions', consumer: 'declared' }]);
  });

  it('is a gap where no host runs it', () => {
    const services = [
      { name: 'ghost', stores: ['secrets'] },
      { name: 'free', stores: [] },
    ];
    expect(absentServices(services, undefined, new Set())).toMatchObject([{ scope: 'service ghost' }]);
    expect(absentServices(services, undefined, new Set(['ghost']))).toEqual([]);
  });
});

describe('a store that was not fully seen', () => {
  it('is a gap where a CA generation could not be read, not where its chain could not', () => {
    const state = { ...storeOf({}).state, gaps: ['served chain: refused', 'AWSPENDING: access denied'] };
    expect(unreadGenerations([state])).toEqual([{ kind: 'generations', scope: 'store secrets', reason: 'AWSPENDING: access denied' }]);
  });

  it('that asks for a client certificate leaves the verdict open', () => {
    const store = storeOf({ served: [current.leaf], current: [current.root] });
    const chain = store.state.servedChain;
    const asking = (clientCas: string[], clientCertificate?: string) => {
      const servedChain = { ...chain, clientCas, clientCertificate } as typeof chain;
      return judge({ ...store, state: { ...store.state, servedChain } }, trusting([current.root]));
    };
    // Vault as it comes names no CAs and serves clients without a certificate
    expect(asking([], 'optional').verdict).toBe('ready');
    for (const open of [asking([]), asking([], 'unknown'), asking([], 'required'), asking(['30']), asking(['30'], 'optional')]) {
      expect(open).toMatchObject({
        verdict: 'unknown',
        reasons: [{ proof: { summary: expect.stringContaining('asks for a client certificate') } }],
      });
    }
  });
});

describe('a client that verifies nothing', () => {
  const off = trusting([], { verification: 'off' });
  const store = storeOf({ served: [current.leaf], current: [current.root] });

  it('is open where the store asks for a client certificate, or where its next start was not seen', () => {
    const servedChain = { ...store.state.servedChain, clientCas: ['30'] } as typeof store.state.servedChain;
    const asking = { ...store, state: { ...store.state, servedChain } };
    const unseen = unit({ origin: 'process', missing: [{ fact: 'unit', reason: 'no unit starts it' }] });
    expect(judge(store, off).verdict).toBe('ready');
    expect(judge(asking, off)).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'UNKNOWN_EVIDENCE' }, { code: 'VERIFICATION_DISABLED' }],
    });
    expect(judge(store, off, { evidence: unseen }).verdict).toBe('unknown');
  });
});

describe('a client that is not known', () => {
  const python = { family: 'python', version: '3.11.2', tlsLibrary: 'OpenSSL 3.0.15', home: '/usr/lib/ssl' } as const;
  const store = (more: Partial<WorkloadEvidence>, client?: string, mode = '0600') => {
    const seen = unit({
      runtime: python,
      nextStart: { environment: { SSL_CERT_FILE: '/ca.pem', SSL_CERT_DIR: '/none' }, options: {} },
      ...more,
    });
    const files: HostEvidence['trustFiles'] = [
      { path: '/ca.pem', state: 'file', sha256: 'a'.repeat(64), owner: 'root', mode },
      { path: '/none', state: 'missing' },
    ];
    const blobs = { ...createBlobStore(), read: () => Buffer.from(current.root.pem) };
    const declared = client === undefined ? undefined : { name: 'app', client };
    return effectiveStoreOf(workload({ evidence: seen }), evidence([seen], { trustFiles: files }), declared, blobs);
  };

  it('has no known store: a Python program may use ssl, requests or boto3', () => {
    expect(store({})).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('python, requests or boto3: which of them') });
    expect(store({}, 'python')).toMatchObject({ kind: 'known' });
  });

  it('has no known store where the user of its unit may not read the file', () => {
    const unitOf = (user: string) => ({ unit: { name: 'app.service', state: 'active', user } });
    expect(store(unitOf('app'), 'python', '0640')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('whether app may read /ca.pem'),
    });
    expect(store(unitOf('app'), 'python')).toMatchObject({ kind: 'known', anchors: [], closed: [expect.stringContaining('/ca.pem')] });
    expect(store(unitOf('root'), 'python')).toMatchObject({ kind: 'known' });
  });

  it('is not believed where the declaration and the host disagree', () => {
    expect(chooseClient(unit({ runtime: python }), { name: 'app', client: 'java' })).toMatchObject({ kind: 'unknown' });
    expect(chooseClient(unit(), { name: 'app', client: 'java' })).toMatchObject({ kind: 'known' });
    expect(chooseClient(unit(), undefined)).toMatchObject({ kind: 'unknown' });
  });
});
