import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { isSecretsManager, regionsNamed, secretsManagerName, secretsRegion } from '../../src/credential-store/secrets-manager-endpoint.ts';

describe('a store in AWS', () => {
  it.each([
    ['https://secretsmanager.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['secretsmanager-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['secretsmanager.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['secretsmanager.eu-west-1.api.aws', 'eu-west-1'],
    ['vpce-0a1b-c2d3.secretsmanager.us-east-1.vpce.amazonaws.com:443', 'us-east-1'],
  ])('is told by its name: %s', (endpoint, region) => {
    expect(isSecretsManager({ endpoint })).toBe(true);
    expect(secretsRegion({ endpoint })).toBe(region);
  });

  it.each([
    'vault.corp:8200',
    'secretsmanager.example.com',
    'kms.eu-west-1.amazonaws.com',
    'secretsmanager.eu-west-1.amazonaws.com.evil.org',
  ])('is not %s', (endpoint) => {
    expect(isSecretsManager({ endpoint })).toBe(false);
    expect(secretsRegion({ endpoint })).toBeUndefined();
  });

  it('is what the configuration says it is', () => {
    expect(isSecretsManager({ endpoint: 'proxy.corp', aws: {} })).toBe(true);
    expect(isSecretsManager({ endpoint: 'proxy.corp', kind: 'secrets-manager' })).toBe(true);
    expect(isSecretsManager({ endpoint: 'secretsmanager.eu-west-1.amazonaws.com', kind: 'vault' })).toBe(false);
    expect(secretsRegion({ endpoint: 'secretsmanager.eu-west-1.amazonaws.com', aws: { region: 'eu-north-1' } })).toBe('eu-north-1');
  });
});

describe('a name of Secrets Manager', () => {
  it.each([
    ['secretsmanager.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['SecretsManager.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['secretsmanager.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['secretsmanager-fips.us-east-2.amazonaws.com', 'us-east-2'],
    ['secretsmanager.eu-west-1.api.aws', 'eu-west-1'],
    ['secretsmanager.cn-north-1.api.amazonwebservices.com.cn', 'cn-north-1'],
    ['secretsmanager-fips.us-east-2.api.aws', 'us-east-2'],
    ['vpce-0abc123-xyz9.secretsmanager.eu-west-1.vpce.amazonaws.com', 'eu-west-1'],
    ['vpce-0abc123-xyz9-eu-west-1a.secretsmanager.eu-west-1.vpce.amazonaws.com', 'eu-west-1'],
  ])('%s is of %s', (name, region) => {
    expect(regionsNamed(['other.test', name])).toEqual([region]);
  });

  it.each([
    'secretsmanager.amazonaws.com',
    'ssm.eu-west-1.amazonaws.com',
    'secretsmanager.eu-west-1.amazonaws.com.evil.test',
    'vault.test',
  ])('%s is none', (name) => {
    expect(regionsNamed([name])).toEqual([]);
  });

  it.each([
    ['us-east-2', false, false],
    ['us-east-2', true, false],
    ['us-east-2', false, true],
    ['us-east-2', true, true],
    ['us-gov-west-1', true, false],
    ['cn-north-1', false, false],
    ['cn-north-1', false, true],
  ])('names what the SDK itself asks for: %s, FIPS %s, dual stack %s', async (region, fips, dualStack) => {
    const asked: string[] = [];
    const client = new SecretsManagerClient({
      region,
      useFipsEndpoint: fips,
      useDualstackEndpoint: dualStack,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      requestHandler: {
        handle: ({ hostname }: { readonly hostname: string }) => {
          asked.push(hostname);
          return Promise.reject(new Error('not sent'));
        },
      },
    });
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'a' }))).rejects.toThrow('not sent');
    expect(asked).toEqual([secretsManagerName(region, fips)]);
    expect(regionsNamed(asked)).toEqual([region]);
  });
});
