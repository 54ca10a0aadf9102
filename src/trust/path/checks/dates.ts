import type { PathKnobs } from '../../../clients/knobs/path-knobs.ts';
import { toInstant } from '../../../config/instant.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { isSelfSigned } from '../issuer-match.ts';
import { breach, type Check, isAnchor, quoted } from './check.ts';

/** First and last moment (epoch ms, half-open) in which the client takes the certificate as valid. */
export function validityOf(certificate: Certificate, knobs: PathKnobs): { readonly from: number; readonly until: number } {
  // an inclusive client rejects from the first millisecond after notAfter on (Go's Time.After, Java's Date.after)
  return { from: certificate.notBefore, until: knobs.notAfter === 'inclusive' ? certificate.notAfter + 1 : certificate.notAfter };
}

/** Whether the certificate is valid at that time, as the client counts. */
export function isCurrent(certificate: Certificate, at: number, knobs: PathKnobs): boolean {
  const { from, until } = validityOf(certificate, knobs);
  return at >= from && at < until && !isUndatable(certificate, knobs);
}

/** RFC 5280 §6.1.3 (a)(2): the validity period includes the time of the question. */
export const checkDates: Check = (path, index) => {
  const certificate = path.certificates[index];
  if (certificate === undefined || (isAnchor(path, index) && path.knobs.anchorDates === 'ignored')) return undefined;
  // internal_verify of OpenSSL begins one below a top that leads nowhere
  const isLooseEnd =
    path.leadsNowhere === true && index > 0 && index === path.certificates.length - 1 && !isSelfSigned(certificate, path.knobs);
  if (isLooseEnd) return undefined;
  if (isUndatable(certificate, path.knobs))
    return breach('malformed', `${quoted(certificate)} has a date in a form that the client cannot tell`);
  const { from, until } = validityOf(certificate, path.knobs);
  if (path.at < from) return breach('not-yet-valid', `${quoted(certificate)} is valid from ${toInstant(certificate.notBefore)} only`);
  if (path.at >= until) return breach('expired', `${quoted(certificate)} expired at ${toInstant(certificate.notAfter)}`);
  return undefined;
};

function isUndatable({ defects }: Certificate, { parsing }: PathKnobs): boolean {
  return defects.some((defect) => !('oid' in defect) && parsing.undatable.has(defect.kind));
}
