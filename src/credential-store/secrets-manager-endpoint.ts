import type { StoreDeclaration } from '../config/config.ts';
import { parseEndpoint } from './endpoint.ts';

/** Whether a store is AWS Secrets Manager, so that DescribeSecret tells of its secrets: by its name, or because the configuration says so. */
export function isSecretsManager({ kind, aws, endpoint }: Pick<StoreDeclaration, 'kind' | 'aws' | 'endpoint'>): boolean {
  if (kind !== undefined) return kind === 'secrets-manager';
  return aws !== undefined || regionOfEndpoint(endpoint) !== undefined;
}

/** The region in which a store's secrets are looked for; undefined where only the ambient configuration can tell. */
export function secretsRegion({ aws, endpoint }: Pick<StoreDeclaration, 'aws' | 'endpoint'>): string | undefined {
  return aws?.region ?? regionOfEndpoint(endpoint);
}

function regionOfEndpoint(endpoint: string): string | undefined {
  return regionsNamed([parseEndpoint(endpoint)?.host ?? ''])[0];
}

const regionName = '([a-z]{2}(?:-[a-z]{2,12}){1,3}-\\d)';
const patterns: readonly RegExp[] = [
  new RegExp(`^secretsmanager\\.${regionName}\\.amazonaws\\.com(?:\\.cn)?$`),
  new RegExp(`^secretsmanager-fips\\.${regionName}\\.amazonaws\\.com$`),
  // dual stack
  new RegExp(`^secretsmanager\\.${regionName}\\.api\\.(?:aws|amazonwebservices\\.com\\.cn)$`),
  new RegExp(`^secretsmanager-fips\\.${regionName}\\.api\\.aws$`),
  // an interface endpoint
  new RegExp(`^vpce-[0-9a-z-]+\\.secretsmanager\\.${regionName}\\.vpce\\.amazonaws\\.com(?:\\.cn)?$`),
];

/**
 * The regions of those host names that are endpoints of AWS Secrets Manager, in their order; none where none of them is (AWS General Reference, "AWS Secrets
 * Manager endpoints and quotas"; AWS PrivateLink, "Access an AWS service using an interface VPC endpoint", names with a private hosted zone are the standard ones).
 */
export function regionsNamed(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => patterns.flatMap((pattern) => pattern.exec(name.toLowerCase())?.[1] ?? []));
}

/**
 * The name that AWS SDKs ask for. Dual stack changes nothing in the partitions aws, aws-us-gov and aws-cn, whose usual names have addresses of both families
 * (@aws-sdk/client-secrets-manager 3.1163 dist-es/endpoint/bdd.js; asked of the SDK itself in a test).
 */
export function secretsManagerName(region: string, fips: boolean): string {
  return `${fips ? 'secretsmanager-fips' : 'secretsmanager'}.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}
