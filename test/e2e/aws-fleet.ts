import { CreateTagsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsClientConfig } from '../../src/inventory/aws-session.ts';
import type { Issued } from '../certificates.ts';

/** The account of moto's ambient credentials. */
export const ownAccount = '123456789012';
export const otherAccount = '222222222222';
const otherRole = `arn:aws:iam::${otherAccount}:role/audit`;

/** The fleet by name: where each host lives, whose it is, and what its recording will say that it trusts. */
export const fleet = {
  'orders-a': { role: undefined, region: 'us-east-1', service: 'orders', trusts: ['old'], client: 'python' },
  'orders-b': { role: undefined, region: 'eu-west-1', service: 'orders', trusts: ['old', 'current', 'next'], client: 'python' },
  'search-a': { role: undefined, region: 'eu-west-1', service: 'search', trusts: ['current'], client: 'go' },
  'search-b': { role: undefined, region: 'us-east-1', service: 'search', trusts: ['current', 'next'], client: 'java' },
  'billing-a': { role: otherRole, region: 'eu-west-1', service: 'billing', trusts: ['old'], client: 'java' },
  'billing-b': { role: otherRole, region: 'us-east-1', service: 'billing', trusts: ['old'], client: 'go' },
  'static-a': { role: undefined, region: 'us-east-1', service: 'static', trusts: ['old'], client: 'go' },
  'search-c': { role: otherRole, region: 'eu-west-1', service: 'search', trusts: undefined, client: 'go' },
} as const;
export type Name = keyof typeof fleet;
export const names = Object.keys(fleet) as Name[];

/** Starts an instance of the fleet where the SDK's environment points to; returns its id. */
export async function launch(name: Name): Promise<string> {
  const { role, region, service } = fleet[name];
  const client = new EC2Client(await awsClientConfig({ region, roleArn: role }));
  const run = await client.send(new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' }));
  const id = run.Instances?.[0]?.InstanceId ?? '';
  const tags = { Name: name, service, owner: `team-${service}` };
  await client.send(new CreateTagsCommand({ Resources: [id], Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }));
  return id;
}

/** Puts the CA bundle into Secrets Manager as rotations leave it: AWSPREVIOUS, AWSCURRENT, AWSPENDING. */
export async function putBundle([previous, current, pending]: readonly [Issued, Issued, Issued]): Promise<void> {
  const client = new SecretsManagerClient(await awsClientConfig({ region: 'eu-west-1' }));
  const SecretId = 'pki/vault-ca';
  await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: previous.pem }));
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: current.pem }));
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: pending.pem, VersionStages: ['AWSPENDING'] }));
}

/** The configuration that audits it, with the store at this port of loopback. */
export function configuration(port: number): string {
  return `stores:
  - name: vault
    endpoint: https://vault.corp.internal:8200
    servedChain: { from: tls, connect: "127.0.0.1:${port}" }
    generations: { from: secrets-manager, secretId: pki/vault-ca, region: eu-west-1 }
inventory:
  - source: ec2
    regions: [us-east-1, eu-west-1]
    accounts:
      - name: main
      - { name: acquired, roleArn: "${otherRole}" }
    filters: { "tag:service": [orders, search, billing, static] }
evidence:
  replay: [fleet.evidence.jsonl]
services:
  declared:
    - { name: orders, owner: order-desk, client: python, stores: [vault], dependsOn: [billing, { service: search, fallback: true }] }
    - { name: billing, stores: [vault], deploy: { strategy: all-at-once } }
    - { name: search, stores: [vault] }
    - { name: static, stores: [] }
`;
}
