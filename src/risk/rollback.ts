import type { ReasonCode } from '../reason-codes.ts';
import type { Cause } from './tally.ts';

/** Whether rolling back helps: not where the failure is not in what was deployed. A container's trust store is, if no mount brings it. */
export function rollbackOf(causes: readonly Cause[]): string {
  // what fails a restart is critical; what is worth knowing beside it says nothing about a roll-back
  const critical = causes.filter(({ reason }) => reason.severity === 'critical');
  const lost = critical.length > 0 ? critical : causes;
  const ofTrust = lost.filter(({ code }) => faultsOfHosts.has(code));
  const inRoot = ofTrust.filter(({ root }) => root !== undefined);
  if (inRoot.length > 0) {
    if (ofTrust.length < lost.length) return rollbackNotKnown;
    return inRoot.length === lost.length ? rollbackOfImage : `${noRollback([trustStore])}; of its containers, ${rollbackOfImage}`;
  }
  const whys = lost.map(({ code }) => whyNot.find(({ codes }) => codes.has(code))?.why);
  const known = whys.filter((why) => why !== undefined);
  return known.length === 0 || known.length < whys.length ? rollbackNotKnown : noRollback([...new Set(known)]);
}

/** Of what a release may well have brought, as its unit or the files that it names: no finding says then that a roll-back is no way out. */
export const rollbackNotKnown = 'whether a roll-back helps is not known: see whether the release brought what fails';

function noRollback(whys: readonly string[]): string {
  return `a roll-back does not help: ${whys.join('; and ')}`;
}

const faultsOfHosts: ReadonlySet<ReasonCode> = new Set([
  'CURRENT_CA_MISSING',
  'ONLY_OLD_CA',
  'SAME_NAME_DIFFERENT_KEY',
  'EXPIRED_ANCHOR_SHADOWS',
  'TRUST_STORE_DAMAGED',
  'TRUST_STORE_PASSED_OVER',
  'WRONG_STORE',
  'HASHED_DIRECTORY_STALE',
]);

const faultsOfChain: ReadonlySet<ReasonCode> = new Set([
  'PATH_EXPIRES',
  'INCOMPLETE_CHAIN',
  'NOT_YET_VALID',
  'WEAK_ALGORITHM',
  'NAME_MISMATCH',
  'NAME_CONSTRAINED',
  'EKU_MISMATCH',
  'INVALID_PATH',
]);

const trustStore = "what is missing is in the hosts' trust store, not in the release, so restarting the old release fails the same way";

const rollbackOfImage =
  'an older image helps only if its trust store holds the current CA; otherwise mend the image, or the mount that brings the trust store';

// Of other codes nobody knows: a unit, a key file or the name of a certificate may have come with the release
const whyNot: readonly { readonly codes: ReadonlySet<ReasonCode>; readonly why: string }[] = [
  { codes: faultsOfHosts, why: trustStore },
  {
    codes: faultsOfChain,
    why: 'what fails is the certificate chain of the store, not the release, so restarting the old release meets it too',
  },
  {
    codes: new Set(['SECRET_MISSING', 'SECRET_DELETION_SCHEDULED', 'SECRET_DENIED', 'KMS_KEY_DISABLED']),
    why: 'the store does not hand out the secret, whichever release asks for it',
  },
  { codes: new Set(['STORE_SEALED']), why: 'the store hands out nothing, whichever release asks' },
  {
    codes: new Set(['CLIENT_CERT_EXPIRED', 'CLIENT_CERT_UNTRUSTED', 'CLIENT_EKU']),
    why: "the store refuses the host's client certificate, whichever release shows it",
  },
  { codes: new Set(['IDENTITY_UNUSABLE']), why: 'what the host proves itself with is missing or of no use, whichever release asks' },
];
