import { oids } from '../../../clients/knobs/oids.ts';
import type { CaRule, PathKnobs } from '../../../clients/knobs/path-knobs.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { isSelfSigned } from '../issuer-match.ts';
import { breach, type Check, isAnchor, quoted } from './check.ts';

/** RFC 5280 §6.1.4 (k): an issuer says that it is a CA. */
export const checkCertificationAuthority: Check = (path, index) => {
  const certificate = path.certificates[index];
  if (certificate === undefined || index === 0) return undefined;
  const { intermediate, anchor } = path.knobs.issuers;
  // the top of a path that leads nowhere is held to the rule of the top by a client that goes on
  const isTop = path.leadsNowhere === true && index === path.certificates.length - 1;
  if (isCa(certificate, isAnchor(path, index) || isTop ? anchor : intermediate, path.knobs)) return undefined;
  return breach('not-a-ca', `${quoted(certificate)} is not a CA`);
};

/** Whether the certificate would count as a CA at the top of a path, whose rule is the milder one. */
export function countsAsCaAtTop(certificate: Certificate, knobs: PathKnobs): boolean {
  return isCa(certificate, knobs.issuers.anchor, knobs);
}

function isCa(certificate: Certificate, rule: CaRule, knobs: PathKnobs): boolean {
  const { basicConstraints, keyUsage, all } = certificate.extensions;
  switch (rule) {
    case 'nothing-asked':
      return true;
    case 'extension':
      return basicConstraints?.ca === true;
    case 'extension-unless-v1':
      return basicConstraints === undefined ? certificate.version !== 3 : basicConstraints.ca;
    case 'extension-or-v1-or-usage':
      // crypto/x509/v3_purp.c, check_ca: 3 for a self-signed version 1, 4 for keyCertSign, 5 for a CA type of Netscape
      if (basicConstraints !== undefined) return basicConstraints.ca;
      if (certificate.version === 1 && isSelfSigned(certificate, knobs)) return true;
      return keyUsage !== undefined ? keyUsage.has('keyCertSign') : all.includes(oids.netscapeType) && namesNetscapeCa(certificate);
  }
}

const caTypes = ['sslCa', 'smimeCa', 'objectSigningCa'] as const;

function namesNetscapeCa(certificate: Certificate): boolean {
  return caTypes.some((type) => certificate.extensions.netscapeType?.has(type) === true);
}
