import { describe, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { effectOfRestart, startedAsRunning } from '../../../src/restart/as-running.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import type { EffectiveStore } from '../../../src/trust/effective-store.ts';
import { bundle, codes, current, moment, previous, running, storeOf, trusting, workload } from '../scene.ts';

const [started, changed] = ['2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z'];
const store = storeOf({ served: [current.leaf], current: [current.root] });
const [good, bad] = [trusting([current.root]), trusting([previous.root])];
const settings = (file: string) => ({ environment: { SSL_CERT_FILE: file }, options: {} });

function verdictOf(
  next: EffectiveStore,
  asRunning: EffectiveStore | undefined,
  unit: Partial<NonNullable<WorkloadEvidence['unit']>> = {},
  unusual: Partial<WorkloadEvidence> = {},
) {
  const evidence: WorkloadEvidence = {
    ...running(started),
    unit: { name: 'web.service', state: 'active', changedAt: changed, ...unit },
    running: settings('/old.pem'),
    nextStart: settings('/new.pem'),
    ...unusual,
  };
  return judgeWorkload({ workload: workload({ evidence }), store, effective: next, asRunning }, moment);
}
const said = (verdict: ReturnType<typeof verdictOf>): string =>
  verdict.reasons.find(({ code, proof }) => code === 'DISK_NEWER_THAN_PROCESS' && proof.summary.includes('web.service'))?.proof.summary ??
  '';

describe('a unit that changed since its process was started', () => {
  it('has other settings for the next start, which are named with the date of the change', () => {
    expect(said(verdictOf(good, good))).toBe(
      `web.service changed at ${changed}, the process runs since ${started}: the next start has SSL_CERT_FILE=/new.pem instead of /old.pem`,
    );
    expect(verdictOf(good, good)).toMatchObject({ verdict: 'ready', latent: false });
    expect(said(verdictOf(good, undefined, {}, { nextStart: settings('/old.pem') }))).toContain(
      'what the next start sets for TLS is the same',
    );
  });

  it('breaks with a restart what works as it runs, and that waits since the change', () => {
    const verdict = verdictOf(bad, good);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true, latentSince: changed });
    expect(said(verdict)).toContain('restart breaks it');
  });

  it('is fixed by a restart where what runs is refused', () => {
    const verdict = verdictOf(good, bad);
    expect(verdict).toMatchObject({ verdict: 'ready', latent: false });
    expect(said(verdict)).toContain('restart fixes it');
  });

  it('breaks nothing where both are refused', () => {
    expect(verdictOf(bad, bad)).toMatchObject({ verdict: 'will-fail', latent: false });
  });

  it('is not mentioned where it was changed before, and nothing is set otherwise', () => {
    const before = verdictOf(good, undefined, { changedAt: '2026-02-01T00:00:00Z' }, { nextStart: settings('/old.pem') });
    expect(codes(before)).toEqual([]);
    // written with more digits
    expect(said(verdictOf(good, undefined, { changedAt: '2026-03-01T00:00:00.000Z' }, { nextStart: settings('/old.pem') }))).toBe('');
  });

  it('says what an environment file brought where the unit itself is older', () => {
    expect(said(verdictOf(good, good, { changedAt: '2026-02-01T00:00:00Z' }))).toMatch(/^what web\.service sets changed, the process runs/);
    const breaking = verdictOf(bad, good, { changedAt: '2026-02-01T00:00:00Z' });
    expect(breaking).toMatchObject({ latent: true });
    expect(breaking.latentSince).toBeUndefined();
  });
});

describe('a unit that systemd was not told of', () => {
  it('is never ready, neither as it lies on disk nor as systemd holds it', () => {
    for (const as of ['on-disk', 'in-memory'] as const) {
      const verdict = verdictOf(good, as === 'on-disk' ? good : undefined, { as });
      expect(verdict).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE' }, { code: 'DISK_NEWER_THAN_PROCESS' }] });
      expect(verdict.reasons[1]?.remedy).toContain('systemctl daemon-reload');
    }
  });

  it('fails where either fails', () => {
    for (const as of ['on-disk', 'in-memory'] as const) expect(verdictOf(bad, undefined, { as }).verdict).toBe('will-fail');
  });
});

describe('a start like that of the running process', () => {
  const evidence: WorkloadEvidence = { ...running(started), running: settings('/old.pem'), nextStart: settings('/new.pem') };

  it('has its settings, and what is not known of them', () => {
    const missing = [
      { fact: 'running.environment.AWS_CA_BUNDLE', reason: 'a' },
      { fact: 'nextStart.environment', reason: 'b' },
    ];
    expect(startedAsRunning({ ...evidence, missing })).toMatchObject({
      nextStart: settings('/old.pem'),
      missing: [{ fact: 'nextStart.environment.AWS_CA_BUNDLE', reason: 'a' }],
    });
  });

  it('is the next start itself where nothing is otherwise, and unknown where nobody saw it', () => {
    expect(startedAsRunning({ ...evidence, nextStart: settings('/old.pem') })).toBeUndefined();
    const { running: _unseen, ...unseen } = evidence;
    expect(startedAsRunning(unseen)).toBeUndefined();
    expect(startedAsRunning(undefined)).toBeUndefined();
  });

  it('tells nothing of a trust store that was written to since', () => {
    const loaded = [{ path: bundle, because: 'SSL_CERT_FILE', sha256: undefined, modifiedAt: changed, anchors: 1 }];
    const effect = (client: string) => {
      const subject = { workload: workload({ evidence }), store, effective: trusting([current.root], {}, client) };
      return effectOfRestart({ ...subject, asRunning: trusting([previous.root], { loaded }, client) }, moment);
    };
    expect(effect('go')).toBeUndefined();
    // it reads the file for every connection
    expect(effect('requests')).toBe('fixes');
  });
});
