import { describe, expect, it } from 'vitest';
import { authority, current, judge, previous, running, storeOf, trusting } from './scene.ts';

const store = storeOf({ served: [current.leaf], previous: [previous.root], current: [current.root], currentSince: '2026-04-01T00:00:00Z' });

describe('a workload that will fail is latent', () => {
  const only = trusting([previous.root]);
  const since = (startedAt: string | undefined, view = store) => {
    const { process, ...stopped } = running(startedAt ?? '');
    return judge(view, only, {
      evidence: startedAt === undefined ? stopped : { ...stopped, ...(process === undefined ? {} : { process }) },
    });
  };

  it('where its process started before the current CA became current, since then', () => {
    expect(since('2026-03-31T23:59:59Z')).toMatchObject({ verdict: 'will-fail', latent: true, latentSince: '2026-04-01T00:00:00Z' });
  });

  it('but not where it started after that, or does not run', () => {
    expect(since('2026-04-01T00:00:00Z')).toMatchObject({ verdict: 'will-fail', latent: false });
    expect(since(undefined)).toMatchObject({ verdict: 'will-fail', latent: false });
  });

  it('without a date where the change has none and the store fits the previous CA', () => {
    const undated = storeOf({ served: [current.leaf], previous: [previous.root], current: [current.root] });
    const verdict = since('2026-03-01T00:00:00Z', undated);
    expect(verdict.latent).toBe(true);
    expect(verdict.latentSince).toBeUndefined();
  });

  it('but not where nothing shows that it ever worked', () => {
    expect(since('2026-03-01T00:00:00Z', storeOf({ served: [current.leaf] })).latent).toBe(false);
  });

  it('since the end of the certificate that has expired', () => {
    const made = authority('CN=R', { leaf: { until: '2026-05-01T00:00:00Z' } });
    expect(judge(storeOf({ served: [made.leaf] }), trusting([made.root]))).toMatchObject({
      latent: true,
      latentSince: '2026-05-01T00:00:00Z',
    });
  });

  it('but not for a name that never fitted', () => {
    expect(judge(storeOf({ served: [current.leaf], names: ['other.corp.internal'] }), trusting([current.root]))).toMatchObject({
      verdict: 'will-fail',
      latent: false,
    });
  });
});
