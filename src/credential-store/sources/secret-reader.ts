import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { toInstant } from '../../config/instant.ts';
import { NotAwsAnswer } from '../../inventory/aws-failure.ts';
import { awsLimits, callSignal } from '../../inventory/aws-limits.ts';
import { type AwsAccess, type AwsFailure, awsClientConfig, describeAwsFailure } from '../../inventory/aws-session.ts';

/** IAM actions that this source needs, on the one secret that holds the CA bundle (kms:Decrypt besides, where a customer key encrypts it). */
export const requiredActions = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'] as const;

/** Staging labels of Secrets Manager that stand for CA generations; other labels are passed over. */
export type SecretStage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

/** One version's value; kept only until it has become certificates. */
export interface SecretValue {
  readonly versionId: string;
  readonly bytes: Uint8Array;
  /** CreatedDate of the version, where AWS gives it. */
  readonly since: { readonly since?: string };
}

/** What DescribeSecret says of the versions, or why going on without it makes sense or not. */
export type SecretDescription =
  /** Version ids by label. */
  | { readonly kind: 'described'; readonly versions: ReadonlyMap<string, string> }
  /** Only the description may not be read; the values may. */
  | { readonly kind: 'denied' }
  /** Asking on is pointless: the secret is gone or AWS does not answer. */
  | { readonly kind: 'unreadable' };

/** The calls for one secret; what they could not do collects in `gaps`. */
export class SecretReader {
  readonly secretId: string;
  readonly gaps: string[] = [];
  readonly #sdk: typeof import('@aws-sdk/client-secrets-manager');
  readonly #client: SecretsManagerClient;
  readonly #signal: AbortSignal | undefined;

  private constructor(
    secretId: string,
    sdk: typeof import('@aws-sdk/client-secrets-manager'),
    client: SecretsManagerClient,
    signal?: AbortSignal,
  ) {
    this.secretId = secretId;
    this.#sdk = sdk;
    this.#client = client;
    this.#signal = signal;
  }

  /** A reader of one secret; nothing is contacted yet. */
  static async connect(secretId: string, access: AwsAccess, signal?: AbortSignal): Promise<SecretReader> {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    return new SecretReader(secretId, sdk, new sdk.SecretsManagerClient(await awsClientConfig(access)), signal);
  }

  close(): void {
    this.#client.destroy();
  }

  async describe(): Promise<SecretDescription> {
    try {
      const answer = await this.#client.send(new this.#sdk.DescribeSecretCommand({ SecretId: this.secretId }), this.#options());
      if (answer.ARN === undefined) throw new NotAwsAnswer(answer);
      if (answer.DeletedDate !== undefined) {
        this.gaps.push(`secret ${this.secretId} is scheduled for deletion: its value can no longer be read`);
        return { kind: 'unreadable' };
      }
      const versions = Object.entries(answer.VersionIdsToStages ?? {});
      return { kind: 'described', versions: new Map(versions.flatMap(([id, labels]) => labels.map((label) => [label, id] as const))) };
    } catch (error) {
      return { kind: this.#failed(error, 'secretsmanager:DescribeSecret', '') === 'denied' ? 'denied' : 'unreadable' };
    }
  }

  async value(stage: SecretStage): Promise<SecretValue | undefined> {
    try {
      const request = new this.#sdk.GetSecretValueCommand({ SecretId: this.secretId, VersionStage: stage });
      const { VersionId, SecretString, SecretBinary, CreatedDate, $metadata } = await this.#client.send(request, this.#options());
      if (VersionId === undefined) throw new NotAwsAnswer({ $metadata });
      const bytes = SecretString === undefined ? (SecretBinary ?? new Uint8Array()) : Buffer.from(SecretString, 'utf8');
      return { versionId: VersionId, bytes, since: CreatedDate === undefined ? {} : { since: toInstant(CreatedDate.getTime()) } };
    } catch (error) {
      // A label without a value is a rotation that has only begun, and a secret that was never rotated has no previous version.
      if (stage !== 'AWSCURRENT' && describeAwsFailure(error, '').kind === 'not-found') return undefined;
      this.#failed(error, 'secretsmanager:GetSecretValue', `, ${stage}`);
      return undefined;
    }
  }

  #options(): { readonly abortSignal: AbortSignal } {
    return { abortSignal: callSignal(awsLimits, this.#signal) };
  }

  #failed(error: unknown, action: (typeof requiredActions)[number], of: string): AwsFailure['kind'] {
    const { kind, reason } = describeAwsFailure(error, action);
    this.gaps.push(`secret ${this.secretId}${of}: ${reason}`);
    return kind;
  }
}
