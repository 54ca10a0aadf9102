import type { AwsLimits } from './aws-limits.ts';
import { awsLimits } from './aws-limits.ts';
import { sharedLookup } from './shared-lookup.ts';

export type { AwsFailure } from './aws-failure.ts';
export { describeAwsFailure } from './aws-failure.ts';

/** With whose eyes AWS is asked: the ambient credentials, or a role that they may assume. */
export interface AwsAccess {
  /** Region of the client; without it the configured one (see configuredRegion). */
  readonly region?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
}

/**
 * Configuration for any AWS SDK client: region, credentials, adaptive retries and bounded waiting. Its credentials are fetched once
 * and shared by all clients that are made of the same configuration (`{ ...config, region }` for another region), so that a
 * role is assumed once an account and not once a region. Nothing is contacted until the first call.
 */
export async function awsClientConfig(access: AwsAccess, limits: AwsLimits = awsLimits) {
  const region = access.region ?? (await configuredRegion()) ?? partitionRegion(access.roleArn);
  const calls = {
    retryMode: 'adaptive',
    maxAttempts: limits.attempts,
    requestHandler: {
      connectionTimeout: limits.connectMs,
      requestTimeout: limits.responseMs,
      // Without it the SDK only warns about an answer that never comes.
      throwOnRequestTimeout: true,
      socketTimeout: limits.responseMs,
      httpAgent: { lookup: sharedLookup },
      httpsAgent: { lookup: sharedLookup },
    },
  };
  const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const clientConfig = { ...calls, ...(region === undefined ? {} : { region }) };
  // IMDS is asked for credentials last; `timeout` bounds each of its (at most three) requests.
  const ambient = fromNodeProviderChain({ clientConfig, timeout: limits.metadataMs, maxRetries: 0 });
  const provider =
    access.roleArn === undefined
      ? ambient
      : fromTemporaryCredentials({
          clientConfig,
          masterCredentials: ambient,
          params: {
            RoleArn: access.roleArn,
            RoleSessionName: 'snowline',
            ...(access.externalId === undefined ? {} : { ExternalId: access.externalId }),
          },
        });
  return { ...clientConfig, credentials: remembered(() => bounded(provider(), limits.credentialsMs)) };
}
/** What every AWS client is constructed with: credentials, region, deadlines, retries. */
export type AwsClientConfig = Awaited<ReturnType<typeof awsClientConfig>>;

/** AWS_REGION, AWS_DEFAULT_REGION, or the region of the profile in the AWS configuration file; undefined where none is set. */
export async function configuredRegion(): Promise<string | undefined> {
  // The JavaScript SDK does not read AWS_DEFAULT_REGION, which the AWS CLI and boto3 do.
  const named = process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'];
  if (named) return named;
  const { STSClient } = await import('@aws-sdk/client-sts');
  try {
    return await new STSClient({}).config.region();
  } catch {
    // The SDK's way to say that no region is configured (or that the file cannot be read, which the first call will say).
    return undefined;
  }
}

/** A region that exists in the partition of a role's ARN, for calls that any region can answer; undefined without a role. */
function partitionRegion(roleArn: string | undefined): string | undefined {
  const partition = roleArn?.split(':')[1];
  if (partition === undefined) return undefined;
  if (partition === 'aws-cn') return 'cn-north-1';
  return partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';
}

interface Expiring {
  readonly expiration?: Date;
}

// SDK clients each keep their own copy of what a provider answers; this one is shared, and renewed five minutes before its end as theirs is.
const renewBeforeMs = 300_000;

/** Concurrent callers share one answer; failures are not kept. */
function remembered<T extends Expiring>(provide: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  const ask = () => {
    const asked = provide();
    current = asked;
    asked.catch(() => {
      if (current === asked) current = undefined;
    });
    return asked;
  };
  return async () => {
    const earlier = current;
    if (earlier === undefined) return ask();
    const known = await earlier;
    if (known.expiration === undefined || known.expiration.getTime() - Date.now() > renewBeforeMs) return known;
    // Another caller may have renewed it while this one waited.
    return current === earlier || current === undefined ? ask() : current;
  };
}

/** Rejects after a while: a credential_process or a metadata service that hangs would hold up the whole audit. */
async function bounded<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`no credentials within ${timeoutMs} ms`), { name: 'CredentialsProviderError' }));
    }, timeoutMs);
  });
  try {
    return await Promise.race([answer, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
