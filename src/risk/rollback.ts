import type { ReasonCode } from '../reason-codes.ts';
import type { Cause } from './tally.ts';

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

const faultsOfSecrets: ReadonlySet<ReasonCode> = new Set([
  'SECRET_MISSING',
  'SECRET_DELETION_SCHEDULED',
  'SECRET_DENIED',
  'KMS_KEY_DISABLED',
]);

/** Whether rolling back helps: not where the failure is not in what was deployed. A container's trust store is, if no mount brings it. */
export function rollbackOf(causes: readonly Cause[]): string {
  // what fails a restart is critical; what is worth knowing beside it says nothing about a roll-back
  const critical = causes.filter(({ reason }) => reason.severity === 'critical');
  const lost = critical.length > 0 ? critical : causes;
  if (lost.every(({ code }) => faultsOfSecrets.has(code))) return noRollbackFromSecret;
  if (!lost.every(({ code }) => faultsOfHosts.has(code))) return noRollbackFromStore;
  if (lost.every(({ root }) => root === undefined)) return noRollback;
  return lost.every(({ root }) => root !== undefined) ? rollbackOfImage : `${noRollback}; of its containers, ${rollbackOfImage}`;
}

const rollbackOfImage =
  'an older image helps only if its trust store holds the current CA; otherwise mend the image, or the mount that brings the trust store';

const noRollbackFromSecret = 'a roll-back does not help: the store does not hand out the secret, whichever release asks for it';

const noRollbackFromStore =
  'a roll-back does not help: what fails is the certificate chain of the store, not the release, so restarting the old release meets it too';

const noRollback =
  "a roll-back does not help: what is missing is in the hosts' trust store, not in the release, so restarting the old release fails the same way";
