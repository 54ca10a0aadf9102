import { describe, expect, it } from 'vitest';
import type { FetchRecord } from '../../src/credential-store/fetch-record.ts';
import type { SecretState } from '../../src/credential-store/secret-state.ts';
import { lastFetchOf } from '../../src/restart/last-fetch.ts';
import { withMemoryAge } from '../../src/restart/memory-only.ts';
import { arn, judgeSecrets, known, type SecretScene, subjectWith } from './checks/secret-scene.ts';
import { codes, running } from './scene.ts';

const host = 'i-0123456789abcdef0';
const address = '10.0.0.7';
const by = (unusual: Partial<FetchRecord>): FetchRecord => ({
  from: 'cloudtrail',
  at: '2026-04-01T00:00:00Z',
  secret: 'prod/db',
  ...unusual,
});
const lastOf = (fetches: readonly FetchRecord[], secrets: readonly SecretState[] | undefined = [known()], scene: SecretScene = {}) =>
  lastFetchOf(subjectWith(secrets, { fetches, host: { address }, ...scene }));

describe('the last fetch of a host', () => {
  it('is the last one by the instance, whoever else shares its address', () => {
    const mine = by({ instance: host, at: '2026-04-02T00:00:00Z' });
    const fetches = [
      by({ instance: host }),
      mine,
      by({ address, at: '2026-05-01T00:00:00Z' }),
      by({ instance: 'i-0aaaaaaaaaaaaaaaa', at: '2026-05-02T00:00:00Z' }),
    ];
    expect(lastOf(fetches)).toEqual({ at: '2026-04-02T00:00:00Z', proof: 'cloudtrail', by: 'instance' });
  });

  it('is that by its address where no instance is named, which is less sure', () => {
    expect(lastOf([by({ address })])).toEqual({ at: '2026-04-01T00:00:00Z', proof: 'cloudtrail', by: 'address' });
    expect(lastOf([by({ address: '10.0.0.8' })])).toBeUndefined();
    expect(lastOf([by({ address, instance: 'i-0aaaaaaaaaaaaaaaa' })])).toBeUndefined();
    expect(lastOf([by({})], [known()], { host: { address: undefined } })).toBeUndefined();
  });

  it('counts a secret by its name, its ARN and both in either place', () => {
    for (const secret of ['prod/db', arn, arn.replace(/-AbCdEf$/, '')]) {
      expect(lastOf([by({ instance: host, secret })])).toBeDefined();
      expect(lastOf([by({ instance: host, secret })], [known({ id: arn })], { declared: [arn] })).toBeDefined();
    }
    expect(lastOf([by({ instance: host, secret: 'prod/db2' })])).toBeUndefined();
    expect(lastOf([by({ instance: host, secret: arn.replace('111122223333', '444455556666') })])).toBeUndefined();
    expect(lastOf([by({ instance: host, region: 'us-east-1' })])).toBeUndefined();
    expect(lastOf([by({ instance: host, region: 'eu-west-1' })])).toBeDefined();
  });

  it('is bounded by the end of the day of the last access, by whoever, where nothing proves it', () => {
    const seen = [known({ lastAccessedDay: '2026-04-10T00:00:00Z' })];
    expect(lastOf([], seen)).toEqual({ at: '2026-04-11T00:00:00Z', proof: 'upper-bound', by: 'anyone' });
    expect(lastOf([by({ address })], seen)).toMatchObject({ by: 'address' });
    expect(lastOf([], [known()])).toBeUndefined();
  });

  it('is not known of a service that declares no secret, nor told by another kind of store', () => {
    expect(lastOf([by({ instance: host })], [known()], { declared: [] })).toBeUndefined();
    expect(lastOf([by({ instance: host, from: 'vault-audit' })])).toBeUndefined();
    const inVault = { declared: ['secret/data/orders'] };
    const read = by({ instance: host, from: 'vault-audit', secret: 'secret/data/orders' });
    expect(lastFetchOf({ ...subjectWith(undefined, inVault), fetches: [read] })).toMatchObject({ proof: 'vault-audit', by: 'instance' });
    expect(lastFetchOf({ ...subjectWith(undefined, inVault), fetches: [{ ...read, from: 'cloudtrail' }] })).toBeUndefined();
  });
});

describe('a credential that lives only in memory', () => {
  const gone: SecretState = { id: 'prod/db', state: 'missing', observedAt: '2026-06-01T00:00:00Z', region: 'eu-west-1' };
  const aged = (secrets: readonly SecretState[], scene: SecretScene) =>
    withMemoryAge(judgeSecrets(secrets, scene), subjectWith(secrets, scene));
  const fetched = { fetches: [by({ instance: host })] };

  it('is said with its age where a restart would lose it', () => {
    const verdict = aged([gone], fetched);
    expect(verdict.lastFetch).toEqual({ at: '2026-04-01T00:00:00Z', proof: 'cloudtrail', by: 'instance' });
    expect(codes(verdict)).toEqual(['SECRET_MISSING', 'MEMORY_ONLY_CREDENTIAL']);
    expect(verdict.reasons.at(-1)).toMatchObject({ severity: 'info' });
    expect(verdict.reasons.at(-1)?.proof.summary).toBe('what the process holds is no newer than the last fetch by this host (CloudTrail)');
  });

  it('says what the records do not prove', () => {
    const shared = aged([gone], { fetches: [by({ address })], host: { address } });
    expect(shared.reasons.at(-1)?.proof.summary).toContain('whether that was this host is not proven');
    const bounded = aged([known({ deletedDate: '2026-05-20T00:00:00Z', lastAccessedDay: '2026-04-10T00:00:00Z' })], {});
    expect(bounded.reasons.at(-1)?.proof.summary).toContain('nobody has fetched its secret since the day of LastAccessedDate');
    const before = aged([gone], { fetches: [by({ instance: host, at: '2026-02-01T00:00:00Z' })] });
    expect(before.reasons.at(-1)?.proof.summary).toContain('what it holds it has from elsewhere');
  });

  it('is none where a restart would bring it back, and the fetch is told all the same', () => {
    const verdict = aged([known()], fetched);
    expect(verdict).toMatchObject({ verdict: 'ready', lastFetch: { at: '2026-04-01T00:00:00Z' } });
    expect(codes(verdict)).toEqual([]);
  });

  it('is guessed nowhere: without records and without a process nothing is said', () => {
    expect(aged([gone], {})).not.toHaveProperty('lastFetch');
    expect(codes(aged([gone], {}))).toEqual(['SECRET_MISSING']);
    const { process: _none, ...stopped } = running('2026-03-01T00:00:00Z');
    expect(aged([gone], { ...fetched, evidence: stopped })).not.toHaveProperty('lastFetch');
  });
});
