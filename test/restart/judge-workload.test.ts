import { describe, expect, it } from 'vitest';
import { issue } from '../certificates.ts';
import { authority, bundle, codes, current, host, judge, pending, previous, running, storeOf, trusting } from './scene.ts';

const store = storeOf({ served: [current.leaf], previous: [previous.root], current: [current.root], currentSince: '2026-04-01T00:00:00Z' });

describe('a workload is ready', () => {
  it('where its trust store leads to an anchor, with the path as proof', () => {
    const verdict = judge(store, trusting([current.root]));
    expect(verdict).toMatchObject({
      verdict: 'ready',
      latent: false,
      path: [current.leaf.sha256, current.root.sha256],
      trustStore: [bundle],
    });
    expect(verdict.reasons).toEqual([]);
  });

  it('until the path that it uses ends', () => {
    expect(judge(store, trusting([current.root])).safeUntil).toBe('2036-01-01T00:00:00Z');
  });

  it('by the current generation where the configuration says not to ask the store', () => {
    expect(judge(storeOf({ served: { state: 'not-configured' }, current: [current.root] }), trusting([current.root])).verdict).toBe(
      'ready',
    );
  });

  it('without verification, and that is a finding', () => {
    const verdict = judge(
      store,
      trusting([], { verification: 'off', remarks: ['NODE_TLS_REJECT_UNAUTHORIZED switches verification off'] }),
    );
    expect(verdict.verdict).toBe('ready');
    expect(verdict.reasons[0]).toMatchObject({ code: 'VERIFICATION_DISABLED', severity: 'high' });
  });
});

// Each of these must never come out as ready: what is not known is not fine.
describe('a workload is unknown, and never ready', () => {
  const everything = trusting([previous.root, current.root, pending.root]);

  it('without evidence of its trust store', () => {
    expect(judge(store, undefined)).toMatchObject({ verdict: 'unknown' });
  });

  it('where its trust store could not be told, with that reason', () => {
    const verdict = judge(store, { kind: 'unknown', client: undefined, reason: 'the content of /x was not collected' });
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toBe('the content of /x was not collected');
  });

  it('where its own evidence is missing, whatever else is known', () => {
    expect(judge(store, everything, { reason: 'ssh: connection timed out' }).verdict).toBe('unknown');
  });

  it('where its store is not known', () => {
    expect(judge(undefined, everything).verdict).toBe('unknown');
  });

  it('where the store cannot be reached and has no known generation', () => {
    const verdict = judge(storeOf({}), everything);
    expect(verdict.verdict).toBe('unknown');
    expect(codes(verdict)).toEqual(['STORE_UNREACHABLE']);
    expect(verdict.reasons[0]?.proof.summary).toContain('connection refused');
  });

  it('where the store cannot be reached, even if its current generation would be trusted', () => {
    expect(codes(judge(storeOf({ current: [current.root] }), everything))).toEqual(['STORE_UNREACHABLE']);
  });

  it('where the store cannot be reached, even if the client would not verify it', () => {
    expect(judge(storeOf({}), trusting([], { verification: 'off' })).verdict).toBe('unknown');
  });

  it('where only the previous and the pending generation are known', () => {
    const parts = { served: { state: 'not-configured' }, previous: [previous.root], pending: [pending.root] } as const;
    expect(judge(storeOf(parts), everything).verdict).toBe('unknown');
  });

  it('where a certificate of the served chain cannot be read, even if the current generation would be trusted', () => {
    const served = storeOf({ served: [current.leaf], current: [current.root], lost: [current.leaf] });
    const verdict = judge(served, everything);
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toContain('cannot be read');
  });

  it('where one certificate of the only generation cannot be read', () => {
    const other = authority('CN=Corp Root G2b');
    expect(
      judge(storeOf({ served: { state: 'not-configured' }, current: [current.root, other.root], lost: [other.root] }), everything).verdict,
    ).toBe('unknown');
  });

  it('where the generation is recorded and empty', () => {
    expect(judge(storeOf({ served: { state: 'not-configured' }, current: [] }), everything).verdict).toBe('unknown');
  });

  it('where the chain needs what the engine does not model', () => {
    // address blocks: validated by OpenSSL as RFC 3779 says
    const odd = authority('CN=Odd', { leaf: { extra: [{ oid: '1.3.6.1.5.5.7.1.7', critical: false, der: Buffer.from('3000', 'hex') }] } });
    expect(judge(storeOf({ served: [odd.leaf] }), trusting([odd.root])).verdict).toBe('unknown');
  });

  it('where how it would be started again was not seen', () => {
    const evidence = { ...running('2026-03-01T00:00:00Z'), missing: [{ fact: 'unit', reason: 'no unit starts this process' }] };
    expect(judge(store, everything, { evidence }).verdict).toBe('unknown');
  });

  it('by what keeps it from being judged first, and what was merely noticed behind that, though it is worse', () => {
    const evidence = { ...running('2026-03-01T00:00:00Z'), missing: [{ fact: 'unit', reason: 'no unit starts this process' }] };
    const verdict = judge(store, trusting([], { verification: 'off' }), { evidence });
    expect(verdict.reasons.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'UNKNOWN_EVIDENCE medium',
      'VERIFICATION_DISABLED high',
    ]);
  });
});

