import { describe, expect, it } from 'vitest';
import type { WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { createCommonExpiries } from '../../src/risk/common-expiry.ts';

const until = Date.parse('2026-07-01T00:00:00Z');
const certificate = 'ab'.repeat(32);

function stopping(service: string, at: string, unusual: Partial<WorkloadVerdict> = {}): WorkloadVerdict {
  return {
    service,
    consumer: 'declared',
    trustStore: [],
    verdict: 'at-risk',
    latent: false,
    rotationPhase: 'unknown',
    reasons: [],
    forecast: [{ at, restart: 'fails', code: 'PATH_EXPIRES', failsBecause: certificate }],
    ...unusual,
  };
}

function found(...hosts: readonly (readonly WorkloadVerdict[])[]) {
  const tally = createCommonExpiries(until);
  for (const host of hosts) tally.add(host);
  return tally.findings();
}

const soon = '2026-06-20T00:00:00Z';

describe('services that stop at one moment', () => {
  it('are one finding, with the moment, the certificate and the services', () => {
    const [finding, ...others] = found([stopping('b', soon)], [stopping('a', soon), stopping('c', soon)], [stopping('a', soon)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ ruleId: 'COMMON_EXPIRY', severity: 'high' });
    expect(finding?.message).toBe(
      `3 services on 3 hosts stop coming back at the same moment, ${soon} (PATH_EXPIRES, certificate ${certificate.slice(0, 12)}): a, b, c`,
    );
  });

  it('are none where they are two, stop at different moments, or beyond the horizon', () => {
    expect(found([stopping('a', soon), stopping('b', soon)])).toEqual([]);
    expect(found([stopping('a', soon), stopping('b', soon), stopping('c', '2026-06-20T00:00:01Z')])).toEqual([]);
    const late = '2026-07-01T00:00:01Z';
    expect(found([stopping('a', late), stopping('b', late), stopping('c', late)])).toEqual([]);
  });

  it('count to the last second of the horizon', () => {
    const last = '2026-07-01T00:00:00Z';
    expect(found([stopping('a', last), stopping('b', last), stopping('c', last)])).toHaveLength(1);
  });

  it('leave out what fails already', () => {
    const lost = stopping('c', soon, { verdict: 'will-fail' });
    expect(found([stopping('a', soon), stopping('b', soon), lost])).toEqual([]);
  });

  it('have the same fingerprint in every audit, and name five at the most', () => {
    const many = (names: string) => found(names.split('').map((name) => stopping(name, soon)))[0];
    expect(many('abcdefg')?.fingerprint).toBe(many('abc')?.fingerprint);
    expect(many('abcdefg')?.message).toMatch(/: a, b, c, d, e and 2 more$/);
  });
});
