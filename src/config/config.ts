import * as z from 'zod';
import { severities } from '../reason-codes.ts';
import { awsAccess } from './aws-access.ts';
import { collectionSchema } from './collection-config.ts';
import { parseDuration } from './duration.ts';
import {
  endpointMessage,
  endpointWithoutPath,
  endpointWithoutSecret,
  isEndpointText,
  pathInEndpointMessage,
  secretInEndpointMessage,
} from './endpoint-text.ts';
import type { Immutable } from './immutable.ts';
import { fromInstant } from './instant.ts';
import { awsStoreSchema, fetchesSchema, secretSchema } from './secrets-config.ts';

// Descriptions become the help that editors show for a key (json-schema.ts); they are written for whoever edits the file.
const described = <T extends z.ZodType>(description: string, schema: T): T => schema.meta({ description });

// The patterns are for editors, which know the JSON Schema only; what follows them decides.
const durationMessage = 'expected a duration such as 30d, 12h or 90m';
const duration = z
  .string()
  .regex(/^\d{1,6}[smhdw]$/, { error: durationMessage, abort: true })
  .refine((text) => parseDuration(text) !== undefined, durationMessage);
const instantMessage = 'expected an ISO 8601 date or UTC time such as 2026-11-22T14:00:00Z';
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(?:T.+)?$/, { error: instantMessage, abort: true })
  .refine((text) => fromInstant(text) !== undefined, instantMessage);
const days = z.number().int().min(0).max(3650);
const text = z.string().min(1, { abort: true });
const texts = z.array(text);
const endpoint = text
  .regex(endpointWithoutSecret, { error: secretInEndpointMessage, abort: true })
  .regex(endpointWithoutPath, { error: pathInEndpointMessage, abort: true })
  .refine(isEndpointText, endpointMessage);

const proxy = text.regex(
  /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/,
  'expected a proxy such as http://proxy.example.com:3128, without a user name',
);

/** What an inventory entry says that lists EC2 instances. */
export const ec2InventorySchema = z.strictObject({
  source: described('running EC2 instances', z.literal('ec2')),
  regions: described('regions by name, or all: every region that is enabled for the account', z.union([z.literal('all'), texts.min(1)])),
  accounts: described(
    'accounts to look into; without it, the account of the ambient credentials',
    z.array(z.strictObject({ ...awsAccess, name: described('name of the account in reports', text).optional() })).min(1),
  ).optional(),
  filters: described(
    'DescribeInstances filters: name to values, such as tag:environment: [production]',
    z.record(text, texts.min(1)),
  ).optional(),
  maxResults: described('page size of DescribeInstances', z.number().int().min(5).max(1000).default(1000)),
  concurrency: described('calls under way at once for each account and region', z.number().int().min(1).max(32).default(4)),
  details: described(
    'what else to ask about each host: image and launch-template cost a call for 200 of them, ssm (is its agent there?) one for 50; user-data (only its SHA-256 is kept) and packages (of the inventory of SSM) one for each host and more',
    z.array(z.enum(['image', 'launch-template', 'ssm', 'user-data', 'packages'])).default(['image', 'launch-template']),
  ),
});
export type Ec2Inventory = Immutable<z.infer<typeof ec2InventorySchema>>;

/** Where hosts are listed: one entry for each source. */
export const inventorySchema = z.discriminatedUnion('source', [
  ec2InventorySchema,
  z.strictObject({
    source: described('a list of hosts in a YAML or JSON file', z.literal('hosts-file')),
    path: described('the file, relative to this configuration', text),
  }),
  z.strictObject({
    source: described('an Ansible inventory', z.literal('ansible')),
    path: described('a file with the output of ansible-inventory --list', text),
  }),
  z.strictObject({ source: described('the machine that snowline runs on', z.literal('localhost')) }),
]);
export type InventoryDeclaration = Immutable<z.infer<typeof inventorySchema>>;