describe('a workload will fail', () => {
  it('on one of several names of the store that the certificate does not carry', () => {
    const names = storeOf({ served: [current.leaf], names: [host, 'secrets.corp.internal'] });
    const verdict = judge(names, trusting([current.root]));
    expect(verdict.verdict).toBe('will-fail');
    expect(codes(verdict)).toEqual(['NAME_MISMATCH']);
    expect(verdict.reasons[0]?.proof.summary).toContain('secrets.corp.internal');
  });

  it('on one of several issuing CAs of the current generation that it does not trust', () => {
    const other = authority('CN=Corp Root G2b');
    expect(
      judge(storeOf({ served: { state: 'not-configured' }, current: [current.root, other.root] }), trusting([current.root])).verdict,
    ).toBe('will-fail');
  });

  it('with an empty trust store', () => {
    const verdict = judge(store, trusting([]));
    expect(verdict.verdict).toBe('will-fail');
    expect(codes(verdict)).toEqual(['CURRENT_CA_MISSING']);
  });

  it('with a file that its client insists on and cannot use', () => {
    const verdict = judge(store, trusting([], { fatal: 'curl: (77) error setting certificate file: /x' }, 'curl'));
    expect(verdict.verdict).toBe('will-fail');
    expect(verdict.reasons[0]).toMatchObject({ code: 'TRUST_STORE_DAMAGED', severity: 'critical' });
  });

  it('by what is served, although the current generation would be trusted', () => {
    const served = storeOf({ served: [pending.leaf], current: [current.root] });
    expect(judge(served, trusting([current.root])).verdict).toBe('will-fail');
  });

  it('with the text that its own client prints, and what it is not', () => {
    const [reason] = judge(store, trusting([previous.root])).reasons;
    expect(reason?.expectedError).toContain('unable to verify the first certificate');
    expect(reason?.notThis).toContain('not a database');
    expect(reason?.remedy).toContain('update-ca-certificates');
  });
});

