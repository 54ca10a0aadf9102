import { describe, expect, it } from 'vitest';
import { type ReasonCode, reasonCodes } from '../../src/reason-codes.ts';
import type { Reason, WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { assessServices } from '../../src/risk/assess-services.ts';
import { findingsOfService } from '../../src/risk/service-findings.ts';
import { createServiceTallies } from '../../src/risk/tally.ts';

const because = (code: ReasonCode, severity: Reason['severity'] = 'critical'): Reason => ({ code, severity, proof: { summary: code } });

function lostTo(code: ReasonCode, more: Partial<WorkloadVerdict> = {}): WorkloadVerdict {
  const fields = { latent: false, rotationPhase: 'unknown', consumer: 'declared', trustStore: [], service: 'web' } as const;
  return { ...fields, verdict: 'will-fail', reasons: [because(code)], ...more };
}

function assessed(...workloads: readonly WorkloadVerdict[]) {
  const tallies = createServiceTallies();
  tallies.add({ id: 'a', name: 'a', source: 'hosts-file', scope: '', services: [], reach: 'remote' }, workloads, 'owner');
  const [risk] = assessServices(tallies.all.values(), []);
  const tally = tallies.all.get('web');
  if (risk === undefined || tally === undefined) throw new Error('no service was assessed');
  return { rollback: risk.rollback, finding: findingsOfService(risk, tally).find(({ ruleId }) => ruleId === 'NO_ROLLBACK')?.message };
}

const notKnown = 'whether a roll-back helps is not known: see whether the release brought what fails';

describe('a roll-back', () => {
  it.each<[ReasonCode, string]>([
    ['ONLY_OLD_CA', "what is missing is in the hosts' trust store"],
    ['PATH_EXPIRES', 'what fails is the certificate chain of the store'],
    ['INVALID_PATH', 'what fails is the certificate chain of the store'],
    ['SECRET_DENIED', 'the store does not hand out the secret'],
    ['STORE_SEALED', 'the store hands out nothing, whichever release asks'],
    ['CLIENT_CERT_EXPIRED', "the store refuses the host's client certificate, whichever release shows it"],
    ['IDENTITY_UNUSABLE', 'what the host proves itself with is missing or of no use'],
  ])('of what %s fails does not help, and says why', (code, why) => {
    const { rollback, finding } = assessed(lostTo(code));
    expect(rollback).toContain(`a roll-back does not help: ${why}`);
    expect(finding).toBe(rollback);
  });

  it.each<ReasonCode>(['UNIT_WOULD_NOT_START', 'CLIENT_CERT_MISSING', 'CLIENT_KEY_MISMATCH', 'CLIENT_KEY_UNREADABLE', 'STORE_UNREADABLE'])(
    'of what %s fails may help, so that no finding says otherwise',
    (code) => {
      expect(assessed(lostTo(code))).toEqual({ rollback: notKnown, finding: undefined });
      expect(assessed(lostTo(code), lostTo('STORE_SEALED'))).toEqual({ rollback: notKnown, finding: undefined });
    },
  );

  it('of several causes names each kind once', () => {
    const [sealed, secret] = ['the store hands out nothing, whichever release asks', 'the store does not hand out the secret, whichever'];
    const { rollback } = assessed(lostTo('STORE_SEALED'), lostTo('SECRET_MISSING'), lostTo('SECRET_DENIED'));
    expect(rollback).toBe(`a roll-back does not help: ${sealed}; and ${secret} release asks for it`);
  });

  it('is judged by what fails the restart, not by what is worth knowing beside it', () => {
    const stuck = because('ROTATION_STUCK', reasonCodes.ROTATION_STUCK.severity);
    const elsewhere = because('WRONG_STORE', reasonCodes.WRONG_STORE.severity);
    const unit = because('UNIT_WOULD_NOT_START', 'high');
    const { rollback } = assessed(lostTo('SECRET_MISSING', { reasons: [because('SECRET_MISSING'), stuck, elsewhere, unit] }));
    expect(rollback).toBe('a roll-back does not help: the store does not hand out the secret, whichever release asks for it');
  });

  it('of an image may bring another trust store, and of a host does not', () => {
    const inRoot = lostTo('ONLY_OLD_CA', { root: 'a' });
    expect(assessed(inRoot).rollback).toMatch(/^an older image helps only if its trust store holds the current CA/);
    expect(assessed(inRoot, lostTo('ONLY_OLD_CA')).rollback).toMatch(/^a roll-back does not .*; of its containers, an older/);
    expect(assessed(inRoot, lostTo('STORE_SEALED')).rollback).toBe(notKnown);
    expect(assessed(lostTo('PATH_EXPIRES', { root: 'a' })).rollback).toContain('certificate chain of the store');
  });
});
