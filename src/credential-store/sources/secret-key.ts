import { toInstant } from '../../config/instant.ts';
import { NotAwsAnswer } from '../../inventory/aws-failure.ts';
import { awsLimits, callSignal } from '../../inventory/aws-limits.ts';
import { type AwsClientConfig, describeAwsFailure } from '../../inventory/aws-session.ts';
import type { SecretKey } from '../secret-state.ts';

/** IAM action that this source needs, on the keys of the secrets. */
export const requiredActions = ['kms:DescribeKey'] as const;

/** Asks KMS for the state of keys, each once. */
export interface KeyReader {
  read(id: string): Promise<SecretKey>;
  close(): void;
}

/** A reader of keys; nothing is contacted, and the SDK not loaded, before the first question: most secrets are under the key of AWS. */
export function createKeyReader(config: AwsClientConfig, signal?: AbortSignal): KeyReader {
  const answers = new Map<string, Promise<SecretKey>>();
  let client: import('@aws-sdk/client-kms').KMSClient | undefined;
  const ask = async (id: string): Promise<SecretKey> => {
    const { DescribeKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
    client ??= new KMSClient(config);
    try {
      const answer = await client.send(new DescribeKeyCommand({ KeyId: id }), { abortSignal: callSignal(awsLimits, signal) });
      const { KeyState, DeletionDate, ValidTo } = answer.KeyMetadata ?? {};
      if (KeyState === undefined) throw new NotAwsAnswer(answer);
      return {
        id,
        state: 'known',
        keyState: KeyState,
        ...(DeletionDate === undefined ? {} : { deletionDate: toInstant(DeletionDate.getTime()) }),
        ...(ValidTo === undefined ? {} : { validTo: toInstant(ValidTo.getTime()) }),
      };
    } catch (error) {
      // https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html: a key that was deleted is not found
      if (error instanceof Error && error.name === 'NotFoundException') return { id, state: 'known', keyState: 'NotFound' };
      return { id, state: 'unknown', reason: describeAwsFailure(error, 'kms:DescribeKey').reason };
    }
  };
  return {
    read(id) {
      const answer = answers.get(id) ?? ask(id);
      answers.set(id, answer);
      return answer;
    },
    close: () => client?.destroy(),
  };
}

/** Whether it is the key that AWS keeps for all who name none; its owner cannot disable or delete it. */
export function isKeyOfAws(key: string): boolean {
  return key.endsWith('alias/aws/secretsmanager');
}
