import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../../src/report/audit-report.ts';
import { byText } from '../../../src/report/by-text.ts';
import { explainHost } from '../../../src/report/explain/explain-host.ts';
import type { WorkloadVerdict } from '../../../src/restart/restart-verdict.ts';
import { auditReport, digest, host, workload } from '../fleet.ts';
import { describeReporter } from '../reporter-contract.ts';

const escape = String.fromCodePoint(0x1b);

describeReporter({
  name: 'the explanation of a host',
  render: (report) => everyHost(report, { color: true, width: 80 }),
  width: 80,
  ownSgr: new RegExp(`${escape}\\[(?:1;31|33|35|1;32|32|0)m`, 'g'),
});

function everyHost(report: AuditReport, options: Parameters<typeof explainHost>[2]): string {
  const hosts = report.hosts.toSorted((a, b) => byText(a.id, b.id));
  return hosts.length === 0 ? 'no host\n' : hosts.map((one) => explainHost(one, report, options)).join('');
}

function said(workloads: readonly WorkloadVerdict[], report: Partial<AuditReport> = {}): string {
  const one = host('web-1', workloads);
  return explainHost(one, auditReport([one], report), { color: false, width: 100 }).replaceAll(/\s+/g, ' ');
}

const certificate = { sha256: digest('leaf'), subject: 'CN=vault', notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-12-01T00:00:00Z' };

describe('the explanation of a host', () => {
  it('shows the path of what passes with its certificates, though the verdict names their digests alone', () => {
    const passes = workload('web', { verdict: 'ready', path: [certificate.sha256], reasons: [] });
    const text = said([passes], { certificates: [{ ...certificate, role: 'served', onPath: true, hosts: 1 }] });
    expect(text).toContain(`Path "CN=vault" (2026-01-01 to 2026-12-01, ${certificate.sha256.slice(0, 12)})`);
    expect(text).toContain('READY: web');
  });

  it('shows the missing link behind the path as far as it came', () => {
    const fails = workload('web', {
      verdict: 'will-fail',
      reasons: [{ code: 'CURRENT_CA_MISSING', severity: 'critical', proof: { summary: 'no anchor named "CN=Root"', path: [certificate] } }],
    });
    expect(said([fails])).toMatch(/Path "CN=vault" \(2026-01-01 to 2026-12-01, \w{12}\) Missing link no anchor named "CN=Root"/);
  });

  it('puts the worst workload first, and counts those that use no store', () => {
    const text = said([
      workload('idle', { verdict: 'not-applicable', consumer: 'not-detected' }),
      workload('good', { verdict: 'ready' }),
      workload('open', { verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE', severity: 'medium', proof: { summary: 'x' } }] }),
      workload('lost', { verdict: 'will-fail', reasons: [{ code: 'NAME_MISMATCH', severity: 'critical', proof: { summary: 'y' } }] }),
    ]);
    expect(text.indexOf('WILL FAIL: lost')).toBeLessThan(text.indexOf('NOT JUDGED: open'));
    expect(text.indexOf('NOT JUDGED: open')).toBeLessThan(text.indexOf('READY: good'));
    expect(text).not.toContain('idle');
    expect(text).toContain('1 service of this host uses no credential store that is known');
  });

  it('does not say of a program without a known store that it fetches from none', () => {
    const reasons = [{ code: 'UNKNOWN_EVIDENCE', severity: 'medium', proof: { summary: 'x' } }] as const;
    const text = said([workload('curl', { verdict: 'unknown', consumer: 'unknown', store: undefined, client: 'curl', reasons })]);
    expect(text).toContain('NOT JUDGED: curl, of which no credential store is known Why');
  });

  it('names the client by its title, and one that no profile has by its name', () => {
    expect(said([workload('web', { verdict: 'ready', client: 'python-openssl-1.1.1' })])).toMatch(
      /READY: web, which fetches from the store \S+ as Python ssl and urllib with OpenSSL 1\.1\.1 /,
    );
    expect(said([workload('web', { verdict: 'ready', client: 'perl-9' })])).toMatch(/from the store \S+ as perl-9 /);
  });

  it('tells further reasons and what is only noted, and does not call them the cause', () => {
    const text = said([
      workload('web', {
        verdict: 'will-fail',
        reasons: [
          { code: 'CURRENT_CA_MISSING', severity: 'critical', proof: { summary: 'first' } },
          { code: 'WRONG_STORE', severity: 'high', proof: { summary: 'second' } },
          { code: 'DISK_NEWER_THAN_PROCESS', severity: 'info', proof: { summary: 'third' } },
        ],
      }),
    ]);
    expect(text).toMatch(/Why .*\(CURRENT_CA_MISSING\) .*Also second \(WRONG_STORE\) Noted third \(DISK_NEWER_THAN_PROCESS\)/);
  });

  it('tells what to do against every cause, numbered, and the restart last', () => {
    const restart = 'then restart one host alone and look before the next';
    const text = said([
      workload('web', {
        verdict: 'will-fail',
        reasons: [
          {
            code: 'CURRENT_CA_MISSING',
            severity: 'critical',
            proof: { summary: 'a' },
            remedy: `do not restart it; cat ca.pem; ${restart}`,
          },
          {
            code: 'CLIENT_KEY_MISMATCH',
            severity: 'critical',
            proof: { summary: 'b' },
            remedy: `do not restart it; mend the key, ${restart}`,
          },
        ],
      }),
    ]);
    expect(text).toContain('Do do not restart it 1. cat ca.pem 2. mend the key 3. restart one host alone and look before the next Also');
  });

  it('says what to do about what is not judged, by whether the host was seen', () => {
    const open = workload('web', {
      verdict: 'unknown',
      reasons: [{ code: 'UNKNOWN_EVIDENCE', severity: 'medium', proof: { summary: 'x' } }],
    });
    expect(said([open])).toContain('Do do not restart it 1. let what the proof names be seen, or declare it 2. look again');
    const told = open.reasons.map((reason) => ({ ...reason, remedy: 'name its unit; look again before any restart' }));
    expect(said([{ ...open, reasons: told }])).toContain('Do do not restart it 1. name its unit 2. look again before any restart');
    const one = host('web-1', [open], { evidence: { collector: 'none', missing: [] } });
    expect(explainHost(one, auditReport([one]), { color: false, width: 100 })).toContain('snowline explain HOST asks it again');
  });

  it('cuts no proof, and breaks no code within itself', () => {
    const summary = Array.from({ length: 120 }, (_, index) => `word${index}`).join(' ');
    const changes = ['a', 'b'].map((id) => ({
      code: 'SECRET_CHANGED_SINCE_START' as const,
      severity: 'low' as const,
      proof: { summary: `secret ${id} has a new value` },
      since: '2025-01-01T00:00:00Z',
    }));
    const cause = { code: 'NAME_MISMATCH', severity: 'critical', proof: { summary } } as const;
    const one = host('web-1', [workload('web', { verdict: 'will-fail', reasons: [cause, ...changes] })]);
    for (const width of [60, 80]) {
      const text = explainHost(one, auditReport([one]), { color: false, width });
      expect(text).toContain('word119');
      expect(text).not.toContain('…');
      expect(text.match(/\(SECRET_CHANGED_SINCE_START\)/g)).toHaveLength(4);
      for (const id of ['a', 'b']) expect(text.replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`2025-01-01 00:00 .*secret ${id} has`));
    }
  });

  it('says what a bare status of the log is', () => {
    const cause = { code: 'CLIENT_CERT_MISSING', severity: 'critical', proof: { summary: 'x' }, expectedError: '400' } as const;
    expect(said([workload('web', { verdict: 'will-fail', reasons: [cause] })])).toContain('The log will say HTTP 400 from the store');
  });

  it('names the facts that were not seen', () => {
    const one = host('web-1', [], { evidence: { collector: 'none', missing: [{ fact: 'evidence', reason: 'connection refused' }] } });
    const text = explainHost(one, auditReport([one]), { color: false, width: 100 });
    expect(text).toContain('never seen');
    expect(text).toContain('Not seen on this host\n  evidence: connection refused\n');
  });
});
