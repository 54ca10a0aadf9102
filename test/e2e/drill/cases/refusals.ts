import { secretCall, secretValue } from '../../secret-clients.ts';
import type { Authorities } from '../authorities.ts';
import { type DrillCase, type DrillHost, type ServiceKind, serviceKinds } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { deniedTag } from '../refusals.ts';
import { basicCase } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

const ofAws = serviceKinds.filter((kind) => kind !== 'vault-go');

/** Stores that are there, are trusted, and hand the secret out no more. */
export function refusalHosts(ca: Authorities): readonly DrillHost[] {
  const vaults = ['vault', 'sealed'].map((endpoint) =>
    caseOf('vault-go', endpoint, endpoint === 'sealed' ? 'Vault sealed' : 'Vault kept', ca, endpoint),
  );
  // boto3 signs with the keys in its unit, and not by the role
  const byRole = ofAws.filter((kind) => kind !== 'boto3');
  const denied = [...byRole.map((kind) => roleCase(kind, 'denied', ca)), roleCase('urllib', 'allowed', ca)];
  const inEc2 = inHosts('denied', systemStore([ca.foreign]), denied).map((host) => ({ ...host, isInstance: true as const }));
  const elsewhere = inHosts('refusals', systemStore([ca.foreign]), [...ofAws.map((kind) => keyCase(kind, ca)), ...vaults]);
  return [...inEc2, ...elsewhere];
}

// start-secrets.ts answers for a key that is disabled: moto lets any key decrypt
function keyCase(kind: ServiceKind, ca: Authorities): DrillCase {
  const base = caseOf(kind, 'key-off', 'KMS key of the secret disabled', ca, 'secrets');
  const [id, file] = [`drill/${base.name}`, `/run/${base.name}.key`];
  const make = `${call('kms', 'TrentService.CreateKey', {})} | sed 's/.*"KeyId": *"\\([^"]*\\)".*/\\1/' > ${file}`;
  const store = call('secretsmanager', 'secretsmanager.CreateSecret', { Name: id, SecretString: secretValue, KmsKeyId: 'KEY' });
  const disable = call('kms', 'TrentService.DisableKey', { KeyId: 'KEY' });
  const withKey = (line: string): string => line.replace('KEY', `'"$(cat ${file})"'`);
  return {
    ...base,
    unit: { ...base.unit, environment: { ...base.unit.environment, SECRET_ID: id } },
    prepare: `${make} && ${withKey(store)}`,
    after: { run: withKey(disable) },
    declared: { secrets: [id] },
    withoutText: 'AWS documents DecryptionFailure, and nobody has recorded what it says',
  };
}

// Of an instance whose role may read it; refusals.ts tells how it loses the right
function roleCase(kind: ServiceKind, access: 'denied' | 'allowed', ca: Authorities): DrillCase {
  const base = caseOf(kind, access, `secret ${access} to the role of the host`, ca, 'secrets');
  const id = `drill/${base.name}`;
  const store = call('secretsmanager', 'secretsmanager.CreateSecret', { Name: id, SecretString: secretValue });
  const deny = { SecretId: id, Tags: [{ Key: deniedTag, Value: 'yes' }] };
  return {
    ...base,
    unit: { ...base.unit, environment: { ...base.unit.environment, SECRET_ID: id } },
    prepare: kind === 'curl' ? `${makeInstance} && ${store}` : store,
    ...(access === 'denied' ? { after: { run: call('secretsmanager', 'secretsmanager.TagResource', deny) } } : {}),
    declared: { secrets: [id] },
    ...(kind === 'curl' ? { undecidable: 'curl goes by the keys that it is given and never asks for the role of its host' } : {}),
  };
}

// Actions of IAM and EC2 in the order in which each needs the one before
const makeInstance = [
  query('iam', 'Action=CreateRole&RoleName=drill&AssumeRolePolicyDocument=%7B%7D'),
  query('iam', 'Action=CreateInstanceProfile&InstanceProfileName=drill'),
  query('iam', 'Action=AddRoleToInstanceProfile&InstanceProfileName=drill&RoleName=drill'),
  query('ec2', 'Action=RunInstances&ImageId=ami-12c6146b&MinCount=1&MaxCount=1&IamInstanceProfile.Name=drill'),
].join(' && ');

function query(service: string, body: string): string {
  const authorization = secretCall('GetSecretValue').headers.authorization.replace('/secretsmanager/', `/${service}/`);
  return `curl -sSf -o /dev/null --unix-socket /shared/store.sock -H 'authorization: ${authorization}' -d '${body}' http://${service}.eu-west-1.amazonaws.com/`;
}

function caseOf(kind: ServiceKind, label: string, mechanism: string, ca: Authorities, endpoint: string): ReturnType<typeof basicCase> {
  return basicCase({ kind, name: `${kind}-refused-${label}`, mechanism, endpoint }, ca);
}

function call(service: string, target: string, body: Readonly<Record<string, unknown>>): string {
  const { headers } = secretCall('GetSecretValue');
  const { authorization } = headers;
  const all = { ...headers, 'x-amz-target': target, authorization: authorization.replace('/secretsmanager/', `/${service}/`) };
  const words = Object.entries(all).map(([name, value]) => `-H '${name}: ${value}'`);
  return `curl -sSf --unix-socket /shared/store.sock ${words.join(' ')} -d '${JSON.stringify(body)}' http://aws/`;
}
