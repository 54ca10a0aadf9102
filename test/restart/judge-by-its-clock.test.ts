import { describe, expect, it } from 'vitest';
import { toInstant } from '../../src/config/instant.ts';
import { judgeByItsClock } from '../../src/restart/judge-by-its-clock.ts';
import { authority, codes, judge, moment, now, storeOf, trusting, workload } from './scene.ts';

const day = 86_400;
const at = (days: number): string => new Date(now + days * day * 1000).toISOString();
// Issued ten days ago, ends in a hundred: a clock may be wrong by more than either
const young = authority('CN=Young Root', { leaf: { from: at(-10), until: at(100) } });
const store = storeOf({ served: [young.leaf], current: [young.root], currentSince: at(-10) });
const trust = trusting([young.root]);
const judged = (skewDays: number) => judgeByItsClock({ workload: workload(), store, effective: trust }, moment, skewDays * day);

describe('a host whose clock is wrong', () => {
  it('is judged as ever where that makes no difference', () => {
    const right = judge(store, trust);
    expect(right.verdict).toBe('ready');
    expect(judged(0)).toEqual(right);
    expect(judged(-5)).toEqual(right);
    // what is as good as right
    expect(judgeByItsClock({ workload: workload(), store, effective: trust }, moment, 59)).toEqual(right);
  });

  it("is safe for less long where its clock is ahead, which is foretold by the auditor's dates", () => {
    const right = judge(store, trust);
    const ends = (days: number) => toInstant(Date.parse(at(days)));
    expect(right).toMatchObject({ safeUntil: ends(100), forecast: [{ at: ends(100), restart: 'fails' }] });
    expect(judged(20)).toEqual({ ...right, safeUntil: ends(80), forecast: right.forecast?.map((step) => ({ ...step, at: ends(80) })) });
    expect(judged(90)).toMatchObject({ verdict: 'at-risk', safeUntil: ends(10), forecast: [{ at: ends(10) }] });
    expect(judged(-5).safeUntil).toBe(ends(100));
  });

  it('loses its secrets where the certificate is not valid yet by its clock', () => {
    const verdict = judged(-60);
    expect(verdict.verdict).toBe('will-fail');
    expect(codes(verdict)).toContain('NOT_YET_VALID');
    expect(verdict.reasons.at(-1)?.proof.summary).toBe(
      "the host's clock is 60 days behind: by it this is will-fail, by the auditor's ready",
    );
  });

  it('loses them where the certificate has ended by its clock, and is at risk where it ends soon', () => {
    expect(judged(120).verdict).toBe('will-fail');
    expect(judged(90).verdict).toBe('at-risk');
    expect(codes(judged(90))).toContain('CLOCK_SKEW');
  });

  it('gets no promise where the clock could not be read, and no other verdict than before', () => {
    const unread = judgeByItsClock({ workload: workload(), store, effective: trust }, moment, 'not-known');
    expect(unread).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE' }] });
    expect(unread.safeUntil).toBeUndefined();
    expect(judgeByItsClock({ workload: workload(), store, effective: trusting([]) }, moment, 'not-known')).toEqual(
      judge(store, trusting([])),
    );
  });

  it('gets no promise where only its own clock lets it pass', () => {
    const ended = authority('CN=Ended Root', { leaf: { from: at(-100), until: at(-1) } });
    const old = storeOf({ served: [ended.leaf], current: [ended.root], currentSince: at(-100) });
    const verdict = judgeByItsClock({ workload: workload(), store: old, effective: trusting([ended.root]) }, moment, -30 * day);
    expect(judge(old, trusting([ended.root])).verdict).toBe('will-fail');
    expect(verdict.verdict).toBe('unknown');
    expect(codes(verdict)[0]).toBe('CLOCK_SKEW');
    expect(verdict.safeUntil).toBeUndefined();
  });
});
