import { describe, expect, it } from 'vitest';
import type { HostEvidence } from '../../src/evidence/host-evidence.ts';
import { Bearers, type Recording, replayTransport } from '../../src/evidence/transports/replay.ts';
import type { Host } from '../../src/inventory/host.ts';
import { contextWith, hostNamed } from './evidence-request.ts';
import { describeTransportContract } from './transport-contract.ts';

const file = 'fleet.evidence.jsonl';

function evidenceOf(id: string, parts: Partial<HostEvidence> = {}): HostEvidence {
  return {
    id,
    collector: 'test/1',
    observedAt: '2026-11-20T10:00:00Z',
    runtimes: [],
    trustFiles: [],
    workloads: [],
    missing: [],
    ...parts,
  };
}

describe('the replay transport', () => {
  describeTransportContract(
    replayTransport(
      [{ kind: 'evidence', evidence: evidenceOf('app-1', { missing: [{ fact: 'os', reason: 'permission denied' }] }) }],
      file,
      new Bearers([hostNamed('app-1')]),
    ),
    hostNamed('app-1'),
  );

  it('says which file does not hold a host', async () => {
    const collected = await replayTransport([], file, new Bearers()).collect(hostNamed('app-2'), contextWith());
    expect(collected).toEqual({ kind: 'missing', reason: 'no recorded evidence for app-2 in fleet.evidence.jsonl' });
  });

  it('finds a recording by the name of the host and answers under its id', async () => {
    const replay = replayTransport(
      [{ kind: 'evidence', evidence: evidenceOf('app-1.corp.test') }],
      file,
      new Bearers([hostNamed('app-1')]),
    );
    const collected = await replay.collect(hostNamed('app-1'), contextWith());
    expect(collected.kind === 'evidence' ? collected.evidence.id : collected.reason).toBe('app-1');
  });

  it('answers with the latest of two recordings, whatever their order', async () => {
    const older = { kind: 'evidence', evidence: evidenceOf('app-1', { collector: 'old' }) } as const;
    const newer = { kind: 'evidence', evidence: evidenceOf('app-1', { collector: 'new', observedAt: '2026-11-21T10:00:00Z' }) } as const;
    for (const recordings of [
      [older, newer],
      [newer, older],
    ]) {
      const collected = await replayTransport(recordings, file, new Bearers()).collect(hostNamed('app-1'), contextWith());
      expect(collected.kind === 'evidence' ? collected.evidence.collector : collected.reason).toBe('new');
    }
  });

  it('lets a malformed line make its host unknown even beside a good one', async () => {
    const good = { kind: 'evidence', evidence: evidenceOf('app-1') } as const;
    const bad = { kind: 'malformed', host: 'app-1', reason: `line 17 of ${file} is malformed: observedAt` } as const;
    for (const recordings of [
      [good, bad],
      [bad, good],
    ]) {
      const collected = await replayTransport(recordings, file, new Bearers()).collect(hostNamed('app-1'), contextWith());
      expect(collected).toEqual({ kind: 'missing', reason: 'line 17 of fleet.evidence.jsonl is malformed: observedAt' });
    }
  });

  it('believes neither of two recordings of one moment that differ', async () => {
    const [one, other] = (['one', 'other'] as const).map(
      (collector) => ({ kind: 'evidence', evidence: evidenceOf('app-1', { collector }) }) as const,
    );
    for (const recordings of [
      [one, other],
      [other, one],
      [one, other, one],
    ]) {
      const collected = await replayTransport(
        recordings.flatMap((recording) => recording ?? []),
        file,
        new Bearers(),
      ).collect(hostNamed('app-1'), contextWith());
      expect(collected).toEqual({
        kind: 'missing',
        reason: 'fleet.evidence.jsonl holds two recordings of app-1 of the same moment that differ',
      });
    }
  });

  describe('for instances that share a name', () => {
    const called = (id: string, name: string): Host => ({ ...hostNamed(id), name });
    const recording = (id: string, parts: Partial<HostEvidence> = {}) => ({ kind: 'evidence', evidence: evidenceOf(id, parts) }) as const;
    const reasons = (recordings: readonly Recording[], hosts: readonly Host[]) => {
      const replay = replayTransport(recordings, file, new Bearers(hosts));
      return Promise.all(
        hosts.map(async (host) => {
          const collected = await replay.collect(host, contextWith());
          return collected.kind === 'missing' ? collected.reason : collected.evidence.id;
        }),
      );
    };

    it('takes no recording under that name for any of them', async () => {
      const doubt = '2 hosts of the inventory are called web, so the recording of web in fleet.evidence.jsonl may be of another one';
      expect(await reasons([recording('web')], [called('i-1', 'web'), called('i-2', 'web')])).toEqual([doubt, doubt]);
    });

    it('takes none where the name is the id of another host, which has it', async () => {
      const doubt = '2 hosts of the inventory are called web, so the recording of web in fleet.evidence.jsonl may be of another one';
      expect(await reasons([recording('web')], [called('web', 'web'), called('i-2', 'web')])).toEqual(['web', doubt]);
    });

    it('takes none where the recordings hold several of that name, which may be of several machines', async () => {
      const later = recording('web', { observedAt: '2026-11-21T10:00:00Z' });
      const doubt = 'fleet.evidence.jsonl holds several recordings of web, which may be of different machines';
      expect(await reasons([recording('web'), later], [called('i-1', 'web')])).toEqual([doubt]);
      expect(await reasons([recording('web'), recording('web')], [called('i-1', 'web')])).toEqual(['i-1']);
    });

    it('still answers by their ids', async () => {
      expect(await reasons([recording('i-1'), recording('i-2')], [called('i-1', 'web'), called('i-2', 'web')])).toEqual(['i-1', 'i-2']);
    });
  });
});
