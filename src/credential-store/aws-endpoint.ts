/** An endpoint of Secrets Manager, as its name tells. */
export interface SecretsManagerEndpoint {
  readonly region: string;
  /** `vpc`: the name of an interface endpoint. */
  readonly kind: 'standard' | 'fips' | 'dual-stack' | 'fips-dual-stack' | 'vpc';
}

const regionName = '([a-z]{2}(?:-[a-z]{2,12}){1,3}-\\d)';
const patterns: readonly (readonly [SecretsManagerEndpoint['kind'], RegExp])[] = [
  ['standard', new RegExp(`^secretsmanager\\.${regionName}\\.amazonaws\\.com(?:\\.cn)?$`)],
  ['fips', new RegExp(`^secretsmanager-fips\\.${regionName}\\.amazonaws\\.com$`)],
  ['dual-stack', new RegExp(`^secretsmanager\\.${regionName}\\.api\\.(?:aws|amazonwebservices\\.com\\.cn)$`)],
  ['fips-dual-stack', new RegExp(`^secretsmanager-fips\\.${regionName}\\.api\\.aws$`)],
  ['vpc', new RegExp(`^vpce-[0-9a-z-]+\\.secretsmanager\\.${regionName}\\.vpce\\.amazonaws\\.com(?:\\.cn)?$`)],
];

/**
 * What endpoint of AWS Secrets Manager a host name is; undefined for all others (AWS General Reference, "AWS Secrets Manager endpoints and quotas"; AWS
 * PrivateLink, "Access an AWS service using an interface VPC endpoint", names with a private hosted zone are the standard ones).
 */
export function secretsManagerEndpoint(name: string): SecretsManagerEndpoint | undefined {
  for (const [kind, pattern] of patterns) {
    const region = pattern.exec(name.toLowerCase())?.[1];
    if (region !== undefined) return { kind, region };
  }
  return undefined;
}

/**
 * The name that AWS SDKs ask for. Dual stack changes nothing in the partitions aws, aws-us-gov and aws-cn, whose usual names have addresses of both families
 * (@aws-sdk/client-secrets-manager 3.1163 dist-es/endpoint/bdd.js; asked of the SDK itself in a test).
 */
export function secretsManagerName(region: string, fips: boolean): string {
  return `${fips ? 'secretsmanager-fips' : 'secretsmanager'}.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}
