import type { StoreDeclaration } from '../config/config.ts';
import { fromInstant, toInstant } from '../config/instant.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.ts';
import type { GenerationsReading, ReadGeneration } from './generations-reading.ts';
import { observeChain, type StoreObservation } from './observe-chain.ts';
import { resolveAddresses } from './resolve-addresses.ts';
import { readGenerationFiles } from './sources/file.ts';
import { readSecretGenerations } from './sources/secrets-manager.ts';
import { readVaultGenerations } from './sources/vault.ts';
import type { Generation, ObservedStore } from './store-state.ts';

export type { StoreObservation } from './observe-chain.ts';

/** Stands in evidence for a text that is no endpoint: the text itself may hold a password. */
const noEndpoint = '(not an endpoint)';

/**
 * What a store serves and which CAs it has, with everything that could not be read as gaps: an unreachable store is a state
 * too. Throws only the reason of an aborted `signal`.
 */
export async function observeStore(declaration: StoreDeclaration, context: StoreObservation): Promise<ObservedStore> {
  context.signal?.throwIfAborted();
  const endpoint = parseEndpoint(declaration.endpoint);
  const [served, read, addresses] = await Promise.all([
    observeChain(declaration, endpoint, context),
    readGenerations(declaration, endpoint, context),
    addressesOf(declaration, endpoint, context),
  ]);
  // What an interruption cut short must not stand in evidence as a fault of the store.
  context.signal?.throwIfAborted();
  const { previous, current, pending } = read.generations;
  const gaps = [...(served.chain.state === 'unknown' ? [`served chain: ${served.chain.reason}`] : []), ...read.gaps];
  if (served.chain.state !== 'known' && current === undefined) {
    gaps.push(`neither the served chain nor the current CA generation of store ${declaration.name} is known`);
  }
  return {
    state: {
      name: declaration.name,
      endpoint: endpoint === undefined ? noEndpoint : formatEndpoint(endpoint),
      names: [...new Set([endpoint?.host ?? noEndpoint, ...(declaration.names ?? [])])],
      ...(addresses === undefined ? {} : { addresses }),
      servedChain: served.chain,
      generations: {
        ...(previous === undefined ? {} : { previous: generationOf(previous) }),
        ...(current === undefined ? {} : { current: generationOf(current) }),
        ...(pending === undefined ? {} : { pending: generationOf(pending) }),
      },
      ...switchOf(declaration),
      gaps,
    },
    certificates: onceEach([served, previous, current, pending].flatMap((source) => source?.certificates ?? [])),
  };
}

// A store that is not asked over the network is not looked up either: whoever says so may not want it
async function addressesOf(
  { servedChain }: StoreDeclaration,
  endpoint: Endpoint | undefined,
  context: StoreObservation,
): Promise<readonly string[] | undefined> {
  if (servedChain.from !== 'tls' || endpoint === undefined) return undefined;
  return resolveAddresses(endpoint, Math.min(context.timeoutMs, 5000));
}

function readGenerations(
  { generations, name }: StoreDeclaration,
  endpoint: Endpoint | undefined,
  context: StoreObservation,
): GenerationsReading | Promise<GenerationsReading> {
  if (generations === undefined) return { generations: {}, gaps: [] };
  context.progress?.(`reading the CA generations of store ${name}`);
  if (generations.from === 'files') return readGenerationFiles(generations, context.baseDirectory);
  if (generations.from === 'vault') {
    const { baseDirectory, timeoutMs, signal } = context;
    return readVaultGenerations(generations, { endpoint, baseDirectory, timeoutMs, signal });
  }
  return readSecretGenerations(generations, context.signal);
}

function generationOf({ certificates, since, version }: ReadGeneration): Generation {
  return { certificates: certificates.map(({ sha256 }) => sha256), ...(since === undefined ? {} : { since }), version };
}

function switchOf({ switchAt }: StoreDeclaration): { readonly switchAt?: string } {
  const switchAtMs = switchAt === undefined ? undefined : fromInstant(switchAt);
  return switchAtMs === undefined ? {} : { switchAt: toInstant(switchAtMs) };
}

function onceEach(certificates: readonly Certificate[]): ObservedStore['certificates'] {
  const bySha256 = new Map(certificates.map((certificate) => [certificate.sha256, certificate.der]));
  return [...bySha256].map(([sha256, der]) => ({ sha256, der: Buffer.from(der).toString('base64') }));
}
