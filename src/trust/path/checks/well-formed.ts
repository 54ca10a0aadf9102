import { breach, type Check, quoted } from './check.ts';

/** EC keys with spelled-out parameters, in paths of more than one certificate (OpenSSL 3, check_curve; CVE-2020-0601 is why). */
export const checkWellFormed: Check = (path, index) => {
  const certificate = path.certificates[index];
  if (certificate?.publicKey.curve !== 'explicit' || path.knobs.extensions.explicitCurves === 'allowed') return undefined;
  if (path.certificates.length < 2) return undefined;
  return breach('malformed', `${quoted(certificate)} spells out the parameters of its elliptic curve`);
};
