import { describe, expect, it } from 'vitest';
import { describeAwsFailure, NotAwsAnswer } from '../../src/inventory/aws-failure.ts';

function failure(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

const classified: readonly (readonly [string, Error, string])[] = [
  ['denied', failure('AccessDeniedException', 'no'), 'call denied (AccessDeniedException): no'],
  ['throttled', failure('ThrottlingException', 'Rate exceeded'), 'call throttled (ThrottlingException) in every attempt'],
  ['credentials', failure('ExpiredToken', 'expired'), 'call failed: the AWS credentials have expired (ExpiredToken); log in again'],
  ['credentials', failure('AuthFailure', 'no'), 'call failed: AWS does not accept the credentials (AuthFailure)'],
  ['not-found', failure('ResourceNotFoundException', 'no such secret.'), 'call failed (ResourceNotFoundException): no such secret'],
  ['not-found', failure('InvalidInstanceID.NotFound', 'i-1'), 'call failed (InvalidInstanceID.NotFound): i-1'],
  [
    'network',
    failure('Error', 'getaddrinfo', { code: 'ENOTFOUND', hostname: 'a.b' }),
    'call failed: the name cannot be resolved (ENOTFOUND a.b)',
  ],
  ['network', failure('TimeoutError', 'slow'), 'call failed: no answer in time'],
  [
    'network',
    failure('Error', 'self-signed certificate in certificate chain', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    'call failed: the TLS connection failed (SELF_SIGNED_CERT_IN_CHAIN)',
  ],
  [
    'http',
    failure('SyntaxError', 'Unexpected token <', { $response: { statusCode: 407 } }),
    'call got HTTP 407 with an answer that is not from AWS (a proxy or web server stands between)',
  ],
  [
    'http',
    new NotAwsAnswer({ $metadata: { httpStatusCode: 200 } }),
    'call got HTTP 200 with an answer that is not from AWS (a proxy or web server stands between)',
  ],
  ['other', failure('Error', 'Region is missing'), 'call failed: no region is configured; set AWS_REGION'],
  ['other', failure('InternalError', 'sorry', { $metadata: { httpStatusCode: 500 } }), 'call failed (InternalError, HTTP 500): sorry'],
];

describe('describeAwsFailure', () => {
  it.each(classified)('says %s of %s', (kind, error, reason) => {
    expect(describeAwsFailure(error, 'call')).toEqual({ kind, reason });
  });

  it('passes on no request that a signature error repeats', () => {
    const message = "The Canonical String should have been 'x-amz-security-token:IQoJb3JpZ2luX2VjE'";
    const { reason } = describeAwsFailure(failure('SignatureDoesNotMatch', message), 'call');
    expect(reason).toBe('call failed: AWS does not accept the credentials (SignatureDoesNotMatch)');
  });

  it('passes on no access key, control character or endless text', () => {
    const { reason } = describeAwsFailure(failure('Odd', `key AKIAIOSFODNN7EXAMPLE\u001b[31m\r\n${'x'.repeat(5_000)}`), 'call');
    expect(reason).toMatch(/^call failed \(Odd\): key \(access key\) \[31m x+…$/);
    expect(reason.length).toBeLessThan(350);
  });

  it('describes what is thrown without being an error', () => {
    expect(describeAwsFailure('boom', 'call')).toEqual({ kind: 'other', reason: 'call failed: boom' });
  });
});
