import { describeAwsFailure } from '../../../inventory/aws-failure.ts';

/** Why a call of the SSM API failed for good, and whether the same call may work a little later. */
export interface SsmFailure {
  readonly reason: string;
  readonly mayRetry: boolean;
}

const throttled: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'TooManyUpdates',
  'SlowDown',
]);
const expired: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);
const notSent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The service asks for fewer calls. */
export function isThrottled(error: unknown): boolean {
  return error instanceof Error && throttled.has(error.name);
}

/** The credentials ran out; new ones may be there. */
export function isExpired(error: unknown): boolean {
  return error instanceof Error && expired.has(error.name);
}

/** The call did certainly not take effect, so that sending it again does nothing twice. */
export function wasRefused(error: unknown): boolean {
  return isThrottled(error) || isServerError(error) || notSent.has(codeOf(error));
}

/** A passing failure: of the service or of the network on the way to it. */
export function isPassing(error: unknown): boolean {
  return isThrottled(error) || isServerError(error) || isNetwork(error);
}

/** Says a failure in one sentence. `place` is the account and region it happened in. */
export function describeSsmFailure(error: unknown, action: string, place: string): SsmFailure {
  const failure = describeAwsFailure(error, `ssm:${action} in ${place}`);
  // Not a word of describeAwsFailure's: SSM alone has this one.
  const reason =
    isThrottled(error) && failure.kind !== 'throttled' ? `ssm:${action} in ${place} throttled in every attempt` : failure.reason;
  // Expired credentials are renewed by whoever runs snowline, who then goes on with --resume.
  return { reason, mayRetry: isPassing(error) || isExpired(error) };
}

function isServerError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
  // 501 and 505 are what a proxy says, for ever.
  return error.name === 'InternalServerError' || status === 500 || status === 502 || status === 503 || status === 504;
}

function isNetwork(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  // AbortError: our own bound of a call; a caller that gave up does not ask what happened.
  return (
    name === 'TimeoutError' ||
    name === 'AbortError' ||
    notSent.has(codeOf(error)) ||
    ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(codeOf(error))
  );
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
