import { describe, expect, it } from 'vitest';
import { identity } from '../../../src/restart/checks/identity.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { moment } from '../scene.ts';
import { container, type IdentityParts, judgeIdentity, keys, noProfile, proofs, subjectOf, withToken } from './identity-scene.ts';

const given = (options: Readonly<Record<string, string>>) => ({ nextStart: { environment: {}, options } });

describe('identity', () => {
  it.each<readonly [string, IdentityParts]>([
    ['nobody looked', { credentials: 'not-looked-at' }],
    ['the store is another one', { endpoint: 'vault.corp.internal:8200' }],
    ['the store is declared to be a Vault', { kind: 'vault' }],
    ['there is no SDK for the runtime', { family: 'curl' }],
    ['the program is that of Vault', { family: 'go', client: 'vault' }],
    ['the workload is a default client', { evidence: { origin: 'default-client' } }],
  ])('is no matter where %s', (_, parts) => {
    expect(judgeIdentity({ ...noProfile, ...parts })).toEqual({ kind: 'not-applicable' });
  });

  it.each([
    'secretsmanager-fips.us-gov-west-1.amazonaws.com:443',
    'secretsmanager.cn-north-1.amazonaws.com.cn:443',
    'vpce-0a1-b2c.secretsmanager.eu-west-1.vpce.amazonaws.com:443',
  ])('is one of AWS for %s', (endpoint) => {
    expect(judgeIdentity({ ...noProfile, endpoint }).kind).toBe('finding');
  });

  it('is one of AWS where the program, or the configuration, takes the store for Secrets Manager', () => {
    const endpoint = 'proxy.corp.internal:443';
    expect(judgeIdentity({ ...noProfile, endpoint, kind: 'secrets-manager' }).kind).toBe('finding');
    const names = (url: string) => ({ AWS_ENDPOINT_URL_SECRETS_MANAGER: url });
    expect(judgeIdentity({ ...noProfile, endpoint, environment: names('https://proxy.corp.internal') }).kind).toBe('finding');
    expect(judgeIdentity({ ...noProfile, endpoint, environment: names('https://other.corp.internal') }).kind).toBe('not-applicable');
  });
});

describe('an instance without a profile', () => {
  it.each([
    ['python', undefined, 'Unable to locate credentials'],
    ['node', 'node-20', 'Could not load credentials from any providers'],
    ['java', 'java', 'Unable to load credentials from any of the providers in the chain'],
    ['go', 'aws-sdk-go-v2', 'no EC2 IMDS role found'],
    ['go', 'aws-sdk-go', 'NoCredentialProviders: no valid providers in chain'],
  ] as const)('gives a program in %s (%s) nothing', (family, client, expectedError) => {
    const outcome = judgeIdentity({ ...noProfile, family, ...(client === undefined ? {} : { client }) });
    expect(outcome).toMatchObject({
      kind: 'finding',
      reasons: [{ code: 'IDENTITY_UNUSABLE', severity: 'critical', expectedError, notThis: expect.any(String) }],
      fields: { latent: true },
    });
    expect(proofs(outcome)[0]).toMatch(/^i-1 has no instance profile/);
    expect(outcome).toMatchObject({ reasons: [{ remedy: expect.stringContaining('associate-iam-instance-profile --instance-id i-1') }] });
  });

  it('fails the restart, and waits for it while the process runs', () => {
    expect(judgeWorkload(subjectOf(noProfile), moment)).toMatchObject({ verdict: 'will-fail', latent: true });
    const { process: _gone, ...stopped } = subjectOf(noProfile).workload.evidence ?? {
      name: '',
      origin: 'process',
      nextStart: { environment: {}, options: {} },
    };
    const subject = subjectOf(noProfile);
    expect(identity.judge({ ...subject, workload: { ...subject.workload, evidence: stopped } }, moment)).toMatchObject({
      kind: 'finding',
      fields: { latent: false },
    });
  });

  it.each<readonly [string, IdentityParts]>([
    ['keys', keys],
    ['keys as properties', { family: 'java', client: 'java', evidence: given({ 'aws.accessKeyId': 'set', 'aws.secretAccessKey': 'set' }) }],
    ['shared files', { credentials: { sharedFiles: 'present' } }],
    ['the endpoint of a container', { environment: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'set' }, ...container('docker') }],
    ['that of a pod', { environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'set' }, ...container('kubernetes') }],
    ['a token', withToken()],
  ])('is no matter to a program that has %s', (_, parts) => {
    expect(judgeIdentity({ ...noProfile, ...parts }).kind).toBe('pass');
  });

  it.each<readonly [string, IdentityParts, RegExp]>([
    ['the shared files may not be read', { credentials: { sharedFiles: 'unknown', reason: 'permission denied' } }, /permission denied/],
    [
      'its environment was not seen',
      { evidence: { missing: [{ fact: 'nextStart.environment', reason: 'the environment file is closed' }] } },
      /environment file is closed/,
    ],
    [
      'a variable does not look like what it names',
      { evidence: { missing: [{ fact: 'nextStart.environment.AWS_WEB_IDENTITY_TOKEN_FILE', reason: 'it is no path' }] } },
      /it is no path/,
    ],
    [
      'it has an id without a secret key, and its environment was not seen',
      {
        credentials: { keys: 'half' },
        evidence: { missing: [{ fact: 'nextStart.environment', reason: 'the environment file is closed' }] },
      },
      /environment file is closed/,
    ],
    ['its keys are those of a session, which ends', { ...keys, credentials: { keys: 'session' } }, /^AWS_SESSION_TOKEN is set/],
    ['what told of its keys is old', { environment: { AWS_ACCESS_KEY_ID: 'set' } }, /collect it anew/],
    [
      'what the shared files name is in doubt',
      { credentials: { sharedFiles: 'doubtful', reason: 'half of the keys' } },
      /half of the keys/,
    ],
    ['a file of boto is named', { environment: { BOTO_CONFIG: 'set' } }, /^BOTO_CONFIG names a file/],
    [
      'half of the properties are given',
      { family: 'java', client: 'java', evidence: given({ 'aws.accessKeyId': 'set' }) },
      /-Daws.secretAccessKey/,
    ],
    [
      'an endpoint is named outside of a container',
      { environment: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'set' } },
      /_RELATIVE_URI names where/,
    ],
    [
      'an endpoint is named by whoever started the container',
      { environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'set' }, ...container('docker') },
      /_FULL_URI names where/,
    ],
    ['another metadata service is named', { environment: { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'set' } }, /another metadata service/],
  ])('is not the last word where %s', (_, parts, reason) => {
    const outcome = judgeIdentity({ ...noProfile, ...parts });
    expect(outcome.kind).toBe('unknown');
    expect(proofs(outcome).join('\n')).toMatch(reason);
  });
});
