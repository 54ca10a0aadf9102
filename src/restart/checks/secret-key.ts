import { fromInstant, toInstant } from '../../config/instant.ts';
import type { KnownSecret, SecretKey } from '../../credential-store/secret-state.ts';
import { oneLine } from '../../formats/one-line.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { Change } from '../check.ts';
import { notTheDatabase } from '../expected-error.ts';
import { quoteForShell } from '../remedy.ts';
import type { Reason } from '../restart-verdict.ts';
import type { SecretTrouble } from './secret.ts';

type KnownKey = Extract<SecretKey, { readonly state: 'known' }>;

/**
 * Why the customer key of a secret does not decrypt it now. Only in the states Enabled and Updating KMS decrypts
 * (https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html), and imported key material ends on its date. The text of the error is left
 * open: AWS documents DecryptionFailure for GetSecretValue and nobody has recorded what it says.
 */
export function keyTrouble(secret: KnownSecret, now: number): readonly SecretTrouble[] {
  const { key } = secret;
  if (key?.state !== 'known') return [];
  const ends = key.validTo === undefined ? undefined : fromInstant(key.validTo);
  const ended = ends !== undefined && ends <= now;
  if ((key.keyState === 'Enabled' || key.keyState === 'Updating') && !ended) return [];
  const state = ended ? `has lost its imported key material on ${key.validTo ?? ''}` : `is ${words[key.keyState] ?? key.keyState}`;
  return [{ reason: reasonOf(secret, key, state), since: ended ? ends : undefined }];
}

/** The moment at which a key that works today loses its imported key material. */
export function keyWillEnd(secret: KnownSecret, now: number): readonly Change[] {
  const { key } = secret;
  if (secret.deletedDate !== undefined || key?.state !== 'known' || key.validTo === undefined || keyTrouble(secret, now).length > 0)
    return [];
  const at = fromInstant(key.validTo);
  return at === undefined
    ? []
    : [
        {
          at,
          to: 'finding',
          reason: () => ({ ...reasonOf(secret, key, `loses its imported key material on ${toInstant(at)}`), severity: 'high' }),
        },
      ];
}

function reasonOf({ id, arn }: KnownSecret, key: KnownKey, state: string): Reason {
  return {
    code: 'KMS_KEY_DISABLED',
    severity: reasonCodes.KMS_KEY_DISABLED.severity,
    proof: { summary: `secret ${oneLine(id)} is encrypted with ${oneLine(key.id)}, which ${state}` },
    notThis: `the secret is there and may be read: it is the key that decrypts it; ${notTheDatabase}`,
    remedy: `do not restart it; ${remedyOf(key, quoteForShell(arn.split(':')[3] ?? ''))}`,
  };
}

const words: Readonly<Record<string, string>> = {
  Disabled: 'disabled',
  PendingDeletion: 'waiting for its deletion',
  PendingReplicaDeletion: 'waiting for its deletion',
  PendingImport: 'without key material',
  Unavailable: 'in a key store that KMS cannot reach',
  NotFound: 'gone',
};

function remedyOf({ id, keyState, validTo }: KnownKey, region: string): string {
  const key = `--region ${region} --key-id ${quoteForShell(id)}`;
  if (keyState === 'PendingDeletion' || keyState === 'PendingReplicaDeletion')
    return `aws kms cancel-key-deletion ${key} && aws kms enable-key ${key}`;
  if (keyState === 'PendingImport' || validTo !== undefined) return `import its key material again: aws kms import-key-material ${key} …`;
  if (keyState === 'Unavailable') return `connect its custom key store: aws kms connect-custom-key-store --region ${region} …`;
  if (keyState === 'NotFound') return 'give the secret another key and its value again, while the running process still has it';
  return `aws kms enable-key ${key}`;
}
