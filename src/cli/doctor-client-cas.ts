import type { StoreDeclaration } from '../config/config.ts';
import type { ObservedStore, StoreState } from '../credential-store/store-state.ts';
import { parseCertificate } from '../x509/parse-certificate.ts';
import type { DoctorCheck } from './doctor-lines.ts';

/**
 * What is known of the CAs that a store accepts client certificates of, where it asks for one or they are configured. That they are not, or are none, costs
 * verdicts and stops no scan, so both are warnings.
 */
export function clientCaChecks(
  scope: string,
  { clientCas: declared }: StoreDeclaration,
  { state, certificates }: ObservedStore,
): readonly DoctorCheck[] {
  const check = 'client CAs';
  const warning = (detail: string): DoctorCheck => ({ scope, check, ok: true, warns: true, detail });
  if (declared === undefined) return asks(state) ? [warning(notDeclared(state.endpoint))] : [];
  const roles = (['current', 'pending'] as const).flatMap((role) => {
    const read = state.clientCas?.[role];
    return read === undefined ? [] : [{ role, file: declared[role] ?? '', certificates: read.certificates }];
  });
  const others = roles.flatMap(({ role, file, certificates: named }) =>
    certificates.filter(({ sha256 }) => named.includes(sha256)).flatMap(({ der }) => whyNoCa(`${role}: ${file}`, der)),
  );
  if (others.length > 0) return others.map(warning);
  return roles.length === 0 ? [] : [{ scope, check, ok: true, detail: roles.map(({ role }) => role).join(', ') }];
}

// Vault as it comes asks everybody and looks at nothing
function asks({ servedChain: chain }: StoreState): boolean {
  if (chain.state !== 'known' || chain.clientCas === undefined) return false;
  return chain.clientCas.length > 0 || chain.clientCertificate !== 'optional';
}

function notDeclared(endpoint: string): string {
  return `${endpoint} asks for a client certificate, and clientCas does not say of which CAs: a service that shows one can be judged no better than unknown`;
}

// Who issues to himself may be listed in person: servers take such a certificate as its own CA
function whyNoCa(where: string, der: string): readonly string[] {
  const { subject, issuer, extensions } = parseCertificate(Buffer.from(der, 'base64'));
  if (extensions.basicConstraints?.ca === true || subject.folded === issuer.folded) return [];
  return [`${where} holds "${subject.text}", which is no CA: give the certificate of the CA that issued it`];
}
