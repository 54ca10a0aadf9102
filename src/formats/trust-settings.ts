import { children, content, type DerNode, expect, is, readNode, readOid } from '../x509/der.ts';
import { oneLine } from './one-line.ts';

/** What stands behind the certificate in a BEGIN TRUSTED CERTIFICATE block. */
export interface TrustSettings {
  readonly forServers: boolean;
  readonly alias: string | undefined;
}

const serverAuth = '1.3.6.1.5.5.7.3.1';
const anyExtendedKeyUsage = '2.5.29.37.0';

/**
 * Decides from OpenSSL's X509_CERT_AUX whether the certificate may anchor a TLS server; throws ParseError where it is damaged.
 *
 * OpenSSL 3.0 crypto/x509/x509_trs.c, obj_trust: a refused use refuses; a list of trusted uses without this one refuses too.
 */
export function readTrustSettings(aux: Uint8Array): TrustSettings {
  if (aux.length === 0) return { forServers: true, alias: undefined };
  const fields = children(expect(readNode(aux), 'sequence', 'trust settings', 0));
  const trusted = fields.find((field) => is(field, 'sequence'));
  const refused = fields.find((field) => field.tagClass === 'context' && field.tag === 0);
  const alias = fields.find((field) => is(field, 'utf8String'));
  return {
    forServers: (trusted === undefined || namesServers(trusted)) && (refused === undefined || !namesServers(refused)),
    alias: alias === undefined ? undefined : oneLine(new TextDecoder().decode(content(alias))),
  };
}

function namesServers(uses: DerNode): boolean {
  return children(uses).some((use) => [serverAuth, anyExtendedKeyUsage].includes(readOid(use)));
}
