import { describe, expect, it } from 'vitest';
import { isSecretsManager, secretsRegion } from '../../src/credential-store/secrets-region.ts';

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