/** Where the CA generations of a store are read from. */
export const generationsSchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: described('AWSPREVIOUS, AWSCURRENT and AWSPENDING of a secret', z.literal('secrets-manager')),
    secretId: described('name or ARN of the secret with the CA bundle (PEM): the only secret whose value is ever read', text),
    region: described('region of the secret; without it, that of the ambient configuration', text).optional(),
    ...awsAccess,
  }),
  z.strictObject({
    from: described('PEM files, one for each generation', z.literal('files')),
    current: described('CA certificates that the store uses today', text),
    pending: described('CA certificates that the store will switch to', text).optional(),
    previous: described('CA certificates that the store used before', text).optional(),
    currentSince: described('when the current CA became current', instant).optional(),
  }),
  z.strictObject({
    from: described('the issuers of a mount of the PKI engine of Vault or OpenBao; read without a token', z.literal('vault')),
    mount: described('path of the mount', text.regex(/^[\w./-]+$/, 'expected the path of a mount such as pki')).default('pki'),
    address: described('where Vault answers, where that is not the endpoint of the store', endpoint).optional(),
    namespace: described('namespace of the mount', text.regex(/^[\w./-]+$/, 'expected a namespace such as team/prod')).optional(),
    caFile: described(
      'PEM file with the CAs that vouch for Vault, relative to this configuration; those of Node.js without it',
      text,
    ).optional(),
  }),
]);
export type GenerationsDeclaration = Immutable<z.infer<typeof generationsSchema>>;

const servedChainSchema = z.discriminatedUnion('from', [
  z.strictObject({
    from: described('a TLS handshake with the store', z.literal('tls')),
    connect: described('connect here (host:port) instead of to the endpoint', endpoint).optional(),
    ignoreUnreachable: described(
      'true: addresses of the store that do not answer count for nothing; false: what they serve is unknown, and so is who would accept it',
      z.boolean(),
    ).optional(),
  }),
  z.strictObject({
    from: described('a PEM file, in served order', z.literal('file')),
    path: described('the file, relative to this configuration', text),
  }),
  z.strictObject({ from: described('not known: hosts are judged by the current CA generation', z.literal('none')) }),
]);

/** A credential store that services fetch their secrets from. */
export const storeSchema = z.strictObject({
  name: described('what services and reports call it', text),
  kind: described(
    'what it is, where neither its name (Secrets Manager) nor generations (vault) tell: a Vault or OpenBao is asked whether it is sealed',
    z.enum(['vault', 'secrets-manager']),
  ).optional(),
  endpoint: described('https://host:port or host:port; the port defaults to 443', endpoint),
  names: described('further names by which clients reach the store', texts).optional(),
  tunnels: described(
    'proxies through which hosts may ask it (CONNECT), and which hand TLS on as it is: http://proxy:3128',
    z.array(proxy).min(1),
  ).optional(),
  servedChain: described('how to learn which chain the store presents', servedChainSchema).default({ from: 'tls' }),
  generations: described('the CA certificates of the store: previous, current and pending', generationsSchema).optional(),
  clientCas: described(
    'CA certificates that the store accepts client certificates of, as PEM files; it verifies them as OpenSSL or Go does',
    z.strictObject({
      current: described('those that it has today, relative to this configuration', text),
      pending: described('those that it will have', text).optional(),
    }),
  ).optional(),
  switchAt: described('when the store will switch to the pending CA', instant).optional(),
  aws: described('how the secrets of a store in AWS are described (never read): region, role, IAM simulation', awsStoreSchema).optional(),
});
export type StoreDeclaration = Immutable<z.infer<typeof storeSchema>>;

const dependencySchema = z.strictObject({
  service: described('name of the service that is needed', text),
  fallback: described('true: it goes on without that service', z.boolean()).default(false),
});

