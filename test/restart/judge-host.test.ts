import { describe, expect, it } from 'vitest';
import { judgeHost } from '../../src/restart/judge-host.ts';
import { type Verdict, verdicts, type WorkloadVerdict, worse } from '../../src/restart/restart-verdict.ts';
import { codes, current, judge, previous, storeOf, trusting } from './scene.ts';

const store = storeOf({ served: [current.leaf], previous: [previous.root], current: [current.root], currentSince: '2026-04-01T00:00:00Z' });
const ready = judge(store, trusting([current.root]));
const failing = judge(store, trusting([previous.root]));
const unknown = judge(store, undefined);
const none = judge(undefined, undefined, { consumer: 'not-detected', store: undefined });

describe('judgeHost', () => {
  it.each<[readonly WorkloadVerdict[], Verdict]>([
    [[], 'not-applicable'],
    [[none], 'not-applicable'],
    [[none, ready], 'ready'],
    [[ready, unknown], 'unknown'],
    [[unknown, failing, ready], 'will-fail'],
    [[failing, ready], 'will-fail'],
  ])('is the worst of its workloads (case %#)', (workloads, expected) => {
    expect(judgeHost(workloads).verdict).toBe(expected);
    expect(judgeHost(workloads.toReversed()).verdict).toBe(expected);
  });

  it('is never ready beside an unknown workload, in any order of verdicts', () => {
    for (const verdict of verdicts.filter((one) => one !== 'will-fail')) expect(worse(verdict, 'unknown')).toBe('unknown');
  });

  it('begins with why nothing is known, before what was merely noticed, however severe that is', () => {
    const [why] = unknown.reasons;
    const [grave] = failing.reasons;
    const both = { ...unknown, reasons: [why, grave].filter((reason) => reason !== undefined) };
    expect(codes(judgeHost([both, unknown]))).toEqual(['UNKNOWN_EVIDENCE', 'ONLY_OLD_CA']);
    expect(codes(judgeHost([both, { ...both, reasons: both.reasons.toReversed() }]))).toEqual(['ONLY_OLD_CA', 'UNKNOWN_EVIDENCE']);
  });

  it('gives the reasons of its worst workloads, each once', () => {
    expect(codes(judgeHost([failing, failing, ready]))).toEqual(['ONLY_OLD_CA']);
  });

  it('is latent since the earliest of its latent workloads', () => {
    const earlier = { ...failing, latentSince: '2026-03-15T00:00:00Z' };
    expect(judgeHost([failing, earlier])).toMatchObject({ latent: true, latentSince: '2026-03-15T00:00:00Z' });
  });

  it('is safe until the first of its workloads ends, and says nothing where one fails or is not known', () => {
    const sooner = { ...ready, safeUntil: '2026-12-01T00:00:00Z' };
    expect(judgeHost([ready, sooner]).safeUntil).toBe('2026-12-01T00:00:00Z');
    expect(judgeHost([ready, unknown]).safeUntil).toBeUndefined();
    expect(judgeHost([ready, failing]).safeUntil).toBeUndefined();
  });
});
