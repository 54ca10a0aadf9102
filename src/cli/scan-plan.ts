import path from 'node:path';
import type { Config, InventoryDeclaration, ServiceDeclaration, StoreDeclaration } from '../config/config.ts';
import { dayMs, parseDuration } from '../config/duration.ts';
import { endpointWithoutSecret } from '../config/endpoint-text.ts';
import { parseEndpoint } from '../credential-store/endpoint.ts';
import { UsageError } from '../errors.ts';
import type { Header } from '../evidence-file.ts';
import { configuredRegion } from '../inventory/aws-session.ts';
import type { Flags } from './options.ts';

/** What a scan will ask, before it asks anything. */
export interface ScanPlan {
  readonly inventory: readonly InventoryDeclaration[];
  readonly stores: readonly StoreDeclaration[];
  readonly services: readonly ServiceDeclaration[];
  /** Evidence files, absolute. */
  readonly recordings: readonly string[];
  /** Folders with rules, absolute. */
  readonly ruleFolders: readonly string[];
  readonly horizonDays: number;
  readonly settings: Omit<Header['settings'], 'rules'>;
  readonly baseDirectory: string;
}

/**
 * The plan of flags and configuration. Without a configuration it is this machine; without a store it is the Secrets Manager endpoint of the
 * configured region. Throws UsageError where there is no store at all: an audit against nothing would find nothing.
 */
export async function planScan(flags: Flags, config: Config | undefined, workingDirectory: string): Promise<ScanPlan> {
  const given = flags.store === undefined ? undefined : storeOfFlag(flags.store);
  const stores = given === undefined ? (config?.stores ?? [await regionalStore()]) : [given];
  const defaultStores = given === undefined ? config?.services?.defaultStores : [given.name];
  const declared = config?.services?.declared ?? [];
  return {
    inventory: config?.inventory ?? [{ source: 'localhost' }],
    stores,
    // --store stands in for what the configuration says of stores, for services too
    services: given === undefined ? declared : declared.map(withoutStores),
    recordings: (config?.evidence?.replay ?? []).map((file) => path.resolve(workingDirectory, file)),
    ruleFolders: [...(config?.rules ?? []), ...(flags.rules ?? [])].map((folder) => path.resolve(workingDirectory, folder)),
    horizonDays: (parseDuration(config?.horizon ?? '30d') ?? 30 * dayMs) / dayMs,
    settings: {
      serviceTag: config?.services?.tag ?? 'service',
      ownerTag: config?.services?.ownerTag ?? 'owner',
      ...(defaultStores === undefined ? {} : { defaultStores }),
      certificateExpiry: config?.certificateExpiry ?? { high: 7, medium: 14, low: 30 },
      maxAgeDays: (parseDuration(config?.evidence?.maxAge ?? '7d') ?? 7 * dayMs) / dayMs,
    },
    baseDirectory: workingDirectory,
  };
}

function withoutStores(service: ServiceDeclaration): ServiceDeclaration {
  return Object.fromEntries(Object.entries(service).filter(([key]) => key !== 'stores')) as ServiceDeclaration;
}

function storeOfFlag(text: string): StoreDeclaration {
  const endpoint = parseEndpoint(text);
  if (endpoint === undefined || !endpointWithoutSecret.test(text)) {
    const shown = endpointWithoutSecret.test(text)
      ? `${JSON.stringify(text.slice(0, 80))} is not an endpoint`
      : 'holds a user name, a password, a query or a fragment (not shown), and an endpoint takes none';
    throw new UsageError(`--store ${shown}`, { hint: 'write it as https://host:port' });
  }
  return { name: `${endpoint.host}:${endpoint.port}`, endpoint: text, servedChain: { from: 'tls' } };
}

async function regionalStore(): Promise<StoreDeclaration> {
  const region = await configuredRegion();
  if (region === undefined) {
    throw new UsageError('no credential store to check against: neither --store, a configuration nor an AWS region is given', {
      hint: 'pass --store https://host:port, or set AWS_REGION to check the Secrets Manager of that region',
    });
  }
  // https://docs.aws.amazon.com/general/latest/gr/asm.html: China has a suffix of its own
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return { name: 'secrets-manager', endpoint: `https://secretsmanager.${region}.${suffix}`, servedChain: { from: 'tls' } };
}