// A path on hosts; the probe takes no others.
const hostPath = text.regex(/^\/[^\s\p{C}%$'"`?;&]*$/u, 'expected an absolute path on the host, without blanks and quotes');

// Both are keys that are known: that they are unknown here would say nothing to whoever wrote them
const eitherIdentity = 'takes either tokenFile, or roleIdFile with secretIdFile';
const isOfRole = (key: string): boolean => key === 'roleIdFile' || key === 'secretIdFile';

/** A service as its owners declare it. */
export const serviceSchema = z.strictObject({
  name: described('name of the service, as in the tag of its hosts', text),
  owner: described('who is told', text).optional(),
  stores: described('credential stores that it fetches secrets from; [] declares that it uses none', texts).optional(),
  secrets: described(
    'secrets that it reads: whether they exist, are to be deleted, or lie under a key that works is looked up, their values never',
    z.array(secretSchema).min(1),
  ).optional(),
  unit: described('systemd unit, where it is not named like the service', text).optional(),
  client: described('client profile to judge it with where the evidence does not tell, such as go or java', text).optional(),
  clientCertificate: described(
    'what it shows to stores that ask for a client certificate, where its own configuration says so; none: it shows none',
    z.union([
      z.literal('none'),
      z.strictObject({
        certificate: described('PEM file on the host with the certificate, its intermediates behind it', hostPath),
        key: described('PEM file on the host with its private key: only the digest of its public half is collected', hostPath),
      }),
    ]),
  ).optional(),
  identity: described(
    'files on its hosts that it proves itself with, where its own configuration names them; without it, what the SDKs of AWS look for counts',
    z.union([
      z.strictObject(
        { tokenFile: described('file with its token, or with keys', hostPath) },
        { error: ({ code, keys }) => (code === 'unrecognized_keys' && keys.every(isOfRole) ? eitherIdentity : undefined) },
      ),
      z.strictObject({
        roleIdFile: described('file with the role id of its AppRole', hostPath).optional(),
        secretIdFile: described('file with the secret id of its AppRole', hostPath),
      }),
    ]),
  ).optional(),
  deploy: described(
    'how a new release reaches its hosts',
    z.strictObject({
      strategy: described('all-at-once, rolling or canary', z.enum(['all-at-once', 'rolling', 'canary'])),
      batch: described('hosts that are restarted together', z.number().int().min(1)).optional(),
    }),
  ).optional(),
  dependsOn: described('services that it needs', z.array(z.union([text, dependencySchema]))).optional(),
});
export type ServiceDeclaration = Immutable<z.infer<typeof serviceSchema>>;

/** The shape of snowline.yaml. Its JSON Schema is published from here (reports/schema/config.schema.json). */
export const configSchema = z.strictObject({
  stores: described('credential stores that hand out secrets', z.array(storeSchema)).optional(),
  inventory: described('where hosts are listed', z.array(inventorySchema).min(1)).optional(),
  evidence: described(
    'what is known of hosts beside what is collected now',
    z.strictObject({
      replay: described('files with recorded evidence (snowline collect), for hosts that no transport reaches', texts).optional(),
      maxAge: described(
        'evidence that is older than this when it is collected or replayed makes its host unknown; 7d without it',
        duration,
      ).optional(),
      fetches: described('records of who fetched which secret when: how old what a process holds in memory is', fetchesSchema).optional(),
    }),
  ).optional(),
  collection: described('how hosts are asked, and how hard', collectionSchema).optional(),
  services: described(
    'which services there are and what they need',
    z.strictObject({
      tag: described("tag that names a host's service", text).default('service'),
      ownerTag: described("tag that names a host's owner", text).default('owner'),
      defaultStores: described('stores that every service uses unless it declares its own', texts).optional(),
      declared: described('services that need more words than a tag', z.array(serviceSchema)).optional(),
    }),
  ).optional(),
  rules: described('directories with rules of your own, beside the shipped pack', texts).optional(),
  horizon: described('how far ahead to look for certificates that run out; 30d without it', duration).optional(),
  failOn: described(
    'exit with 1 at a finding of this severity or a worse one; high without it',
    z.enum([...severities, 'none']),
  ).optional(),
  minCoverage: described('percent of workloads that must be judged; 100 without it', z.number().min(0).max(100)).optional(),
  certificateExpiry: described(
    'days before its end at which a certificate in use becomes a finding, by severity',
    z.strictObject({
      high: described('days for high', days).default(7),
      medium: described('days for medium', days).default(14),
      low: described('days for low', days).default(30),
    }),
  ).optional(),
});
export type Config = Immutable<z.infer<typeof configSchema>>;
