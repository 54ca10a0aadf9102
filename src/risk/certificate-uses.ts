import { dayMs } from '../config/duration.ts';
import { toInstant } from '../config/instant.ts';
import type { Severity } from '../reason-codes.ts';
import type { Finding } from '../rules/finding.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import type { Certificate } from '../x509/certificate.ts';

/** What a certificate is used as; one certificate may have several roles. */
export type CertificateRole = 'served' | 'anchor' | 'intermediate' | 'client';

/** A certificate seen in use. */
export interface CertificateUse {
  readonly certificate: Certificate;
  readonly role: CertificateRole;
  onPath: boolean;
  hosts: number;
}

/** Collects the certificates that hosts hold or meet, each once per role. */
export interface CertificateUses {
  /** Notes a certificate that is there, whether or not a host uses it. */
  note(certificate: Certificate, role: CertificateRole): CertificateUse;
  readonly all: ReadonlyMap<string, CertificateUse>;
}

/** Returns an empty collection. */
export function createCertificateUses(): CertificateUses {
  const all = new Map<string, CertificateUse>();
  return {
    all,
    note(certificate, role) {
      const key = `${certificate.sha256} ${role}`;
      const known = all.get(key);
      if (known !== undefined) return known;
      const use: CertificateUse = { certificate, role, onPath: false, hosts: 0 };
      all.set(key, use);
      return use;
    },
  };
}

/** Days before the end at which an expiry becomes a finding of that severity. */
export interface ExpiryThresholds {
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

/** CERT_EXPIRES findings for certificates that a used path runs through, by the days that are left; what nothing uses is listed without alarm. */
export function findExpiring(uses: Iterable<CertificateUse>, now: number, thresholds: ExpiryThresholds): readonly Finding[] {
  return [...uses].flatMap((use) => {
    const severity = severityOf((use.certificate.notAfter - now) / dayMs, thresholds);
    return !use.onPath || severity === undefined ? [] : [findingOf(use, now, severity)];
  });
}

function severityOf(daysLeft: number, thresholds: ExpiryThresholds): Severity | undefined {
  if (daysLeft <= thresholds.high) return 'high';
  if (daysLeft <= thresholds.medium) return 'medium';
  return daysLeft <= thresholds.low ? 'low' : undefined;
}

function findingOf({ certificate, role, hosts }: CertificateUse, now: number, severity: Severity): Finding {
  const days = Math.floor((certificate.notAfter - now) / dayMs);
  const when = days < 0 ? `expired ${-days} days ago` : `expires in ${days} days`;
  return {
    ruleId: 'CERT_EXPIRES',
    severity,
    message: `${role} certificate "${certificate.subject.text}" ${when}, at ${toInstant(certificate.notAfter)}; ${hosts} ${hosts === 1 ? 'host uses' : 'hosts use'} it`,
    // one certificate may be in use in two roles, as another finding each
    fingerprint: fingerprint('CERT_EXPIRES', { subject: `${certificate.sha256} ${role}` }),
    status: 'new',
  };
}
