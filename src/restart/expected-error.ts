import { isIP } from 'node:net';
import type { ClientCertificateTrouble } from '../clients/client-certificate-rules.ts';
import type { ClientProfile, ErrorText } from '../clients/client-profile.ts';
import type { PathFailure } from '../trust/path/path-verdict.ts';
import type { Certificate } from '../x509/certificate.ts';

/** What the client will print when it meets that failure, as recorded from the real client; undefined where no text is recorded. */
export function expectedErrorOf(client: ClientProfile, failure: PathFailure, name: string): string | undefined {
  const error = client.errors[failure.reason];
  if (error === undefined) return undefined;
  return fill(variantOf(error, failure, name), failure, name);
}

/** What the client will print where its client certificate is no good; undefined where no text is recorded. */
export function clientErrorOf(client: ClientProfile, trouble: ClientCertificateTrouble, path: string): string | undefined {
  return client.clientCertificate.texts[trouble]?.replaceAll('{path}', path);
}

/** What responders will suspect first, and it is not: the incident's misdiagnosis, put the right way round. */
export const notTheDatabase =
  'logins that need the secret will then fail ("invalid credentials" from the database): this is not a database user, password or grant';

function variantOf(error: ErrorText, failure: PathFailure, name: string): string {
  return (failure.reason === 'name-mismatch' ? variantForName(error, failure, name) : variantForPath(error, failure)) ?? error.text;
}

function variantForPath(error: ErrorText, { path, inTrustStore, anchorNamed }: PathFailure): string | undefined {
  if (anchorNamed === true && error.whenAnchorNamed !== undefined) return error.whenAnchorNamed;
  const top = path.at(-1);
  const selfIssued = top !== undefined && top.subject.folded === top.issuer.folded;
  if (selfIssued && path.length === 1 && error.whenSelfSigned !== undefined) return error.whenSelfSigned;
  if (selfIssued && path.length > 1 && error.whenRootServed !== undefined) return error.whenRootServed;
  if (inTrustStore === true && error.whenInTrustStore !== undefined) return error.whenInTrustStore;
  return path.length === 1 ? error.whenLeafAlone : undefined;
}

function variantForName(error: ErrorText, { path: [leaf] }: PathFailure, name: string): string | undefined {
  const hasNames = leaf?.extensions.subjectAltName !== undefined;
  if (isIP(name) !== 0) return (hasNames ? undefined : error.forAddressWithoutNames) ?? error.forAddress;
  if (hasNames) return undefined;
  const inCommonName = commonNamesOf(leaf).some((value) => value.toLowerCase() === name.toLowerCase());
  return (inCommonName ? error.inCommonNameOnly : undefined) ?? error.withoutNames;
}

function fill(text: string, { path: [leaf] }: PathFailure, name: string): string {
  const names = leaf?.extensions.subjectAltName?.flatMap((entry) => (entry.kind === 'dns' ? [entry.value] : [])) ?? [];
  return text
    .replaceAll('{name}', name)
    .replaceAll('{names}', names.join(', '))
    .replaceAll('{commonName}', commonNamesOf(leaf).at(-1) ?? '');
}

function commonNamesOf(leaf: Certificate | undefined): readonly string[] {
  return leaf?.subject.rdns.flat().flatMap(({ type, value }) => (type === '2.5.4.3' ? [value] : [])) ?? [];
}
