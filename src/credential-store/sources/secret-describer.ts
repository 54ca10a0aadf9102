import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import pLimit from 'p-limit';
import type { StoreDeclaration } from '../../config/config.ts';
import { toInstant } from '../../config/instant.ts';
import { NotAwsAnswer } from '../../inventory/aws-failure.ts';
import { awsLimits, callSignal } from '../../inventory/aws-limits.ts';
import { type AwsAccess, awsClientConfig, describeAwsFailure } from '../../inventory/aws-session.ts';
import type { KnownSecret, SecretState } from '../secret-state.ts';
import { secretsRegion } from '../secrets-manager-endpoint.ts';
import { datesOf, versionsOf } from './describe-answer.ts';
import { createKeyReader, isKeyOfAws, type KeyReader } from './secret-key.ts';

/** IAM actions that this source needs, on the secrets that services read. GetSecretValue is not among them. */
export const requiredActions = ['secretsmanager:DescribeSecret', 'secretsmanager:ListSecretVersionIds'] as const;
/** The action that it needs besides, where access is simulated. */
export const policyAction = 'secretsmanager:GetResourcePolicy';

/** Secrets that are asked for at once. DescribeSecret takes 40 calls a second for an account. Our choice. */
const concurrency = 4;
/** Pages of versions, 100 each, of one secret. Our choice: only labelled versions are listed, and those are a handful. */
const mostPages = 5;

/** What describing secrets needs from outside. */
export interface DescribingContext {
  /** Epoch ms; asked when an answer is there. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** With whose eyes the secrets of a store are looked at: those declared for them, else those for its CA bundle in Secrets Manager. */
export function secretsAccess(store: Pick<StoreDeclaration, 'aws' | 'endpoint' | 'generations'>): AwsAccess {
  const { aws, generations } = store;
  const bundle = generations?.from === 'secrets-manager' ? generations : undefined;
  const { roleArn, externalId } = aws ?? bundle ?? {};
  return { region: secretsRegion(store) ?? bundle?.region, roleArn, externalId };
}

/**
 * The state of each secret, in the order of `ids`. What the auditor may not see is unknown with the reason, and what Secrets Manager does not know is
 * missing. Throws nothing: a store whose secrets cannot be described is a store all the same.
 */
export async function describeSecrets(
  store: Pick<StoreDeclaration, 'aws' | 'endpoint' | 'generations'>,
  ids: readonly string[],
  context: DescribingContext,
): Promise<readonly SecretState[]> {
  const config = await awsClientConfig(secretsAccess(store));
  const sdk = await import('@aws-sdk/client-secrets-manager');
  const client = new sdk.SecretsManagerClient(config);
  const keys = createKeyReader(config, context.signal);
  const asking = {
    sdk,
    client,
    keys,
    context,
    region: config.region ?? 'a region that is not configured',
    simulate: store.aws?.simulate === true,
  };
  const limit = pLimit(concurrency);
  try {
    return await Promise.all(ids.map((id) => limit(describeSecret, id, asking)));
  } finally {
    keys.close();
    client.destroy();
  }
}

interface Asking {
  readonly sdk: typeof import('@aws-sdk/client-secrets-manager');
  readonly client: SecretsManagerClient;
  readonly keys: KeyReader;
  readonly context: DescribingContext;
  readonly region: string;
  readonly simulate: boolean;
}

async function describeSecret(id: string, asking: Asking): Promise<SecretState> {
  const { sdk, client, keys, context, region } = asking;
  try {
    const answer = await client.send(new sdk.DescribeSecretCommand({ SecretId: id }), optionsOf(context));
    if (answer.ARN === undefined) throw new NotAwsAnswer(answer);
    const unread: string[] = [];
    const dates = await datesOfVersions(id, asking, unread);
    const key = answer.KmsKeyId === undefined || isKeyOfAws(answer.KmsKeyId) ? undefined : await keys.read(answer.KmsKeyId);
    return {
      id,
      state: 'known',
      observedAt: toInstant(context.now()),
      arn: answer.ARN,
      ...versionsOf(answer, dates),
      ...datesOf(answer),
      ...(key === undefined ? {} : { key }),
      ...(asking.simulate ? { policy: await policyOf(id, asking, unread) } : {}),
      ...(unread.length === 0 ? {} : { unread }),
    };
  } catch (error) {
    // Only Secrets Manager itself may say that there is none: a name that cannot be resolved is "not found" too
    if (error instanceof sdk.ResourceNotFoundException) return { id, state: 'missing', observedAt: toInstant(context.now()), region };
    return { id, state: 'unknown', reason: describeAwsFailure(error, 'secretsmanager:DescribeSecret').reason };
  }
}

/** CreatedDate by version id. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
async function datesOfVersions(id: string, { sdk, client, context }: Asking, unread: string[]): Promise<ReadonlyMap<string, string>> {
  const dates = new Map<string, string>();
  let token: string | undefined;
  try {
    for (let page = 0; page < mostPages; page += 1) {
      const request = new sdk.ListSecretVersionIdsCommand({ SecretId: id, ...(token === undefined ? {} : { NextToken: token }) });
      const answer = await client.send(request, optionsOf(context));
      if (answer.ARN === undefined) throw new NotAwsAnswer(answer);
      for (const { VersionId, CreatedDate } of answer.Versions ?? []) {
        if (VersionId !== undefined && CreatedDate !== undefined) dates.set(VersionId, toInstant(CreatedDate.getTime()));
      }
      token = answer.NextToken;
      if (token === undefined) break;
    }
  } catch (error) {
    unread.push(`when its versions were made: ${describeAwsFailure(error, 'secretsmanager:ListSecretVersionIds').reason}`);
  }
  return dates;
}

async function policyOf(id: string, { sdk, client, context }: Asking, unread: string[]): Promise<NonNullable<KnownSecret['policy']>> {
  try {
    const answer = await client.send(new sdk.GetResourcePolicyCommand({ SecretId: id }), optionsOf(context));
    if (answer.ARN === undefined) throw new NotAwsAnswer(answer);
    return answer.ResourcePolicy === undefined || answer.ResourcePolicy === '' ? 'none' : 'present';
  } catch (error) {
    unread.push(`its own policy: ${describeAwsFailure(error, policyAction).reason}`);
    return 'unknown';
  }
}

function optionsOf({ signal }: DescribingContext): { readonly abortSignal: AbortSignal } {
  return { abortSignal: callSignal(awsLimits, signal) };
}
