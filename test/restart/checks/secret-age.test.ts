import { describe, expect, it } from 'vitest';
import type { HostEvidence } from '../../../src/evidence/host-evidence.ts';
import { codes, moment, running } from '../scene.ts';
import { judgeSecrets, known } from './secret-scene.ts';

const changed = (since: string) => known({ current: { version: 'v2', since } });
const observed = (clockSkewSeconds: number): HostEvidence => ({
  id: 'i-1',
  collector: 'test',
  observedAt: '2026-06-01T00:00:00Z',
  clockSkewSeconds,
  runtimes: [],
  trustFiles: [],
  workloads: [],
  missing: [],
});

describe('a secret that changed under a running process', () => {
  it('is remarked with its date, and a restart fixes it', () => {
    const verdict = judgeSecrets([changed('2026-04-01T00:00:00Z')]);
    expect(verdict.verdict).toBe('ready');
    expect(codes(verdict)).toEqual(['SECRET_CHANGED_SINCE_START']);
    expect(verdict.reasons[0]).toMatchObject({ severity: 'low', since: '2026-04-01T00:00:00Z' });
    expect(verdict.reasons[0]?.proof.summary).toContain('a restart brings the new one');
  });

  it('is none where the process was started later, where nothing runs, and where the version has no date', () => {
    const { process: _none, ...stopped } = running('2026-03-01T00:00:00Z');
    expect(judgeSecrets([changed('2026-02-01T00:00:00Z')]).reasons).toEqual([]);
    expect(judgeSecrets([changed('2026-04-01T00:00:00Z')], { evidence: stopped }).reasons).toEqual([]);
    expect(judgeSecrets([known({ current: { version: 'v2' } })]).reasons).toEqual([]);
  });

  it('is told by the clock of AWS, not by one of the host that is wrong', () => {
    const between = [changed('2026-03-01T00:30:00Z')];
    expect(codes(judgeSecrets(between, { observed: observed(-3600) }))).toEqual([]);
    expect(codes(judgeSecrets(between, { observed: observed(0) }))).toEqual(['SECRET_CHANGED_SINCE_START']);
  });
});

describe('a rotation that is stuck', () => {
  const pending = (since: string) => known({ pending: { version: 'v2', since } });

  it('has a pending version that is older than a day', () => {
    const verdict = judgeSecrets([pending('2026-05-30T00:00:00Z')]);
    expect(verdict.verdict).toBe('ready');
    expect(codes(verdict)).toEqual(['ROTATION_STUCK']);
    expect(verdict.reasons[0]).toMatchObject({ severity: 'medium' });
    expect(verdict.reasons[0]?.remedy).toContain('describe-secret');
  });

  it('is none within a day, whatever the day is that is asked about', () => {
    expect(judgeSecrets([pending('2026-05-31T12:00:00Z')]).reasons).toEqual([]);
    const later = { ...moment, now: Date.parse('2026-08-01T00:00:00Z') };
    expect(codes(judgeSecrets([pending('2026-05-31T12:00:00Z')], {}, later))).not.toContain('ROTATION_STUCK');
  });

  it('may have a version without a value, as old as the last change at least', () => {
    const empty = (changedAt: string) => judgeSecrets([known({ pending: { version: 'v2' }, changedAt })]);
    expect(codes(empty('2026-05-30T00:00:00Z'))).toEqual(['ROTATION_STUCK']);
    expect(empty('2026-05-30T00:00:00Z').reasons[0]?.proof.summary).toContain('AWSPENDING without a value');
    expect(empty('2026-05-31T23:00:00Z').reasons).toEqual([]);
    const undated = judgeSecrets([known({ current: { version: 'v1' }, pending: { version: 'v2' }, changedAt: '2026-05-30T00:00:00Z' })]);
    expect(undated.reasons[0]?.proof.summary).not.toContain('without a value');
  });

  it('has a date of rotation that has passed, where rotation is on', () => {
    const due = (enabled: boolean, nextAt: string) => judgeSecrets([known({ rotation: { enabled, nextAt } })]);
    expect(codes(due(true, '2026-05-30T00:00:00Z'))).toEqual(['ROTATION_STUCK']);
    expect(due(true, '2026-05-31T12:00:00Z').reasons).toEqual([]);
    expect(due(true, '2026-07-01T00:00:00Z').reasons).toEqual([]);
    expect(due(false, '2026-05-30T00:00:00Z').reasons).toEqual([]);
    expect(judgeSecrets([known({ rotation: { enabled: true } })]).reasons).toEqual([]);
  });
});
