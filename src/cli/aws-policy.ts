import type { InventoryDeclaration, StoreDeclaration } from '../config/config.ts';
import { type SsmConfig, ssmSchema } from '../config/ssm-config.ts';
import { requiredActions as secretActions } from '../credential-store/sources/secrets-manager.ts';
import { documentPurposes } from '../evidence/transports/ssm/document-purpose.ts';
import { requiredActions as ssmActions } from '../evidence/transports/ssm/permissions.ts';
import { configuredRegion } from '../inventory/aws-session.ts';
import { accountScope, declaredAccounts } from '../inventory/ec2-account.ts';
import { detailActions } from '../inventory/ec2-details.ts';
import { namedRegions } from '../inventory/ec2-regions.ts';
import { requiredActions } from '../inventory/list-hosts.ts';
import { namedTransports } from './host-routes.ts';
import type { ScanPlan } from './scan-plan.ts';

/** One statement of an IAM policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** What of a configuration asks AWS. */
export interface AwsUse {
  readonly inventory: readonly InventoryDeclaration[];
  readonly stores: readonly Pick<StoreDeclaration, 'generations'>[];
  /** Undefined where no host is asked through SSM. */
  readonly ssm: SsmConfig | undefined;
  /** Whether hosts are to rehearse through SSM, too: that has a document of its own. */
  readonly rehearses?: boolean;
  /** Region of calls that name none; undefined where none is configured. */
  readonly region?: string | undefined;
}

/** What of a plan asks AWS, with the region that is configured on this machine. Contacts nothing. */
export async function awsUseOf(plan: Pick<ScanPlan, 'inventory' | 'stores' | 'transports'>): Promise<AwsUse> {
  const { inventory, stores, transports } = plan;
  const ssm = namedTransports(plan).has('ssm') ? (transports.ssm ?? ssmSchema.parse({})) : undefined;
  return { inventory, stores, ssm, region: await configuredRegion() };
}

/**
 * The policy that a configuration needs, made of what each source declares; no statement where nothing needs it. With roles, the statement about
 * sts:AssumeRole is for whoever runs snowline, and the others are for the roles. sts:GetCallerIdentity needs no permission.
 */
export function awsPolicy(use: AwsUse): { readonly Version: '2012-10-17'; readonly Statement: readonly PolicyStatement[] } {
  const statements = [...listHosts(use), ...assumeRoles(use), ...readSecrets(use), ...runProbe(use)];
  return { Version: '2012-10-17', Statement: statements.filter(({ Resource }) => Resource.length > 0) };
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Sid, Effect: 'Allow', Action: [...new Set(Action)], Resource: [...new Set(Resource)] };
}

function listHosts({ inventory }: AwsUse): readonly PolicyStatement[] {
  const actions = inventory.flatMap((declaration) => {
    if (declaration.source !== 'ec2') return [];
    const unasked = Object.entries(detailActions).flatMap(([kind, of]) => (declaration.details.some((one) => one === kind) ? [] : of));
    return requiredActions(declaration).filter(
      (action) =>
        !action.startsWith('sts:') &&
        !unasked.some((one) => one === action) &&
        // doctor asks for the regions too, and does without the answer where they are named
        !(action === 'ec2:DescribeRegions' && declaration.regions !== 'all'),
    );
  });
  return actions.length === 0 ? [] : [allow('ListHosts', actions, ['*'])];
}

function assumeRoles({ inventory, stores, ssm }: AwsUse): readonly PolicyStatement[] {
  const accounts = [
    ...inventory.flatMap((declaration) => (declaration.source === 'ec2' ? declaredAccounts(declaration) : [])),
    ...(ssm?.accounts ?? []),
  ];
  const roles = [...accounts, ...secretsOf(stores)].flatMap(({ roleArn }) => roleArn ?? []);
  return [allow('LookIntoOtherAccounts', ['sts:AssumeRole'], roles)];
}

function readSecrets({ stores, region: ambient }: AwsUse): readonly PolicyStatement[] {
  const secrets = secretsOf(stores).map(({ secretId, region, roleArn }) => {
    if (secretId.startsWith('arn:')) return secretId;
    const account = roleArn === undefined ? '*' : accountScope({ roleArn });
    // Secrets Manager adds a dash and six characters to a name.
    return `arn:${partitionOf(roleArn)}:secretsmanager:${region ?? ambient ?? '*'}:${account}:secret:${secretId}-*`;
  });
  return [allow('ReadTheCaBundle', secretActions, secrets)];
}

function secretsOf(stores: AwsUse['stores']) {
  return stores.flatMap(({ generations }) => (generations?.from === 'secrets-manager' ? [generations] : []));
}

function runProbe({ inventory, ssm, rehearses }: AwsUse): readonly PolicyStatement[] {
  if (ssm === undefined) return [];
  const accounts = ssm.accounts ?? inventory.flatMap((declaration) => (declaration.source === 'ec2' ? declaredAccounts(declaration) : []));
  const asked: readonly { readonly roleArn?: string | undefined }[] = accounts.length === 0 ? [{}] : accounts;
  const regions = regionsOf(inventory, asked.length);
  const places = asked.flatMap((account) =>
    regions.map((region) => ({
      partition: partitionOf(account.roleArn),
      account: account.roleArn === undefined ? '*' : accountScope(account),
      region,
    })),
  );
  const rehearsal = rehearses === true || ssm.rehearsalDocument !== undefined;
  const named = [ssm.document, ...(rehearsal ? [ssm.rehearsalDocument ?? documentPurposes.rehearsal.defaultName] : [])];
  const documents = named.flatMap((name) =>
    name.startsWith('arn:')
      ? [name]
      : places.map(({ partition, account, region }) => `arn:${partition}:ssm:${region}:${account}:document/${name}`),
  );
  const hosts = places.flatMap(({ partition, account, region }) => [
    `arn:${partition}:ec2:${region}:${account}:instance/*`,
    `arn:${partition}:ssm:${region}:${account}:managed-instance/*`,
  ]);
  return [
    allow('RunTheProbeAndNothingElse', ssmActions.run, [...documents, ...hosts]),
    allow('CompareTheDocument', ssmActions.document, documents),
    // SSM knows no narrower resource for these.
    allow('FollowTheProbe', ssmActions.follow, ['*']),
  ];
}

/** Places that a policy names one by one, three resources each: AWS takes 6,144 characters of a managed policy. Our choice. */
const mostPlaces = 20;

// Hosts of a file may lie in any region, and so may those of `all`
function regionsOf(inventory: AwsUse['inventory'], accounts: number): readonly string[] {
  const remote = inventory.filter(({ source }) => source !== 'localhost');
  const named = remote.map((declaration) => (declaration.source === 'ec2' ? (namedRegions(declaration) ?? []) : []));
  const regions = [...new Set(named.flat())];
  return regions.length === 0 || named.some((one) => one.length === 0) || regions.length * accounts > mostPlaces ? ['*'] : regions;
}

function partitionOf(arn: string | undefined): string {
  return arn?.split(':')[1] ?? 'aws';
}
