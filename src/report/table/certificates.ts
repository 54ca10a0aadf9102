import { dayMs } from '../../config/duration.ts';
import type { AuditReport } from '../audit-report.ts';
import { byText } from '../by-text.ts';
import { grid } from './grid.ts';
import type { Page } from './page.ts';
import { prose } from './prose.ts';
import { date, distance, millisecondsBetween } from './when.ts';
import { count, number } from './words.ts';

type CertificateUse = AuditReport['certificates'][number];

/** Certificates that have expired or expire within the horizon, those on a path in use first. No verdict: that stands above. */
export function certificates(page: Page, report: AuditReport): readonly string[] {
  const expiring = report.certificates.filter((certificate) => {
    const left = millisecondsBetween(report.now, certificate.notAfter);
    // A date that cannot be read is shown: it may be the one that matters.
    return left === undefined || left <= report.horizonDays * dayMs;
  });
  if (expiring.length === 0) return [];
  const inUse = expiring.filter((certificate) => certificate.onPath).sort(byDate);
  const served = expiring.filter((certificate) => !certificate.onPath && certificate.role === 'served').sort(byDate);
  const unused = expiring.filter((certificate) => !certificate.onPath && certificate.role !== 'served').sort(byDate);
  const shown = [...inUse.slice(0, maxInUse), ...served, ...unused.slice(0, maxUnused)];
  const hidden = [hiddenNote(inUse.length - maxInUse, 'on a path in use'), hiddenNote(unused.length - maxUnused, 'not used')].filter(
    (note) => note !== '',
  );
  const lines = grid(
    page,
    [
      { title: 'Expires', width: 10 },
      { title: 'In', width: 9 },
      { title: 'Role', width: 12 },
      { title: 'Subject', width: 'rest' },
      { title: 'Hosts', width: 7, align: 'right' },
      { title: 'Used', width: 4 },
    ],
    shown.map((certificate) => [
      date(page, certificate.notAfter),
      timeLeft(report.now, certificate.notAfter),
      certificate.role,
      { text: page.text(certificate.subject), name: true },
      number(certificate.hosts),
      certificate.onPath ? 'yes' : 'no',
    ]),
  );
  const horizon = `Certificates that expire within ${count(report.horizonDays, 'day')} (used: a path in use runs through it)`;
  return [...prose(page, horizon), ...lines, ...hidden.map((note) => `  ${note}`)];
}

const maxInUse = 10;
const maxUnused = 3;

/** `11 days` under the heading "In"; `expired` where the date has passed. */
function timeLeft(now: string, notAfter: string): string {
  return (millisecondsBetween(now, notAfter) ?? 0) < 0 ? 'expired' : distance(now, notAfter).replace(/^in /, '');
}

function hiddenNote(amount: number, what: string): string {
  return amount > 0 ? `and ${number(amount)} more ${what}` : '';
}

function byDate(a: CertificateUse, b: CertificateUse): number {
  return (
    (millisecondsBetween(b.notAfter, a.notAfter) ?? byText(a.notAfter, b.notAfter)) || byText(a.sha256, b.sha256) || byText(a.role, b.role)
  );
}
