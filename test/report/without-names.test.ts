import { describe, expect, it } from 'vitest';
import { tableReport } from '../../src/report/table.ts';
import { withoutNames } from '../../src/report/without-names.ts';
import { auditReport, host, workload } from './fleet.ts';

const refused = (at: string, port = 22): string =>
  `connection refused; tried ${at} port ${port}: see whether sshd listens on that port there (collection.ssh.port)`;

describe('a reason without the names of its host', () => {
  it.each([
    ['no recorded evidence for web-1 in web-1.jsonl', 'no recorded evidence for … in web-1.jsonl'],
    [refused('audit@10.0.0.7'), refused('audit@…')],
    [refused('fe80::1%eth0'), refused('…')],
    [refused('audit@w'), refused('audit@…')],
    [
      'the host key is unknown; tried a.example: get it with ssh-keyscan a.example, then',
      'the host key is unknown; tried …: get it with ssh-keyscan …, then',
    ],
    ['timed out: not logged in within 5 s; tried a@10.0.0.7', 'timed out: not logged in within 5 s; tried a@…'],
  ])('%j is %j', (reason, shared) => {
    expect(withoutNames(reason, ['web-1', undefined])).toBe(shared);
  });

  it('leaves out the name that hosts share, whatever id the list adds to it', () => {
    expect(withoutNames('web: not asked', ['i-1', 'web (i-1)'])).toBe('…: not asked');
  });

  it('is what the table groups by; of one host alone it is told as it is', () => {
    const unasked = (name: string, summary: string) =>
      host(name, [
        workload('web', { verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE', severity: 'medium', proof: { summary } }] }),
      ]);
    const hosts = [
      ...Array.from({ length: 9 }, (_, index) => unasked(`web-${index}`, refused(`10.0.0.${index}`))),
      unasked('db-1', refused('10.0.9.1', 2222)),
    ];
    const text = tableReport(auditReport(hosts), { width: 120, color: false });
    expect(text).toMatch(/ 9 {2}connection refused; tried … port 22: see whether/);
    expect(text).toMatch(/ 1 {2}connection refused; tried 10\.0\.9\.1 port 2222: see whether/);
  });
});
