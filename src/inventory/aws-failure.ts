/** Why an AWS call failed, in the classes that lead to different remedies. */
export interface AwsFailure {
  readonly kind: 'denied' | 'throttled' | 'credentials' | 'network' | 'http' | 'not-found' | 'other';
  /** Lower-case sentence that names the action and the cause; never a secret. */
  readonly reason: string;
}

const kinds: Readonly<Record<string, AwsFailure['kind']>> = {
  UnauthorizedOperation: 'denied',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnauthorizedException: 'denied',
  OptInRequired: 'denied',
  RequestLimitExceeded: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  TooManyRequestsException: 'throttled',
  SlowDown: 'throttled',
  CredentialsProviderError: 'credentials',
  TokenProviderError: 'credentials',
  AuthFailure: 'credentials',
  ExpiredToken: 'credentials',
  ExpiredTokenException: 'credentials',
  InvalidClientTokenId: 'credentials',
  UnrecognizedClientException: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  InvalidSignatureException: 'credentials',
  IncompleteSignature: 'credentials',
  MissingAuthenticationToken: 'credentials',
  RequestExpired: 'credentials',
  ResourceNotFoundException: 'not-found',
  NoSuchEntity: 'not-found',
};

/** Decides what kind of failure an error of the AWS SDK is, and says it in one sentence without secrets. */
export function describeAwsFailure(error: unknown, action: string): AwsFailure {
  if (!(error instanceof Error)) return { kind: 'other', reason: `${action} failed: ${quoted(String(error))}` };
  const name = error.name;
  const kind = kinds[name];
  const status = statusOf(error);
  if (kind === undefined && isNotAws(error)) {
    const answered = status === undefined ? 'an answer that is not from AWS' : `HTTP ${status} with an answer that is not from AWS`;
    return { kind: 'http', reason: `${action} got ${answered} (a proxy or web server stands between)` };
  }
  if (kind === 'denied') return { kind, reason: `${action} denied (${name}): ${quoted(error.message)}` };
  if (kind === 'throttled') return { kind, reason: `${action} throttled (${name}) in every attempt` };
  // What AWS says to a bad signature may repeat the request, session token and all: only the code is passed on.
  if (kind === 'credentials') return { kind, reason: `${action} failed: ${credentialsCause(name, error.message)}` };
  const network = networkCause(error);
  if (network !== undefined) return { kind: 'network', reason: `${action} failed: ${network}` };
  if (error.message === 'Region is missing') return { kind: 'other', reason: `${action} failed: no region is configured; set AWS_REGION` };
  if (kind === 'not-found' || name.endsWith('.NotFound') || name.endsWith('NotFoundException')) {
    return { kind: 'not-found', reason: `${action} failed (${name}): ${quoted(error.message)}` };
  }
  const httpStatus = status === undefined || status < 400 ? '' : `, HTTP ${status}`;
  return { kind: 'other', reason: `${action} failed (${name}${httpStatus}): ${quoted(error.message)}` };
}

function credentialsCause(name: string, message: string): string {
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return `no usable AWS credentials (${quoted(message)}); set AWS_PROFILE, or log in (aws sso login)`;
  if (name.startsWith('Expired') || name === 'RequestExpired') return `the AWS credentials have expired (${name}); log in again`;
  return `AWS does not accept the credentials (${name})`;
}

/** An answer that AWS did not write. The SDK says so in three ways, and takes some such answers for an empty success. */
export class NotAwsAnswer extends Error {
  readonly $metadata: unknown;

  constructor(answer: { readonly $metadata: unknown }) {
    super('the answer holds nothing of what AWS answers');
    this.name = 'NotAwsAnswer';
    this.$metadata = answer.$metadata;
  }
}

// Seen with SDK 3.1169: HTML that is no XML fails to deserialize (JSON protocols: SyntaxError), HTML that happens to be XML becomes
// the error `Unknown`, and with status 200 an answer without any field: whoever reads one checks for that and throws NotAwsAnswer.
function isNotAws(error: Error): boolean {
  if (error instanceof NotAwsAnswer || error.name === 'SyntaxError' || error.message.includes('Deserialization error')) return true;
  return error.name === 'Unknown' && /^(Unknown|UnknownError)$/.test(error.message);
}

function statusOf(error: Error): number | undefined {
  const response: unknown = '$response' in error ? error.$response : undefined;
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  return numberField(response, 'statusCode') ?? numberField(metadata, 'httpStatusCode');
}

function numberField(from: unknown, key: string): number | undefined {
  if (typeof from !== 'object' || from === null) return undefined;
  const value: unknown = Reflect.get(from, key);
  return typeof value === 'number' ? value : undefined;
}

const networkCodes: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name cannot be resolved',
  EAI_AGAIN: 'the name cannot be resolved at the moment',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
};

function networkCause(error: Error): string | undefined {
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') {
    const known = networkCodes[code];
    if (known !== undefined) return `${known} (${code}${hostOf(error)})`;
    if (/CERT|TLS|SSL|SIGNATURE_FAILURE|UNABLE_TO|ALTNAME/.test(code)) return `the TLS connection failed (${code}${hostOf(error)})`;
  }
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time';
  return undefined;
}

function hostOf(error: Error): string {
  const hostname: unknown = 'hostname' in error ? error.hostname : 'address' in error ? error.address : undefined;
  return typeof hostname === 'string' ? ` ${hostname}` : '';
}

// Longer messages of AWS are encoded blobs, which only sts:DecodeAuthorizationMessage can read.
const quotedMax = 300;

/** A message as AWS gave it, without access key ids, blobs and control characters. */
function quoted(message: string): string {
  const flat = message
    .replace(/\s*Encoded authorization failure message:.*$/s, '')
    .replace(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '(access key)')
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' ')
    .trim();
  const text = flat.length > quotedMax ? `${flat.slice(0, quotedMax)}…` : flat;
  return text.replace(/\.$/, '') || 'no message';
}
