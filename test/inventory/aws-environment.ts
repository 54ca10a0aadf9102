import { vi } from 'vitest';

const ambient = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_CA_BUNDLE',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_DEFAULT_REGION',
];

/** Points the SDK at an endpoint with test credentials and nothing of the machine's own configuration; undone by vi.unstubAllEnvs(). */
export function stubAwsEnvironment(endpoint: string, overrides: Readonly<Record<string, string | undefined>> = {}): void {
  const nowhere = '/nowhere/aws';
  const environment: Record<string, string | undefined> = {
    ...Object.fromEntries(ambient.map((name) => [name, undefined])),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIATESTTESTTESTTEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    ...overrides,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}
