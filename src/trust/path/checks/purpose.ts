import { oids } from '../../../clients/knobs/oids.ts';
import type { PurposeRules } from '../../../clients/knobs/path-knobs.ts';
import type { Certificate, KeyUsageBit } from '../../../x509/certificate.ts';
import { countsAsCaAtTop } from './certification-authority.ts';
import { breach, type Check, quoted } from './check.ts';

/** RFC 5280 §4.2.1.3 and §4.2.1.12: the certificate may be used for a TLS server; in issuers too where the client nests purposes. */
export const checkPurpose: Check = (path, index) => {
  const certificate = path.certificates[index];
  const rules = path.knobs.purpose;
  if (certificate === undefined || (index > 0 && rules.on === 'end-entity')) return undefined;
  if (!allowsServers(certificate, rules)) return breach('wrong-purpose', `${quoted(certificate)} may not be used for TLS servers`);
  if (index > 0) {
    // check_ssl_ca, which is content with less than check_extensions; a client that goes on after failures reports this one
    return countsAsCaAtTop(certificate, path.knobs)
      ? undefined
      : breach('wrong-purpose', `${quoted(certificate)} is no CA for TLS servers`);
  }
  const { keyUsage, netscapeType } = certificate.extensions;
  const usages = serverUsages[rules.endEntityKeyUsage];
  if (usages.length > 0 && keyUsage !== undefined && !usages.some((bit) => keyUsage.has(bit))) {
    return breach('wrong-purpose', `the key usage of ${quoted(certificate)} allows no TLS server`);
  }
  if (rules.netscapeType && netscapeType !== undefined && !netscapeType.has('sslServer')) {
    return breach('wrong-purpose', `the certificate type of Netscape in ${quoted(certificate)} allows no TLS server`);
  }
  return undefined;
};

const serverUsages: Readonly<Record<PurposeRules['endEntityKeyUsage'], readonly KeyUsageBit[]>> = {
  // crypto/x509/v3_purp.c, KU_TLS: one of the three is enough, whatever the key exchange
  'any-tls': ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  // sun.security.validator.EndEntityChecker, KU_SERVER_SIGNATURE: every key exchange but that of plain RSA, which servers of today do not choose
  'digital-signature': ['digitalSignature'],
  ignored: [],
};

function allowsServers(certificate: Certificate, rules: PurposeRules): boolean {
  const purposes = certificate.extensions.extendedKeyUsage;
  if (purposes === undefined) return true;
  if (purposes.length === 0) return rules.emptyMeansAny;
  return purposes.some(
    (oid) => oid === oids.serverAuth || (rules.anyPurpose && oid === oids.anyPurpose) || rules.equivalents.includes(oid),
  );
}
