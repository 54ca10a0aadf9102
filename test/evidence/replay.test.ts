import { describe, expect, it } from 'vitest';
import type { HostEvidence } from '../../src/evidence/host-evidence.ts';
import { replayTransport } from '../../src/evidence/transports/replay.ts';
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
    ),
    hostNamed('app-1'),
  );

  it('says which file does not hold a host', async () => {
    const collected = await replayTransport([], file).collect(hostNamed('app-2'), contextWith());
    expect(collected).toEqual({ kind: 'missing', reason: 'no recorded evidence for app-2 in fleet.evidence.jsonl' });
  });

  it('finds a recording by the name of the host and answers under its id', async () => {
    const replay = replayTransport([{ kind: 'evidence', evidence: evidenceOf('app-1.corp.test') }], file);
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
      const collected = await replayTransport(recordings, file).collect(hostNamed('app-1'), contextWith());
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
      const collected = await replayTransport(recordings, file).collect(hostNamed('app-1'), contextWith());
      expect(collected).toEqual({ kind: 'missing', reason: 'line 17 of fleet.evidence.jsonl is malformed: observedAt' });
    }
  });
});
