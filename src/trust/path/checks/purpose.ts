import { oids } from '../../../clients/knobs/oids.ts';
import type { PurposeRules } from '../../../clients/knobs/path-knobs.ts';
import type { Certificate, KeyUsageBit } from '../../../x509/certificate.ts';
import { countsAsCaAtTop } from './certification-authority.ts';
import { breach, type Check, quoted } from './check.ts';

/** RFC 5280 §4.2.1.3 and §4.2.1.12: the certificate may be used for a TLS server, or a client; in issuers too where the client nests purposes. */
export const checkPurpose: Check = (path, index) => {
  const certificate = path.certificates[index];
  const rules = path.knobs.purpose;
  if (certificate === undefined || (index > 0 && rules.on === 'end-entity')) return undefined;
  const { oid, role, netscape } = roles[rules.of];
  if (!allows(certificate, rules, oid)) return breach('wrong-purpose', `${quoted(certificate)} may not be used for TLS ${role}s`);
  if (index > 0) {
    // check_ssl_ca, which is content with less than check_extensions; a client that goes on after failures reports this one
    return countsAsCaAtTop(certificate, path.knobs)
      ? undefined
      : breach('wrong-purpose', `${quoted(certificate)} is no CA for TLS ${role}s`);
  }
  const { keyUsage, netscapeType } = certificate.extensions;
  const usages = usagesOf[rules.endEntityKeyUsage];
  if (usages.length > 0 && keyUsage !== undefined && !usages.some((bit) => keyUsage.has(bit))) {
    return breach('wrong-purpose', `the key usage of ${quoted(certificate)} allows no TLS ${role}`);
  }
  if (rules.netscapeType && netscapeType !== undefined && !netscapeType.has(netscape)) {
    return breach('wrong-purpose', `the certificate type of Netscape in ${quoted(certificate)} allows no TLS ${role}`);
  }
  return undefined;
};

const roles = {
  server: { oid: oids.serverAuth, role: 'server', netscape: 'sslServer' },
  client: { oid: oids.clientAuth, role: 'client', netscape: 'sslClient' },
} as const;

const usagesOf: Readonly<Record<PurposeRules['endEntityKeyUsage'], readonly KeyUsageBit[]>> = {
  // crypto/x509/v3_purp.c, KU_TLS: one of the three is enough, whatever the key exchange
  'any-tls': ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  // check_purpose_ssl_client
  'any-tls-client': ['digitalSignature', 'keyAgreement'],
  // sun.security.validator.EndEntityChecker, KU_SERVER_SIGNATURE: every key exchange but that of plain RSA, which servers of today do not choose
  'digital-signature': ['digitalSignature'],
  ignored: [],
};

function allows(certificate: Certificate, rules: PurposeRules, wanted: string): boolean {
  const purposes = certificate.extensions.extendedKeyUsage;
  if (purposes === undefined) return true;
  if (purposes.length === 0) return rules.emptyMeansAny;
  return purposes.some((oid) => oid === wanted || (rules.anyPurpose && oid === oids.anyPurpose) || rules.equivalents.includes(oid));
}
