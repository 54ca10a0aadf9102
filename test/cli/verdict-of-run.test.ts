import { describe, expect, it } from 'vitest';
import { audit } from '../../src/audit.ts';
import { exitCode } from '../../src/cli/exit-codes.ts';
import { exitCodeOf, exitCodeOfRotation } from '../../src/cli/verdict-of-run.ts';
import { type Severity, severities } from '../../src/reason-codes.ts';
import type { AuditReport } from '../../src/report/audit-report.ts';
import { join, madeAt, records } from '../small-fleet.ts';

const real = audit(join(records()), [], { now: Date.parse(madeAt), horizonDays: 30, tool: { name: 'snowline', version: '0.0.0' } });

/** The real report with these findings and this coverage. */
function report(found: readonly Severity[], coverage: Partial<AuditReport['coverage']> = {}, complete = true): AuditReport {
  const findings = found.map((severity) => ({ ruleId: 'X', severity, message: 'x', fingerprint: severity, status: 'new' as const }));
  return { ...real, findings, complete, coverage: { expected: 10, judged: 10, percent: 100, gaps: [], ledger: [], ...coverage } };
}

const strict = { failOn: 'high', minCoverage: 100 } as const;

describe('exitCodeOf', () => {
  it('is 1 for the fleet that would lose a service', () => {
    expect(exitCodeOf(real, strict)).toBe(exitCode.finding);
  });

  it('is 0 for a complete report without findings', () => {
    expect(exitCodeOf(report([]), strict)).toBe(0);
  });

  it('is 1 from the asked severity on, and never for none', () => {
    for (const failOn of severities) {
      for (const severity of severities) {
        const expected = severities.indexOf(severity) <= severities.indexOf(failOn) ? 1 : 0;
        expect(exitCodeOf(report([severity]), { failOn, minCoverage: 100 }), `${severity} with --fail-on ${failOn}`).toBe(expected);
        expect(exitCodeOf(report([severity]), { failOn: 'none', minCoverage: 100 })).toBe(0);
      }
    }
  });

  it('is 3 beneath the asked coverage', () => {
    expect(exitCodeOf(report([], { percent: 99.9 }), strict)).toBe(3);
    expect(exitCodeOf(report([], { percent: 80 }), { failOn: 'high', minCoverage: 80 })).toBe(0);
    expect(exitCodeOf(report([], { percent: 79.9 }), { failOn: 'high', minCoverage: 80 })).toBe(3);
  });

  it('is 3 where a part of the inventory was not listed, whatever the percentage of the rest', () => {
    const gaps = [{ scope: '1234/eu-west-1', reason: 'denied' }];
    expect(exitCodeOf(report([], { gaps }), { failOn: 'high', minCoverage: 1 })).toBe(3);
    expect(exitCodeOf(report([], { gaps }), { failOn: 'high', minCoverage: 0 })).toBe(0);
  });

  it('is 3 where the evidence is not complete', () => {
    expect(exitCodeOf(report([], {}, false), strict)).toBe(3);
  });

  it('is 3 where nobody consumes a store, because nothing was judged', () => {
    expect(exitCodeOf(report([], { expected: 0, judged: 0, percent: 0 }), strict)).toBe(3);
  });

  it('is 1 rather than 3 where both hold', () => {
    expect(exitCodeOf(report(['critical'], { percent: 10 }, false), strict)).toBe(1);
  });
});

describe('exitCodeOfRotation', () => {
  const plan = { store: 's', pair: 'current-pending', phases: { neither: 0, 'old-only': 0, both: 1, 'new-only': 0, unknown: 0 } } as const;
  const rotation = (changes: Partial<AuditReport['rotation'][number]> = {}): AuditReport => ({
    ...report([]),
    rotation: [{ ...plan, failAfterSwitch: [], unknown: [], ...changes }],
  });
  const blocker = { host: 'h', service: 's', phase: 'old-only' };

  it('is 0 where everybody is known and nobody would fail', () => {
    expect(exitCodeOfRotation(rotation(), strict)).toBe(exitCode.complete);
  });

  it('is 1 where somebody would fail after the switch, whatever today looks like', () => {
    expect(exitCodeOfRotation(rotation({ failAfterSwitch: [blocker] }), { failOn: 'high', minCoverage: 0 })).toBe(exitCode.finding);
    expect(exitCodeOfRotation(rotation({ failAfterSwitch: [blocker] }), { failOn: 'none', minCoverage: 0 })).toBe(exitCode.complete);
  });

  it('is 3 where a consumer or a generation is not known, or there is no pair to compare', () => {
    const hole = { host: 'h', service: 's', reason: 'not seen' };
    for (const changes of [{ unknown: [hole] }, { unread: ['AWSPENDING: denied'] }, { pair: 'none' as const }]) {
      expect(exitCodeOfRotation(rotation(changes), strict)).toBe(exitCode.incomplete);
    }
  });
});
