import { describe, expect, it } from 'vitest';
import { authority, bundle, current, judge, previous, running, storeOf, trusting } from './scene.ts';

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

describe('a trust store that was written to under a running process', () => {
  const [started, written] = ['2026-05-01T00:00:00Z', '2026-05-10T00:00:00Z'];
  const loaded = (...dates: readonly (string | undefined)[]) =>
    dates.map((modifiedAt, at) => ({ path: `${bundle}.${at}`, because: 'default', sha256: undefined, modifiedAt, anchors: 1 }));
  const afterWrite = (client: string, anchors = [authority('CN=Other').root], files = loaded(undefined, '2026-05-02T00:00:00Z', written)) =>
    judge(store, trusting(anchors, { loaded: files }, client), { evidence: running(started) });

  // Each of these clients was measured with the file swapped under it: test/trust/clients-rows/re-read.real.test.ts
  it.each(['go', 'java', 'node-20', 'boto3', 'openssl'])('waits for the restart where its client is %s, since the last write', (client) => {
    expect(afterWrite(client)).toMatchObject({ verdict: 'will-fail', latent: true, latentSince: written });
  });

  it.each(['curl', 'python', 'requests'])('has failed %s already, which reads it for every connection', (client) => {
    const verdict = afterWrite(client);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: false });
    expect(verdict.latentSince).toBeUndefined();
  });

  it('is no news where the process started after it', () => {
    expect(afterWrite('go', undefined, loaded(started, '2026-04-01T00:00:00Z')).latent).toBe(false);
  });

  it('does not move the date where the process is older than the current CA', () => {
    const old = judge(store, trusting([previous.root], { loaded: loaded(written) }, 'go'), { evidence: running('2026-03-01T00:00:00Z') });
    expect(old).toMatchObject({ latent: true, latentSince: '2026-04-01T00:00:00Z' });
  });

  it('mends no name that does not fit', () => {
    const names = storeOf({ served: [current.leaf], names: ['other.corp.internal'] });
    const verdict = judge(names, trusting([current.root], { loaded: loaded(written) }, 'go'), { evidence: running(started) });
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: false });
  });

  it('counts too where the next start would end at it', () => {
    const broken = (client: string) =>
      judge(store, trusting([], { fatal: 'it is damaged', loaded: loaded(written) }, client), { evidence: running(started) });
    expect(broken('vault')).toMatchObject({ verdict: 'will-fail', latent: true, latentSince: written });
    expect(broken('requests')).toMatchObject({ verdict: 'will-fail', latent: false });
  });

  it.each([
    ['go', /only the next start meets the change$/],
    ['boto3', /meets the change with its next one$/],
    ['python', /has met the change already$/],
  ])('is told with what the process of %s makes of it', (client, says) => {
    const ready = afterWrite(client, [current.root]);
    expect(ready.verdict).toBe('ready');
    const told = ready.reasons.filter(({ code }) => code === 'DISK_NEWER_THAN_PROCESS').map(({ proof }) => proof.summary);
    expect(told).toEqual([expect.stringMatching(says), expect.stringMatching(says)]);
  });
});
