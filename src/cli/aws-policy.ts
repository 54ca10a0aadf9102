import type { InventoryDeclaration, ServiceDeclaration, StoreDeclaration } from '../config/config.ts';
import { secretsReadFrom } from '../config/declared-secrets.ts';
import { type SsmConfig, ssmSchema } from '../config/ssm-config.ts';
import { isSecretsManager } from '../credential-store/secrets-manager-endpoint.ts';
import { requiredActions as roleActions } from '../credential-store/sources/role-access.ts';
import { requiredActions as describeActions, policyAction, secretsAccess } from '../credential-store/sources/secret-describer.ts';
import { requiredActions as keyActions } from '../credential-store/sources/secret-key.ts';
import { requiredActions as secretActions } from '../credential-store/sources/secrets-manager.ts';
import { documentPurposes } from '../evidence/transports/ssm/document-purpose.ts';
import { requiredActions as ssmActions } from '../evidence/transports/ssm/permissions.ts';
import { type AwsAccess, configuredRegion } from '../inventory/aws-session.ts';
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
  readonly stores: readonly (Pick<StoreDeclaration, 'generations'> & Partial<StoreDeclaration>)[];
  /** Which secrets they read; undefined where none is declared. */
  readonly services?: readonly ServiceDeclaration[] | undefined;
  readonly defaultStores?: readonly string[] | undefined;
  /** Undefined where no host is asked through SSM. */
  readonly ssm: SsmConfig | undefined;
  /** Whether hosts are to rehearse through SSM, too: that has a document of its own. */
  readonly rehearses?: boolean;
  /** Region of calls that name none; undefined where none is configured. */
  readonly region?: string | undefined;
}

/** What of a plan asks AWS, with the region that is configured on this machine. Contacts nothing. */
export async function awsUseOf(
  plan: Pick<ScanPlan, 'inventory' | 'stores' | 'transports' | 'services'> & {
    readonly settings?: Pick<ScanPlan['settings'], 'defaultStores'>;
  },
): Promise<AwsUse> {
  const { inventory, stores, transports, services, settings } = plan;
  const ssm = namedTransports(plan).has('ssm') ? (transports.ssm ?? ssmSchema.parse({})) : undefined;
  return { inventory, stores, services, defaultStores: settings?.defaultStores, ssm, region: await configuredRegion() };
}

/**
 * The policy that a configuration needs, made of what each source declares; no statement where nothing needs it. With roles, the statement about
 * sts:AssumeRole is for whoever runs snowline, and the others are for the roles. sts:GetCallerIdentity needs no permission.
 */
export function awsPolicy(use: AwsUse): { readonly Version: '2012-10-17'; readonly Statement: readonly PolicyStatement[] } {
  const statements = [...listHosts(use), ...assumeRoles(use), ...readSecrets(use), ...describeSecrets(use), ...runProbe(use)];
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

function assumeRoles({ inventory, stores, ssm, ...use }: AwsUse): readonly PolicyStatement[] {
  const accounts = [
    ...inventory.flatMap((declaration) => (declaration.source === 'ec2' ? declaredAccounts(declaration) : [])),
    ...(ssm?.accounts ?? []),
  ];
  const described = describedSecrets({ inventory, stores, ssm, ...use }).map(({ access }) => access);
  const roles = [...accounts, ...secretsOf(stores), ...described].flatMap(({ roleArn }) => roleArn ?? []);
  return [allow('LookIntoOtherAccounts', ['sts:AssumeRole'], roles)];
}

function readSecrets({ stores, region: ambient }: AwsUse): readonly PolicyStatement[] {
  const secrets = secretsOf(stores).map((access) => secretArn(access.secretId, access, ambient));
  return [allow('ReadTheCaBundle', secretActions, secrets)];
}

function secretArn(secretId: string, { region, roleArn }: AwsAccess, ambient: string | undefined): string {
  if (secretId.startsWith('arn:')) return secretId;
  const account = roleArn === undefined ? '*' : accountScope({ roleArn });
  // Secrets Manager adds a dash and six characters to a name.
  return `arn:${partitionOf(roleArn)}:secretsmanager:${region ?? ambient ?? '*'}:${account}:secret:${secretId}-*`;
}

interface DescribedSecrets {
  readonly access: AwsAccess;
  readonly secrets: readonly string[];
  readonly simulate: boolean;
}

function describedSecrets({ stores, services = [], defaultStores }: AwsUse): readonly DescribedSecrets[] {
  return stores.flatMap((store) => {
    const { name, endpoint } = store;
    if (name === undefined || endpoint === undefined) return [];
    const declared = { ...store, name, endpoint };
    const secrets = isSecretsManager(declared) ? secretsReadFrom(name, services, defaultStores) : [];
    return secrets.length === 0 ? [] : [{ access: secretsAccess(declared), secrets, simulate: store.aws?.simulate === true }];
  });
}

// GetSecretValue stands in no statement of these: of what services read nothing but the state is asked
function describeSecrets(use: AwsUse): readonly PolicyStatement[] {
  const all = describedSecrets(use);
  const resources = (asked: typeof all) =>
    asked.flatMap(({ access, secrets }) => secrets.map((secret) => secretArn(secret, access, use.region)));
  const places = all.map(({ access: { region, roleArn } }) => {
    const account = roleArn === undefined ? '*' : accountScope({ roleArn });
    return `arn:${partitionOf(roleArn)}:kms:${region ?? use.region ?? '*'}:${account}:key/*`;
  });
  const simulated = all.filter(({ simulate }) => simulate);
  return [
    allow('DescribeTheSecretsOfServices', describeActions, resources(all)),
    // Which keys encrypt them is known only when they are described
    allow('DescribeTheirKeys', keyActions, places),
    allow('SeeWhetherTheyHavePolicies', [policyAction], resources(simulated)),
    // IAM is asked about the roles of hosts, whichever those are
    allow('SimulateTheRolesOfHosts', roleActions, simulated.length === 0 ? [] : ['*']),
  ];
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
