import { oids } from '../../../clients/knobs/oids.ts';
import { hasUnhandledForm } from '../name-constraints/usable-constraints.ts';
import { breach, type Check, isAnchor, quoted } from './check.ts';

/** RFC 5280 §4.2: a critical extension that the client does not understand makes the certificate unusable, and so do some that it does. */
export const checkCriticalExtensions: Check = (path, index) => {
  const { understood, namesThatCount, refused, notModelled, on } = path.knobs.extensions;
  const certificate = path.certificates[index];
  if (certificate === undefined || (on === 'below-anchor' && isAnchor(path, index))) return undefined;
  const { all, critical } = certificate.extensions;
  const unknown = critical.find(
    (oid) => !understood.has(oid) || (oid === oids.nameConstraints && hasUnhandledForm(certificate, path.knobs.nameConstraints)),
  );
  if (unknown !== undefined) return breach('unhandled-critical-extension', `${quoted(certificate)} has the critical extension ${unknown}`);
  if (namesThatCount !== 'any' && critical.includes(oids.subjectAltName)) {
    const names = certificate.extensions.subjectAltName ?? [];
    if (!names.some(({ kind }) => namesThatCount.has(kind))) {
      return breach('unhandled-critical-extension', `the critical names of ${quoted(certificate)} are of no kind that the client reads`);
    }
  }
  const unwanted = all.find((oid) => refused.has(oid));
  if (unwanted !== undefined) return breach('unhandled-critical-extension', `${quoted(certificate)} has the extension ${unwanted}`);
  const open = all.find((oid) => (index === 0 ? notModelled.inEndEntity : notModelled.inIssuers).has(oid));
  if (open === undefined) return undefined;
  return { kind: 'unsupported', reason: `${quoted(certificate)} has the extension ${open}, whose validation is not modelled` };
};
