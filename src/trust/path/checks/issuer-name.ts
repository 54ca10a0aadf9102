import { breach, type Check, quoted } from './check.ts';

/** The end-entity names its issuer: curl prints that name for its log, and gives up where there is none (lib/vtls/openssl.c, servercert). */
export const checkIssuerName: Check = (path, index) => {
  const certificate = path.certificates[index];
  if (certificate === undefined || certificate.issuer.rdns.length > 0) return undefined;
  return breach('malformed', `${quoted(certificate)} names no issuer`);
};
