import { describe, expect, it } from 'vitest';
import { findingsOfStore } from '../../../src/risk/store-findings.ts';
import { issue } from '../../certificates.ts';
import { authority, codes, current, host, judge, pending, previous, storeOf, trusting } from '../scene.ts';

const one = { address: '10.0.0.1:443', serves: [current.leaf] };
const two = { address: '10.0.0.2:443', serves: [previous.leaf] };
const silent = { state: 'unknown', address: '10.0.0.3:443', reason: 'no answer from 10.0.0.3:443 within 10 s' } as const;
const newOnly = trusting([current.root]);
const both = trusting([previous.root, current.root]);

describe('a store whose nodes serve different chains', () => {
  it('is ready only for a client that accepts every one', () => {
    const store = storeOf({ nodes: [one, two] });
    expect(judge(store, both).verdict).toBe('ready');
    const neither = judge(store, trusting([pending.root]));
    expect(neither.verdict).toBe('will-fail');
    expect(codes(neither)).toEqual(['CURRENT_CA_MISSING']);
  });

  it.each([
    ['the first', [two, one]],
    ['a later', [one, two]],
  ])('fails a client that rejects %s node, and names it', (_which, nodes) => {
    const verdict = judge(storeOf({ nodes }), newOnly);
    expect(verdict.verdict).toBe('will-fail');
    expect(codes(verdict)).toEqual(['CURRENT_CA_MISSING', 'STORE_NODES_DIFFER']);
    expect(verdict.reasons[0]?.proof.path?.[0]?.sha256).toBe(previous.leaf.sha256);
    expect(verdict.reasons[1]?.proof.summary).toBe(
      'that is the chain of 10.0.0.2:443; 10.0.0.1:443 serves one that is accepted, and which of them a restart meets is chance',
    );
    expect(verdict.reasons[0]?.remedy).toBe(
      'do not restart it; let all nodes of vault.corp.internal:443 serve one chain; then restart one host alone and look before the next',
    );
  });

  it('judges the cause by the chain that is rejected: an intermediate that one node leaves out', () => {
    const middle = issue({ subject: 'CN=Middle', issuer: current.root, ca: true });
    const leaf = issue({ subject: `CN=${host}`, issuer: middle, names: [host] });
    const nodes = [
      { address: '10.0.0.1:443', serves: [leaf, middle] },
      { address: '10.0.0.2:443', serves: [leaf] },
    ];
    const verdict = judge(storeOf({ nodes, current: [middle, current.root] }), newOnly);
    expect(codes(verdict)).toEqual(['INCOMPLETE_CHAIN', 'STORE_NODES_DIFFER']);
  });

  it('ends with the first chain that ends, whichever node serves it', () => {
    const short = authority('CN=Corp Root G2 b', { leaf: { until: '2026-06-11T00:00:00Z' } });
    const trusted = trusting([current.root, short.root]);
    const verdict = judge(storeOf({ nodes: [one, { address: '10.0.0.2:443', serves: [short.leaf] }] }), trusted);
    expect(verdict).toMatchObject({ verdict: 'at-risk', safeUntil: '2026-06-11T00:00:00Z' });
    expect(verdict.reasons[0]).toMatchObject({ code: 'PATH_EXPIRES', failsBecause: short.leaf.sha256 });
    expect(judge(storeOf({ nodes: [one] }), trusted).verdict).toBe('ready');
  });

  it('is found on the store, once, with the nodes of each chain', () => {
    const nodes = [one, two, { ...one, address: '10.0.0.4:443' }];
    const found = findingsOfStore(storeOf({ nodes, current: [current.root] }));
    expect(found.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['STORE_NODES_DIFFER', 'high'],
      ['SERVED_CHAIN_NOT_CURRENT', 'high'],
    ]);
    expect(found[0]?.message).toContain('10.0.0.1:443, 10.0.0.4:443');
    expect(findingsOfStore(storeOf({ nodes: [one, { ...one, address: '10.0.0.4:443' }], current: [current.root] }))).toEqual([]);
  });
});

describe('a store of which only the nodes of IPv6 serve what is rejected', () => {
  const six = { address: '[2001:db8::1]:443', serves: [previous.leaf] };

  it('is not known for Java, which asks the others first', () => {
    const verdict = judge(storeOf({ nodes: [six, one] }), trusting([current.root], {}, 'java'));
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toBe(
      'it rejects what [2001:db8::1]:443 serves, and whether it asks there before 10.0.0.1:443 is not known',
    );
    expect(judge(storeOf({ nodes: [six] }), trusting([current.root], {}, 'java')).verdict).toBe('will-fail');
    expect(judge(storeOf({ nodes: [six, two, one] }), trusting([current.root], {}, 'java')).verdict).toBe('will-fail');
    const likeSix = { ...one, address: '[2001:db8::2]:443' };
    expect(judge(storeOf({ nodes: [six, likeSix] }), trusting([current.root], {}, 'java')).verdict).toBe('will-fail');
  });

  it('fails any other client', () => {
    expect(judge(storeOf({ nodes: [six, one] }), newOnly).verdict).toBe('will-fail');
  });
});

