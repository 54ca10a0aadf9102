import { describe, expect, it } from 'vitest';
import { dayMs } from '../../src/config/duration.ts';
import { issue } from '../certificates.ts';
import { authority, host, judge, moment, now, storeOf, trusting } from './scene.ts';

const at = (days: number): string => new Date(now + days * dayMs).toISOString().replace('.000Z', 'Z');

describe('a served certificate that lives no longer than we look ahead', () => {
  const short = authority('CN=R', { leaf: { from: at(-2), until: at(4) } });
  const judged = (unusual = moment) => judge(storeOf({ served: [short.leaf] }), trusting([short.root]), {}, unusual);

  it('puts nobody at risk', () => {
    expect(judged().verdict).toBe('ready');
    expect(judged().safeUntil).not.toBe(at(4));
  });

  it('is said to be taken for renewed, by its end', () => {
    expect(judged().reasons).toContainEqual({
      code: 'PATH_EXPIRES',
      severity: 'info',
      proof: { summary: `the certificate "CN=${host}" lives for 6 days and ends at ${at(4)}: it is taken to be renewed before` },
    });
  });

  it('puts at risk when it should have been renewed', () => {
    const late = (hours: number) => judged({ ...moment, now: now + 4 * dayMs - hours * 3_600_000 });
    expect(late(11).verdict).toBe('ready');
    expect(late(10)).toMatchObject({ verdict: 'at-risk', safeUntil: at(4) });
    expect(late(10).reasons.filter(({ severity }) => severity === 'info')).toEqual([]);
  });

  it('fails the restart when it has ended', () => {
    expect(judged({ ...moment, now: now + 4 * dayMs + 1000 }).verdict).toBe('will-fail');
  });

  it('does not hide the end of what is behind it', () => {
    const root = issue({ subject: 'CN=R', ca: true, from: at(-300), until: at(9) });
    const leaf = issue({ subject: `CN=${host}`, issuer: root, names: [host], from: at(-1), until: at(2) });
    const verdict = judge(storeOf({ served: [leaf] }), trusting([root]));
    expect(verdict).toMatchObject({ verdict: 'at-risk', safeUntil: at(9) });
    expect(verdict.forecast?.[0]).toMatchObject({ at: at(9), failsBecause: root.sha256 });
    // A client that knows no end of an anchor meets none
    expect(judge(storeOf({ served: [leaf] }), trusting([root], {}, 'java'))).toMatchObject({ verdict: 'ready' });
    expect(judge(storeOf({ served: [leaf] }), trusting([root], {}, 'java')).forecast).toBeUndefined();
  });

  it('is one that nobody renews by hand, however far we look', () => {
    const year = authority('CN=R', { leaf: { from: at(-200), until: at(165) } });
    const far = { now, horizonMs: 400 * dayMs };
    expect(judge(storeOf({ served: [year.leaf] }), trusting([year.root]), {}, far)).toMatchObject({
      verdict: 'at-risk',
      safeUntil: at(165),
    });
    expect(judged(far).verdict).toBe('ready');
    expect(judged(far).safeUntil).not.toBe(at(4));
    // and of one that lives longer than we look the end counts
    const month = authority('CN=R', { leaf: { from: at(-20), until: at(11) } });
    expect(judge(storeOf({ served: [month.leaf] }), trusting([month.root]))).toMatchObject({ verdict: 'at-risk', safeUntil: at(11) });
  });
});
