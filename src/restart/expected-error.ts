import type { ClientProfile } from '../clients/client-profile.ts';
import type { PathFailure } from '../trust/path/path-verdict.ts';

/** What the client will print when it meets that failure, as recorded from the real client; undefined where no text is recorded. */
export function expectedErrorOf(client: ClientProfile, failure: PathFailure, name: string): string | undefined {
  const error = client.errors[failure.reason];
  if (error === undefined) return undefined;
  return fill(variantOf(error, failure), failure, name);
}

/** What responders will suspect first, and it is not: the incident's misdiagnosis, put the right way round. */
export const notTheDatabase =
  'logins that need the secret will then fail ("invalid credentials" from the database): this is not a database user, password or grant';

function variantOf(error: NonNullable<ClientProfile['errors'][PathFailure['reason']]>, failure: PathFailure): string {
  const top = failure.path.at(-1);
  const rootServed = top !== undefined && failure.path.length > 1 && top.subject.folded === top.issuer.folded;
  if (rootServed && error.whenRootServed !== undefined) return error.whenRootServed;
  if (failure.path.length === 1 && error.whenLeafAlone !== undefined) return error.whenLeafAlone;
  return error.text;
}

function fill(text: string, failure: PathFailure, name: string): string {
  const [leaf] = failure.path;
  const names = leaf?.extensions.subjectAltName?.flatMap((entry) => (entry.kind === 'dns' ? [entry.value] : [])) ?? [];
  return text.replaceAll('{name}', name).replaceAll('{names}', names.join(', '));
}
