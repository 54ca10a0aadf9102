import type { DefectRules } from '../../clients/knobs/defect-rules.ts';
import type { PathKnobs } from '../../clients/knobs/path-knobs.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { CertificateDefect } from '../../x509/certificate-defect.ts';
import { whyConstraintsUnreadable, whyConstraintsUnusable } from './name-constraints/usable-constraints.ts';
import { whyKeyUnreadable } from './readable-key.ts';

/** What keeps this client from reading the certificate at all: a defect by its name, or its key; undefined where it reads it. */
export function whyUnreadable(certificate: Certificate, knobs: PathKnobs): string | undefined {
  return (
    firstThatCounts(certificate, knobs.parsing.unreadable) ??
    whyKeyUnreadable(certificate.publicKey, knobs.strength.readableKeys) ??
    whyConstraintsUnreadable(certificate, knobs.nameConstraints)
  );
}

/** The defect for which this client uses the certificate nowhere, though it reads it; undefined where it is usable. */
export function whyUnusable(certificate: Certificate, knobs: PathKnobs): string | undefined {
  if (knobs.parsing.emptyKeyUsage === 'unusable' && certificate.extensions.keyUsage?.size === 0) return 'key usage without any bit';
  return firstThatCounts(certificate, knobs.parsing.unusable) ?? whyConstraintsUnusable(certificate, knobs.nameConstraints);
}

function firstThatCounts(certificate: Certificate, rules: DefectRules): string | undefined {
  // nearly every certificate is free of defects
  if (certificate.defects.length === 0) return undefined;
  const found = certificate.defects.find((defect) => counts(certificate, defect, rules));
  if (found === undefined) return undefined;
  return 'oid' in found ? `${found.kind.replaceAll('-', ' ')} (${found.oid})` : found.kind.replaceAll('-', ' ');
}

function counts(certificate: Certificate, defect: CertificateDefect, rules: DefectRules): boolean {
  if (!('oid' in defect)) return rules.fields.has(defect.kind);
  const where = rules.extensions[defect.kind];
  if (where === undefined || where === 'any') return where === 'any';
  return where === 'critical' ? certificate.extensions.critical.includes(defect.oid) : where.has(defect.oid);
}
