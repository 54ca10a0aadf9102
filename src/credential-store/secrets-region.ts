import type { StoreDeclaration } from '../config/config.ts';
import { secretsManagerEndpoint } from './aws-endpoint.ts';
import { parseEndpoint } from './endpoint.ts';

/** Whether a store is AWS Secrets Manager, so that DescribeSecret tells of its secrets: by its name, or because the configuration says so. */
export function isSecretsManager({ kind, aws, endpoint }: Pick<StoreDeclaration, 'kind' | 'aws' | 'endpoint'>): boolean {
  if (kind !== undefined) return kind === 'secrets-manager';
  return aws !== undefined || regionOfName(endpoint) !== undefined;
}

/** The region in which a store's secrets are looked for; undefined where only the ambient configuration can tell. */
export function secretsRegion({ aws, endpoint }: Pick<StoreDeclaration, 'aws' | 'endpoint'>): string | undefined {
  return aws?.region ?? regionOfName(endpoint);
}

function regionOfName(endpoint: string): string | undefined {
  return secretsManagerEndpoint(parseEndpoint(endpoint)?.host ?? '')?.region;
}
