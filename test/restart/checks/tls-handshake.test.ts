import { describe, expect, it } from 'vitest';
import type { NodeExchange } from '../../../src/credential-store/store-node.ts';
import { codes, current, judge, storeOf, trusting } from '../scene.ts';

const node = { address: '10.0.0.1:443', serves: [current.leaf], protocol: 'TLSv1.2' } as const;
const verdictOf = (exchange: NodeExchange, client = 'node-20') =>
  judge(storeOf({ nodes: [{ ...node, exchange }] }), trusting([current.root], {}, client));

const dhe = (dhBits: number, toCommon: NodeExchange['toCommon'], suite = '0x009e'): NodeExchange => ({
  suite,
  by: 'DHE',
  dhBits,
  toCommon,
});
const rsa = (toCommon: NodeExchange['toCommon']): NodeExchange => ({ suite: '0x009c', by: 'RSA', toCommon });

describe('a handshake that breaks off after the chain', () => {
  const broken = 'connection reset by 10.0.0.1:443 during the TLS handshake';

  it('leaves open whether the service gets further', () => {
    const verdict = judge(storeOf({ nodes: [{ ...node, broken }] }), trusting([current.root]));
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toBe(`10.0.0.1:443 sends its certificates, and then no handshake comes about: ${broken}`);
  });

  it('changes nothing where the chain itself is refused', () => {
    expect(judge(storeOf({ nodes: [{ ...node, broken }] }), trusting([])).verdict).toBe('will-fail');
  });

  it('is one node enough for: which of them a restart meets is chance', () => {
    const nodes = [node, { ...node, address: '10.0.0.2:443', broken }];
    expect(judge(storeOf({ nodes }), trusting([current.root])).verdict).toBe('unknown');
  });

  it('is nothing that a node which was never asked can be said to do', () => {
    expect(codes(judge(storeOf({ served: [current.leaf] }), trusting([current.root])))).toEqual([]);
  });
});

describe('keys that store and client agree on', () => {
  it.each<[string, NodeExchange, string]>([
    ['a prime that is long enough', dhe(2048, 'refused'), 'node-20'],
    ['a prime that is long enough, before ECDHE', dhe(2048, 'taken', '0x0033'), 'curl'],
    ['ECDHE beside a short prime that the client does not offer', dhe(1024, 'taken'), 'go'],
    ['ECDHE beside static RSA', rsa('taken'), 'java'],
  ])('are taken with %s', (_, exchange, client) => {
    expect(verdictOf(exchange, client).verdict).toBe('ready');
  });

  it.each<[string, NodeExchange, string, string]>([
    ['a short prime', dhe(1024, 'refused'), 'curl', 'agrees on keys with Diffie-Hellman of 1024 bits (cipher suite 0x009e)'],
    ['a short prime that the server likes better than ECDHE', dhe(1024, 'taken'), 'curl', 'Diffie-Hellman of 1024 bits'],
    ['no ECDHE for a client without DHE', dhe(2048, 'refused'), 'go', 'Diffie-Hellman of 2048 bits'],
    ['no answer about ECDHE for a client without DHE', dhe(2048, 'unknown'), 'go', 'Diffie-Hellman of 2048 bits'],
    ['DHE with a cipher that not everybody has', dhe(2048, 'refused', '0x0033'), 'node-20', 'cipher suite 0x0033'],
    ['static RSA', rsa('refused'), 'node-20', 'agrees on keys with static RSA (cipher suite 0x009c)'],
    [
      'nothing but an old cipher',
      { suite: '0xc013', by: 'other', toCommon: 'refused' },
      'go',
      'has nothing better than cipher suite 0xc013',
    ],
  ])('are left open with %s', (_, exchange, client, words) => {
    const verdict = verdictOf(exchange, client);
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toContain(words);
  });
});