describe('the reason of a failure', () => {
  it.each([
    ['ONLY_OLD_CA', storeOf({ served: [current.leaf], previous: [previous.root], current: [current.root] }), [previous.root]],
    ['CURRENT_CA_MISSING', storeOf({ served: [current.leaf], previous: [previous.root], current: [current.root] }), [pending.root]],
    ['CURRENT_CA_MISSING', storeOf({ served: [current.leaf] }), [previous.root]],
    ['SAME_NAME_DIFFERENT_KEY', storeOf({ served: [current.leaf] }), [authority('CN=Corp Root G2').root]],
  ])('is %s', (code, view, anchors) => {
    expect(codes(judge(view, trusting(anchors), {}))).toEqual([code]);
  });

  it('is SAME_NAME_DIFFERENT_KEY for clients that find the key only by trying it', () => {
    expect(codes(judge(storeOf({ served: [current.leaf] }), trusting([authority('CN=Corp Root G2').root], {}, 'go')))).toEqual([
      'SAME_NAME_DIFFERENT_KEY',
    ]);
  });

  it('is INCOMPLETE_CHAIN where the store keeps back an intermediate of its own generation', () => {
    const issuing = issue({ subject: 'CN=Corp Issuing G2', ca: true, issuer: current.root });
    const leaf = issue({ subject: `CN=${host}`, issuer: issuing, names: [host] });
    const kept = storeOf({ served: [leaf], current: [current.root, issuing] });
    expect(codes(judge(kept, trusting([current.root])))).toEqual(['INCOMPLETE_CHAIN']);
    expect(codes(judge(kept, trusting([previous.root])))).toEqual(['CURRENT_CA_MISSING']);
    expect(judge(kept, trusting([current.root, issuing])).verdict).toBe('ready');
  });

  it('is EXPIRED_ANCHOR_SHADOWS where a client that goes back would find another path', () => {
    const issuing = issue({ subject: 'CN=Corp Issuing G2', ca: true, issuer: current.root });
    const stale = issue({
      subject: 'CN=Corp Issuing G2',
      ca: true,
      issuer: current.root,
      key: issuing.keys,
      until: '2026-05-01T00:00:00Z',
    });
    const leaf = issue({ subject: `CN=${host}`, issuer: issuing, names: [host] });
    const served = storeOf({ served: [leaf, issuing] });
    const verdict = judge(served, trusting([current.root, stale]));
    expect(codes(verdict)).toEqual(['EXPIRED_ANCHOR_SHADOWS']);
    expect(verdict.reasons[0]?.failsBecause).toBe(stale.sha256);
    expect(verdict.reasons[0]?.remedy).toContain(`; remove the expired "CN=Corp Issuing G2", which is in ${bundle}; then`);
    expect(judge(served, trusting([current.root, stale], {}, 'go')).verdict).toBe('ready');
  });

  it.each([
    ['PATH_EXPIRES', { leaf: { until: '2026-05-01T00:00:00Z' } }],
    ['PATH_EXPIRES', { root: { until: '2026-05-01T00:00:00Z' } }],
    ['NOT_YET_VALID', { leaf: { from: '2026-07-01T00:00:00Z' } }],
    ['WEAK_ALGORITHM', { leaf: { digest: 'sha1' } }],
    ['EKU_MISMATCH', { leaf: { eku: ['1.3.6.1.5.5.7.3.2'] } }],
    ['NAME_MISMATCH', { leaf: { names: ['other.corp.internal'] } }],
    ['INVALID_PATH', { root: { keyUsage: 0x02 } }],
  ] as const)('is %s for what certificates say (case %#)', (code, unusual) => {
    const made = authority('CN=Unusual', unusual);
    const client = code === 'INVALID_PATH' ? 'go' : 'node-20';
    const verdict = judge(storeOf({ served: [made.leaf] }), trusting([made.root], {}, client));
    expect(verdict.verdict).toBe('will-fail');
    expect(codes(verdict)).toEqual([code]);
  });

  it.each([
    ['renew "CN=vault.corp.internal", which vault.corp.internal:443 serves', { leaf: { until: '2026-05-01T00:00:00Z' } }],
    [`renew "CN=Unusual", which is in ${bundle}`, { root: { until: '2026-05-01T00:00:00Z' } }],
    ['wait until 2026-07-01T00:00:00Z, or replace "CN=vault.corp.internal", which', { leaf: { from: '2026-07-01T00:00:00Z' } }],
    ['issue anew, for TLS servers, "CN=vault.corp.internal", which', { leaf: { eku: ['1.3.6.1.5.5.7.3.2'] } }],
  ])('is mended where the certificate is: %s', (remedy, unusual) => {
    const made = authority('CN=Unusual', unusual);
    const [reason] = judge(storeOf({ served: [made.leaf] }), trusting([made.root])).reasons;
    expect(reason?.remedy).toContain(`do not restart it; ${remedy}`);
    expect(reason?.remedy).toMatch(/; then restart one host alone and look before the next$/);
  });
});

describe('a workload that consumes no store', () => {
  it('is not applicable, whatever its trust store holds', () => {
    expect(judge(undefined, undefined, { consumer: 'not-detected', store: undefined, evidence: undefined })).toMatchObject({
      verdict: 'not-applicable',
      reasons: [],
    });
  });
});

describe('remarks', () => {
  it('say that the disk is newer than the process, without changing the verdict', () => {
    const loaded = [{ path: bundle, because: 'default', sha256: undefined, modifiedAt: '2026-05-01T00:00:00Z', anchors: 1 }];
    const verdict = judge(store, trusting([current.root], { loaded }));
    expect(verdict.verdict).toBe('ready');
    expect(codes(verdict)).toEqual(['DISK_NEWER_THAN_PROCESS']);
  });

  it('stand below the reason of a failure', () => {
    const verdict = judge(store, trusting([previous.root], { remarks: ['/x: damaged at byte 7'] }));
    expect(codes(verdict)).toEqual(['ONLY_OLD_CA', 'TRUST_STORE_DAMAGED']);
  });
});
