import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { secretsManagerEndpoint, secretsManagerName } from '../../src/credential-store/aws-endpoint.ts';

it.each([
  ['secretsmanager.eu-west-1.amazonaws.com', 'standard', 'eu-west-1'],
  ['SecretsManager.us-gov-west-1.amazonaws.com', 'standard', 'us-gov-west-1'],
  ['secretsmanager.cn-north-1.amazonaws.com.cn', 'standard', 'cn-north-1'],
  ['secretsmanager-fips.us-east-2.amazonaws.com', 'fips', 'us-east-2'],
  ['secretsmanager.eu-west-1.api.aws', 'dual-stack', 'eu-west-1'],
  ['secretsmanager.cn-north-1.api.amazonwebservices.com.cn', 'dual-stack', 'cn-north-1'],
  ['secretsmanager-fips.us-east-2.api.aws', 'fips-dual-stack', 'us-east-2'],
  ['vpce-0abc123-xyz9.secretsmanager.eu-west-1.vpce.amazonaws.com', 'vpc', 'eu-west-1'],
  ['vpce-0abc123-xyz9-eu-west-1a.secretsmanager.eu-west-1.vpce.amazonaws.com', 'vpc', 'eu-west-1'],
])('%s is %s of %s', (name, kind, region) => {
  expect(secretsManagerEndpoint(name)).toEqual({ kind, region });
});

it.each(['secretsmanager.amazonaws.com', 'ssm.eu-west-1.amazonaws.com', 'secretsmanager.eu-west-1.amazonaws.com.evil.test', 'vault.test'])(
  '%s is none',
  (name) => {
    expect(secretsManagerEndpoint(name)).toBeUndefined();
  },
);

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
  expect(secretsManagerEndpoint(secretsManagerName(region, fips))).toEqual({ region, kind: fips ? 'fips' : 'standard' });
});