describe('a node that could not be asked', () => {
  it('leaves open what it serves, although all others are accepted', () => {
    const store = storeOf({ nodes: [one, silent] });
    const verdict = judge(store, newOnly);
    expect(verdict).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'STORE_UNREACHABLE' }] });
    expect(verdict.reasons[0]?.proof.summary).toContain('no answer from 10.0.0.3:443');
    expect(findingsOfStore(store)).toMatchObject([{ ruleId: 'STORE_UNREACHABLE', severity: 'medium' }]);
  });

  it('mends nothing: a rejected chain stays one, now and later', () => {
    expect(judge(storeOf({ nodes: [two, silent] }), newOnly).verdict).toBe('will-fail');
    const short = authority('CN=Corp Root G2 c', { leaf: { from: '2026-06-05T00:00:00Z' } });
    const later = storeOf({ nodes: [{ address: '10.0.0.1:443', serves: [short.leaf] }, silent] });
    const verdict = judge(later, trusting([short.root]));
    expect(verdict).toMatchObject({ verdict: 'will-fail', forecast: [{ restart: 'unknown', code: 'STORE_UNREACHABLE' }, {}] });
  });

  it.each(['configured', 'family-out-of-reach'] as const)('leaves nothing open where that is excused: %s', (excused) => {
    const store = storeOf({ nodes: [one, { ...silent, excused }] });
    expect(judge(store, newOnly).verdict).toBe('ready');
    expect(findingsOfStore(store)).toEqual([]);
  });

  it('is one whose certificates were lost from the evidence', () => {
    const verdict = judge(storeOf({ nodes: [one, two], lost: [previous.leaf] }), newOnly);
    expect(verdict).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'STORE_UNREACHABLE' }] });
  });
});

describe('a node with another certificate for other clients', () => {
  const narrower = (offer: 'RSA' | 'ECDSA' | 'TLSv1.2', serves: typeof one.serves) =>
    storeOf({ nodes: [{ ...one, narrower: [{ offer, serves }] }] });

  it.each(['RSA', 'ECDSA', 'TLSv1.2'] as const)(
    'is ready for a client that accepts both, and unknown for one that rejects that for %s',
    (offer) => {
      expect(judge(narrower(offer, [previous.leaf]), both).verdict).toBe('ready');
      const verdict = judge(narrower(offer, [previous.leaf]), newOnly);
      expect(verdict).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE' }] });
      expect(verdict.reasons[0]?.proof.summary).toContain('10.0.0.1:443 serves another chain to clients');
    },
  );

  it('is unknown where only that chain is accepted, unless every client meets the other', () => {
    const oldOnly = trusting([previous.root]);
    expect(judge(narrower('RSA', [previous.leaf]), oldOnly).verdict).toBe('unknown');
    expect(judge(narrower('TLSv1.2', [previous.leaf]), oldOnly).verdict).toBe('will-fail');
    expect(judge(narrower('RSA', [previous.leaf]), trusting([pending.root])).verdict).toBe('will-fail');
  });

  it('stops being ready when that chain ends', () => {
    const short = authority('CN=Corp Root G2 d', { leaf: { until: '2026-06-11T00:00:00Z' } });
    const verdict = judge(narrower('RSA', [short.leaf]), trusting([current.root, short.root]));
    expect(verdict).toMatchObject({ verdict: 'at-risk', forecast: [{ at: '2026-06-11T00:00:00Z', restart: 'unknown' }, {}] });
  });
});

it('judges a store of earlier evidence, without nodes, by its served chain', () => {
  const store = storeOf({ served: [current.leaf] });
  expect(store.chains).toHaveLength(1);
  expect(judge(store, newOnly).verdict).toBe('ready');
  expect(judge(store, trusting([previous.root])).verdict).toBe('will-fail');
});

it('judges by the names that the service asks for, where they are known', () => {
  const store = storeOf({ served: [current.leaf], names: [host, 'vault.service.consul'] });
  expect(codes(judge(store, newOnly))).toEqual(['NAME_MISMATCH']);
  expect(judge(store, newOnly, { names: [host] }).verdict).toBe('ready');
  expect(codes(judge(store, newOnly, { names: ['vault.service.consul'] }))).toEqual(['NAME_MISMATCH']);
});

it('does not take one security level for another under the same name', () => {
  const { path } = newOnly.client;
  const stricter = {
    ...newOnly,
    client: {
      ...newOnly.client,
      path: { ...path, strength: { ...path.strength, handshake: { ...path.strength.handshake, keys: new Set<never>() } } },
    },
  };
  const store = storeOf({ served: [current.leaf] });
  expect(judge(store, newOnly).verdict).toBe('ready');
  expect(judge(store, stricter).verdict).toBe('unknown');
});
