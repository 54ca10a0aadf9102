import { describe, expect, it } from 'vitest';
import { type TimeLineReport, timeLine } from '../../../src/report/explain/time-line.ts';
import type { Reason } from '../../../src/restart/restart-verdict.ts';
import { digest, workload } from '../fleet.ts';

const now = '2026-03-03T02:00:00Z';
const report: TimeLineReport = {
  now,
  stores: [
    {
      name: 'vault-main',
      endpoint: 'vault:443',
      names: ['vault'],
      servedChain: { state: 'not-configured' },
      generations: {
        current: { certificates: [], since: '2025-11-12T10:30:00Z' },
        pending: { certificates: [], since: '2026-02-01T00:00:00Z' },
      },
      switchAt: '2026-04-01T00:00:00Z',
      gaps: [],
    },
  ],
  certificates: [
    {
      sha256: digest('leaf'),
      subject: 'CN=vault',
      role: 'served',
      notBefore: now,
      notAfter: '2026-06-01T00:00:00Z',
      onPath: true,
      hosts: 1,
    },
  ],
};

describe('a time line', () => {
  it('tells the story in its order: memory, change of the store, today, what will come', () => {
    const events = timeLine(
      workload('web', {
        store: 'vault-main',
        verdict: 'will-fail',
        latent: true,
        latentSince: '2025-11-12T10:30:00Z',
        runningSince: '2025-07-22T13:00:00Z',
        forecast: [
          { at: '2026-05-01T00:00:00Z', restart: 'works' },
          { at: '2026-06-01T00:00:00Z', restart: 'fails', code: 'PATH_EXPIRES', failsBecause: digest('leaf') },
          { at: '2026-07-01T00:00:00Z', restart: 'fails', code: 'PATH_EXPIRES', failsBecause: digest('leaf') },
        ],
      }),
      report,
    );
    expect(events.map(({ at, text }) => `${at.slice(0, 10)} ${text}`)).toEqual([
      '2025-07-22 the process started, and keeps what it loaded',
      '2025-11-12 the store vault-main began to use its current CA',
      '2025-11-12 restart breaks: from here on the next start fails, while the process goes on from memory',
      '2026-02-01 the store vault-main got its pending CA',
      '2026-03-03 now: a restart would lose its secrets, the process still has them',
      '2026-04-01 the store vault-main switches to its pending CA',
      '2026-05-01 restart fixes: from then on the next start works',
      '2026-06-01 restart breaks: from then on the next start fails: "CN=vault" ends (PATH_EXPIRES)',
      '2026-07-01 restart breaks: from then on the next start fails: the client accepts the store no more (PATH_EXPIRES), "CN=vault"',
    ]);
  });

  it('tells the last fetch of the secret as far as it is proven', () => {
    const told = (lastFetch: NonNullable<Parameters<typeof timeLine>[0]['lastFetch']>) =>
      timeLine(workload('web', { verdict: 'ready', lastFetch }), report).find(({ at }) => at === lastFetch.at)?.text;
    const at = '2026-02-10T00:00:00Z';
    expect(told({ at, proof: 'cloudtrail', by: 'instance' })).toBe('the host fetched its secret for the last time (CloudTrail)');
    expect(told({ at, proof: 'vault-audit', by: 'address' })).toContain("somebody at the host's address");
    expect(told({ at, proof: 'upper-bound', by: 'anyone' })).toBe(
      'since then at the latest nobody has fetched its secret (LastAccessedDate)',
    );
  });

  it('says since when a restart fixes what the process has not met, and of a lost one only what changed', () => {
    const changed: Reason = {
      code: 'DISK_NEWER_THAN_PROCESS',
      severity: 'info',
      proof: { summary: '/etc/ca.pem changed' },
      since: '2026-01-05T00:00:00Z',
    };
    const [fixes] = timeLine(workload('web', { store: 'other', verdict: 'ready', latent: false, reasons: [changed] }), report);
    expect(fixes).toMatchObject({
      at: '2026-01-05T00:00:00Z',
      restart: 'fixes',
      text: expect.stringMatching(/^restart fixes: .*DISK_NEWER/),
    });
    const [told] = timeLine(workload('web', { store: 'other', verdict: 'will-fail', latent: true, reasons: [changed] }), report);
    expect(told?.text).not.toContain('fixes');
    expect(told?.restart).toBeUndefined();
  });

  it('names each of several that changed alike', () => {
    const changed = ['a', 'b'].map(
      (id): Reason => ({
        code: 'SECRET_CHANGED_SINCE_START',
        severity: 'low',
        proof: { summary: `secret ${id} has a new value` },
        since: '2026-01-05T00:00:00Z',
      }),
    );
    const told = timeLine(workload('web', { store: 'other', verdict: 'ready', latent: false, reasons: changed }), report);
    expect(told.slice(0, 2).map(({ text }) => text)).toEqual([
      'restart fixes: secret a has a new value (SECRET_CHANGED_SINCE_START); the next start takes what is there now',
      'restart fixes: secret b has a new value (SECRET_CHANGED_SINCE_START); the next start takes what is there now',
    ]);
  });

  it('holds today alone where nothing else is known', () => {
    const verdicts = ['ready', 'at-risk', 'unknown', 'not-applicable'] as const;
    const texts = verdicts.map((verdict) => timeLine(workload('web', { store: 'other', verdict, latent: false }), report));
    for (const events of texts) expect(events.map(({ at }) => at)).toEqual([now]);
    expect(new Set(texts.map(([event]) => event?.text)).size).toBe(verdicts.length);
  });
});
