import path from 'node:path';
import type { CollectionDeclaration } from '../config/collection-config.ts';
import type { Config, InventoryDeclaration, ServiceDeclaration, StoreDeclaration } from '../config/config.ts';
import { dayMs, parseDuration } from '../config/duration.ts';
import { endpointWithoutPath, endpointWithoutSecret } from '../config/endpoint-text.ts';
import type { FetchLog } from '../config/secrets-config.ts';
import { formatEndpoint, parseEndpoint } from '../credential-store/endpoint.ts';
import { secretsManagerName } from '../credential-store/secrets-manager-endpoint.ts';
import { UsageError } from '../errors.ts';
import { defaultLimits, type FleetLimits } from '../evidence/fleet/fleet-limits.ts';
import type { Header } from '../evidence-file.ts';
import { configuredRegion } from '../inventory/aws-session.ts';
import type { Flags } from './options.ts';
import { readMaxAge } from './settings.ts';

/** What a scan will ask, before it asks anything. */
export interface ScanPlan {
  readonly inventory: readonly InventoryDeclaration[];
  readonly stores: readonly StoreDeclaration[];
  readonly services: readonly ServiceDeclaration[];
  /** Evidence files, absolute. */
  readonly recordings: readonly string[];
  /** Logs of who fetched which secret, their paths absolute. */
  readonly fetchLogs: readonly FetchLog[];
  /** Folders with rules, absolute. */
  readonly ruleFolders: readonly string[];
  /** Which transports ask which hosts, and their settings. */
  readonly transports: Pick<CollectionDeclaration, 'transports' | 'ssh' | 'ssm'>;
  /** How hard the fleet is asked. */
  readonly limits: Omit<FleetLimits, 'timeoutMs'>;
  readonly horizonDays: number;
  readonly settings: Omit<Header['settings'], 'rules'>;
  readonly baseDirectory: string;
  /** Names or ids of the hosts that are asked; without it, all that the inventory lists. */
  readonly only?: readonly string[];
}

/**
 * The plan of flags and configuration. Without a configuration it is this machine; without a store it is the Secrets Manager endpoint of the
 * configured region. Throws UsageError where there is no store at all: an audit against nothing would find nothing.
 */
export async function planScan(flags: Flags, config: Config | undefined, workingDirectory: string): Promise<ScanPlan> {
  // paths in a configuration start from its own folder, so that it means the same wherever it is called from; paths in flags from the working directory
  const baseDirectory = flags.config === undefined ? workingDirectory : path.dirname(path.resolve(workingDirectory, flags.config));
  const given = flags.store === undefined ? undefined : storeOfFlag(flags.store);
  const stores = given === undefined ? (config?.stores ?? [await regionalStore(flags.config)]) : [given];
  const defaultStores = given === undefined ? config?.services?.defaultStores : [given.name];
  const declared = config?.services?.declared ?? [];
  return {
    inventory: config?.inventory ?? [{ source: 'localhost' }],
    stores,
    // --store stands in for what the configuration says of stores, for services too
    services: given === undefined ? declared : declared.map(withoutStores),
    recordings: (config?.evidence?.replay ?? []).map((file) => path.resolve(baseDirectory, file)),
    fetchLogs: (config?.evidence?.fetches ?? []).map((log) => ({ ...log, path: path.resolve(baseDirectory, log.path) })),
    ruleFolders: [
      ...(config?.rules ?? []).map((folder) => path.resolve(baseDirectory, folder)),
      ...(flags.rules ?? []).map((folder) => path.resolve(workingDirectory, folder)),
    ],
    transports: transportsOf(config?.collection),
    limits: limitsOf(config?.collection),
    horizonDays: (parseDuration(config?.horizon ?? '30d') ?? 30 * dayMs) / dayMs,
    settings: {
      serviceTag: config?.services?.tag ?? 'service',
      ownerTag: config?.services?.ownerTag ?? 'owner',
      ...(defaultStores === undefined ? {} : { defaultStores }),
      certificateExpiry: config?.certificateExpiry ?? { high: 7, medium: 14, low: 30 },
      maxAgeDays: readMaxAge(flags, config),
    },
    baseDirectory,
  };
}

function transportsOf(collection: CollectionDeclaration = {}): ScanPlan['transports'] {
  const { transports, ssh, ssm } = collection;
  return {
    ...(transports === undefined ? {} : { transports }),
    ...(ssh === undefined ? {} : { ssh }),
    ...(ssm === undefined ? {} : { ssm }),
  };
}

function limitsOf(collection: CollectionDeclaration = {}): ScanPlan['limits'] {
  const { concurrency, perAccount, startsPerSecond, attempts } = collection;
  return {
    ...defaultLimits,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(attempts === undefined ? {} : { attempts }),
    perAccount,
    startsPerSecond,
  };
}

function withoutStores(service: ServiceDeclaration): ServiceDeclaration {
  return Object.fromEntries(Object.entries(service).filter(([key]) => key !== 'stores' && key !== 'secrets')) as ServiceDeclaration;
}

function storeOfFlag(text: string): StoreDeclaration {
  const endpoint = parseEndpoint(text);
  if (endpoint === undefined || !endpointWithoutSecret.test(text)) {
    const shown = endpointWithoutSecret.test(text)
      ? `${JSON.stringify(text.slice(0, 80))} is not an endpoint`
      : 'holds a user name, a password, a query or a fragment (not shown), and an endpoint takes none';
    throw new UsageError(`--store ${shown}`, { hint: 'write it as https://host:port' });
  }
  if (!endpointWithoutPath.test(text)) {
    throw new UsageError(`--store ${JSON.stringify(text.slice(0, 80))} has a path, and an endpoint takes none`, {
      hint: `write it as https://${formatEndpoint(endpoint)}`,
    });
  }
  return { name: `${endpoint.host}:${endpoint.port}`, endpoint: text, servedChain: { from: 'tls' } };
}

async function regionalStore(config: string | undefined): Promise<StoreDeclaration> {
  const region = await configuredRegion();
  if (region === undefined) {
    const where = config === undefined ? 'neither --store, a configuration nor an AWS region is given' : `${config} names no store`;
    throw new UsageError(`no credential store to check against: ${where}`, {
      hint: `${config === undefined ? '' : `uncomment stores: in ${config}, or `}pass --store https://host:port, or set AWS_REGION to check the Secrets Manager of that region`,
    });
  }
  return { name: 'secrets-manager', endpoint: `https://${secretsManagerName(region, false)}`, servedChain: { from: 'tls' } };
}
