import { describe, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { refusals } from '../../../src/evidence/unit-evidence.ts';
import { codes, current, judge, running, storeOf, trusting } from '../scene.ts';

const started = running('2026-03-01T00:00:00Z');
const { process: _none, ...stopped } = started;

function judged(unit: Partial<NonNullable<WorkloadEvidence['unit']>>, evidence: WorkloadEvidence = started) {
  const whole = { ...evidence, unit: { name: 'web.service', state: 'active', ...unit } };
  return judge(storeOf({ served: [current.leaf] }), trusting([current.root]), { evidence: whole });
}

describe('a unit that systemd would refuse', () => {
  it.each(refusals)('(%s) will fail, though its client trusts the store', (what) => {
    const verdict = judged({ refused: [{ what, reason: 'it is not there' }] });
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true });
    expect(codes(verdict)).toEqual(['UNIT_WOULD_NOT_START']);
    const [reason] = verdict.reasons;
    expect(reason).toMatchObject({ severity: 'critical', proof: { summary: 'it is not there' } });
    expect(reason?.notThis).toContain('neither the credential store nor the database');
    expect(reason?.remedy).toMatch(/^do not restart it; .*systemd-analyze verify web\.service/);
  });

  it('has one reason for each thing that it misses', () => {
    const verdict = judged({
      refused: [
        { what: 'program', reason: 'a' },
        { what: 'environment-file', reason: 'b' },
      ],
    });
    expect(verdict.reasons.map(({ proof }) => proof.summary)).toEqual(['a', 'b']);
  });

  it('is none where it misses nothing, and not latent where nothing runs', () => {
    expect(judged({}).verdict).toBe('ready');
    expect(judged({ refused: [] }).verdict).toBe('ready');
    expect(judged({ refused: [{ what: 'program', reason: 'a' }] }, stopped)).toMatchObject({ verdict: 'will-fail', latent: false });
  });
});
