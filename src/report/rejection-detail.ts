import type { ClientAnswer, TrustCase } from '../trust/compare-clients.ts';
import type { PathFailure } from '../trust/path/path-verdict.ts';
import type { Certificate } from '../x509/certificate.ts';
import { alternativeNames } from './certificate-names.ts';

/** Why the client rejects, in a sentence that also says what would have to be otherwise: which names the certificate is for, where its issuer was looked for. */
export function rejectionDetail(failure: PathFailure, answer: ClientAnswer, asked: TrustCase): string {
  if (failure.reason === 'name-mismatch') return nameDetail(failure, answer, asked);
  return failure.reason === 'unknown-issuer' && isWithoutIssuer(failure, answer, asked)
    ? `${failure.detail}; nor is a certificate of that name served: an intermediate belongs into the served chain, not into the store`
    : failure.detail;
}

function nameDetail({ at, detail }: PathFailure, { client }: ClientAnswer, { name }: TrustCase): string {
  if (at === undefined) return detail;
  const which = `"${at.subject.text}" (sha256 ${at.sha256.slice(0, 12)}…)`;
  const names = alternativeNames(at);
  if (names === undefined) {
    const common = client.path.hostName.commonName === undefined ? 'this client ignores the common name' : 'its common name does not fit';
    return `${which} has no subject alternative name for "${name}", and ${common}`;
  }
  if (names.length === 0) return `${which} names no host and no address, so it is not for "${name}"`;
  const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : '';
  return `${which} is not for "${name}", but for ${names.slice(0, shownNames).join(', ')}${more}`;
}

// Two lines of a terminal; the json report has them all
const shownNames = 6;

// Beneath an end-entity that most likely is an intermediate; higher up it may as well be the root, which nobody serves
function isWithoutIssuer({ at, path }: PathFailure, { store }: ClientAnswer, { served }: TrustCase): boolean {
  const [leaf, ...others] = path;
  if (leaf === undefined || at === undefined || others.length > 0 || at.sha256 !== leaf.sha256) return false;
  const isIssuer = ({ subject }: Certificate): boolean => subject.folded === leaf.issuer.folded;
  const held = store.kind === 'known' && store.anchors.some(({ certificate }) => isIssuer(certificate));
  return !held && !served.some(isIssuer);
}
