import { describe, expect, it } from 'vitest';
import { authority, codes, current, judge, pending, storeOf, trusting } from './scene.ts';

describe('a workload is at risk', () => {
  it('where its path ends within the horizon, to the second', () => {
    const made = (until: string) => authority('CN=R', { leaf: { until } });
    const [within, beyond] = [made('2026-07-01T00:00:00Z'), made('2026-07-01T00:00:01Z')];
    expect(judge(storeOf({ served: [within.leaf] }), trusting([within.root]))).toMatchObject({
      verdict: 'at-risk',
      safeUntil: '2026-07-01T00:00:00Z',
    });
    expect(judge(storeOf({ served: [beyond.leaf] }), trusting([beyond.root]))).toMatchObject({
      verdict: 'ready',
      safeUntil: '2026-07-01T00:00:01Z',
    });
  });

  it('with the certificate that ends, and the error that will be seen then', () => {
    const made = authority('CN=R', { leaf: { until: '2026-06-20T00:00:00Z' } });
    const [reason] = judge(storeOf({ served: [made.leaf] }), trusting([made.root])).reasons;
    expect(reason).toMatchObject({
      code: 'PATH_EXPIRES',
      failsBecause: made.leaf.sha256,
      expectedError: 'CERT_HAS_EXPIRED: certificate has expired',
    });
  });

  const switching = (switchAt?: string) =>
    storeOf({ served: [current.leaf], current: [current.root], pending: [pending.root], ...(switchAt === undefined ? {} : { switchAt }) });

  it('where it does not trust the pending CA and the store switches within the horizon', () => {
    const verdict = judge(switching('2026-06-20T00:00:00Z'), trusting([current.root]));
    expect(verdict).toMatchObject({
      verdict: 'at-risk',
      safeUntil: '2026-06-20T00:00:00Z',
      survivesSwitch: 'no',
      rotationPhase: 'old-only',
    });
    expect(codes(verdict)).toEqual(['PENDING_CA_MISSING']);
  });

  it('where the switch is overdue and may come at any moment', () => {
    expect(judge(switching('2026-05-30T00:00:00Z'), trusting([current.root]))).toMatchObject({
      verdict: 'at-risk',
      safeUntil: '2026-06-01T00:00:00Z',
    });
  });

  it('but ready where the switch is beyond the horizon, which still bounds how long it is safe', () => {
    expect(judge(switching('2026-09-01T00:00:00Z'), trusting([current.root]))).toMatchObject({
      verdict: 'ready',
      safeUntil: '2026-09-01T00:00:00Z',
    });
  });

  it('but ready where no date of the switch is known', () => {
    expect(judge(switching(), trusting([current.root]))).toMatchObject({ verdict: 'ready', survivesSwitch: 'no' });
  });

  it('but ready where it trusts both', () => {
    expect(judge(switching('2026-06-20T00:00:00Z'), trusting([current.root, pending.root]))).toMatchObject({
      verdict: 'ready',
      survivesSwitch: 'yes',
    });
  });

  it('but unknown where a switch is near and nothing is known to be pending, until its date has passed', () => {
    const parts = { served: [current.leaf], current: [current.root] };
    const near = judge(storeOf({ ...parts, switchAt: '2026-06-04T00:00:00Z' }), trusting([current.root]));
    expect(near).toMatchObject({
      verdict: 'unknown',
      reasons: [{ proof: { summary: expect.stringContaining('pending CA generation is not known') } }],
    });
    expect(judge(storeOf({ ...parts, switchAt: '2026-05-01T00:00:00Z' }), trusting([current.root])).verdict).toBe('ready');
  });

  it('but unknown where the pending CA of a switch within the horizon cannot be read', () => {
    const parts = { served: [current.leaf], current: [current.root], pending: [pending.root], lost: [pending.root] };
    const soon = judge(storeOf({ ...parts, switchAt: '2026-06-20T00:00:00Z' }), trusting([current.root, pending.root]));
    expect(soon).toMatchObject({ verdict: 'unknown', survivesSwitch: 'unknown' });
    expect(judge(storeOf({ ...parts, switchAt: '2026-09-20T00:00:00Z' }), trusting([current.root])).verdict).toBe('ready');
  });

  it('where what it trusts of the pending CA ends before the switch, or soon after it', () => {
    const old = authority('CN=Corp Root G3', { root: { key: pending.root.keys, until: '2026-06-15T00:00:00Z' } });
    const view = (switchAt: string) => storeOf({ served: [current.leaf], current: [current.root], pending: [old.root], switchAt });
    expect(judge(view('2026-06-20T00:00:00Z'), trusting([current.root, old.root]))).toMatchObject({
      verdict: 'at-risk',
      survivesSwitch: 'no',
    });
    expect(judge(view('2026-06-10T00:00:00Z'), trusting([current.root, old.root]))).toMatchObject({
      verdict: 'at-risk',
      survivesSwitch: 'yes',
      safeUntil: '2026-06-15T00:00:00Z',
    });
  });

  it('but ready where the pending CA begins before the switch', () => {
    const young = authority('CN=Corp Root G4', { root: { from: '2026-06-10T00:00:00Z' } });
    const view = storeOf({ served: [current.leaf], current: [current.root], pending: [young.root], switchAt: '2026-06-20T00:00:00Z' });
    expect(judge(view, trusting([current.root, young.root]))).toMatchObject({ verdict: 'ready', survivesSwitch: 'yes' });
  });

  it('by whichever end comes first', () => {
    const made = authority('CN=R', { leaf: { until: '2026-06-10T00:00:00Z' } });
    const view = storeOf({ served: [made.leaf], current: [made.root], pending: [pending.root], switchAt: '2026-06-20T00:00:00Z' });
    expect(codes(judge(view, trusting([made.root])))).toEqual(['PATH_EXPIRES']);
  });
});
