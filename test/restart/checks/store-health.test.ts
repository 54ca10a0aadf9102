import { describe, expect, it } from 'vitest';
import type { VaultHealth } from '../../../src/credential-store/store-node.ts';
import { findingsOfStore } from '../../../src/risk/store-findings.ts';
import { codes, current, judge, storeOf, trusting } from '../scene.ts';

const known = (status: number, sealed = false, initialized = true): VaultHealth => ({
  state: 'known',
  status,
  sealed,
  initialized,
  observedAt: '2026-06-01T00:00:00Z',
});
const storeWith = (...health: readonly (VaultHealth | undefined)[]) =>
  storeOf({
    nodes: health.map((one, index) => ({
      address: `10.0.0.${index + 1}:8200`,
      serves: [current.leaf],
      ...(one === undefined ? {} : { health: one }),
    })),
  });
const trusted = trusting([current.root]);

describe('a Vault', () => {
  it.each([200, 429, 473])('that answers %d hands out secrets: active, standby, performance standby', (status) => {
    expect(judge(storeWith(known(status)), trusted).verdict).toBe('ready');
    expect(findingsOfStore(storeWith(known(status)))).toEqual([]);
  });

  it.each([
    [known(503, true), 'is sealed'],
    [known(501, true, false), 'is not initialised'],
    [known(472), 'is a secondary for disaster recovery, which serves no clients'],
    [known(474), 'is a standby that does not reach the active node'],
    [known(530), 'is removed from its cluster'],
  ])('of this state hands out none: %j', (health, words) => {
    const verdict = judge(storeWith(health), trusted);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true });
    expect(codes(verdict)).toEqual(['STORE_SEALED']);
    expect(verdict.reasons[0]?.proof.summary).toBe(`10.0.0.1:8200 ${words}`);
    expect(findingsOfStore(storeWith(health))).toMatchObject([
      { ruleId: 'STORE_SEALED', severity: 'critical', message: `store secrets: 10.0.0.1:8200 ${words}` },
    ]);
  });

  it('fails where one of its nodes is sealed, which is said to be chance', () => {
    const verdict = judge(storeWith(known(200), known(503, true)), trusted);
    expect(verdict.verdict).toBe('will-fail');
    expect(verdict.reasons[0]?.proof.summary).toBe('10.0.0.2:8200 is sealed, and which node a restart meets is chance');
    expect(verdict.reasons[0]?.remedy).toContain('vault operator unseal');
  });

  it("tells what Vault's own client will print, and of no other", () => {
    const text = (client: string) => judge(storeWith(known(503, true)), trusting([current.root], {}, client)).reasons[0]?.expectedError;
    expect(text('vault')).toBe('* Vault is sealed');
    expect(text('node-20')).toBeUndefined();
  });

  it('is latent only where something runs', () => {
    const stopped = { evidence: { name: 'web', origin: 'systemd-unit', nextStart: { environment: {}, options: {} } } } as const;
    expect(judge(storeWith(known(503, true)), trusted, stopped).latent).toBe(false);
  });

  it('that did not answer is unknown, and one that withholds its health passes with a remark', () => {
    const silent = judge(storeWith({ state: 'unknown', reason: '10.0.0.1:8200 did not answer' }), trusted);
    expect(silent).toMatchObject({ verdict: 'unknown', reasons: [{ proof: { summary: '10.0.0.1:8200 did not answer' } }] });
    expect(judge(storeWith(known(200), { state: 'withheld', reason: '10.0.0.2:8200 answers with 403' }), trusted)).toMatchObject({
      verdict: 'ready',
      reasons: [
        {
          code: 'UNKNOWN_EVIDENCE',
          severity: 'info',
          proof: { summary: 'whether Vault is sealed was not seen: 10.0.0.2:8200 answers with 403' },
        },
      ],
    });
    expect(judge(storeWith(known(200)), trusted).reasons).toEqual([]);
    expect(judge(storeWith(undefined), trusted).verdict).toBe('ready');
  });
});

describe('a store that speaks old TLS alone', () => {
  const speaking = (...protocols: readonly string[]) =>
    storeOf({ nodes: protocols.map((protocol, index) => ({ address: `10.0.0.${index + 1}:443`, serves: [current.leaf], protocol })) });

  it.each(['TLSv1', 'TLSv1.1'])('of version %s is unknown, although its chain is accepted', (protocol) => {
    const verdict = judge(speaking(protocol), trusted);
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toContain(`10.0.0.1:443 speaks nothing newer than ${protocol}`);
  });

  it('is one where one node is, and in evidence without nodes', () => {
    expect(judge(speaking('TLSv1.3', 'TLSv1.1'), trusted).verdict).toBe('unknown');
    const { nodes: _none, ...state } = speaking('TLSv1').state;
    const chain = state.servedChain;
    const old = {
      ...speaking('TLSv1'),
      state: { ...state, servedChain: chain.state === 'known' ? { ...chain, protocol: 'TLSv1' } : chain },
    };
    expect(judge(old, trusted).verdict).toBe('unknown');
  });

  it.each(['TLSv1.2', 'TLSv1.3'])('is none with %s', (protocol) => {
    expect(judge(speaking(protocol), trusted).verdict).toBe('ready');
  });
});
