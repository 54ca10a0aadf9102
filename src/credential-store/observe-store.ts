import type { StoreDeclaration } from '../config/config.ts';
import { fromInstant, toInstant } from '../config/instant.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.ts';
import type { GenerationsReading, ReadGeneration } from './generations-reading.ts';
import { isVault } from './is-vault.ts';
import { lookupLimit, observeChain, type StoreObservation } from './observe-chain.ts';
import { resolveAddresses } from './resolve-addresses.ts';
import type { SecretState } from './secret-state.ts';
import { isSecretsManager } from './secrets-manager-endpoint.ts';
import { readGenerationFiles } from './sources/file.ts';
import { describeSecrets } from './sources/secret-describer.ts';
import { readSecretGenerations } from './sources/secrets-manager.ts';
import { readVaultGenerations } from './sources/vault.ts';
import type { Generation, ObservedStore, StoreState } from './store-state.ts';

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
  const [served, read, clients, addresses, secrets] = await Promise.all([
    observeChain(declaration, endpoint, context),
    readGenerations(declaration, endpoint, context),
    readClientCas(declaration, context),
    addressesFor(declaration, endpoint, context),
    secretsOf(declaration, context),
  ]);
  // What an interruption cut short must not stand in evidence as a fault of the store.
  context.signal?.throwIfAborted();
  const { previous, current, pending } = read.generations;
  const gaps = [
    ...(served.chain.state === 'unknown' ? [`served chain: ${served.chain.reason}`] : []),
    ...served.gaps,
    ...read.gaps,
    ...clients.gaps,
  ];
  if (served.chain.state !== 'known' && current === undefined) {
    gaps.push(`neither the served chain nor the current CA generation of store ${declaration.name} is known`);
  }
  return {
    state: {
      name: declaration.name,
      ...kindOf(declaration),
      endpoint: endpoint === undefined ? noEndpoint : formatEndpoint(endpoint),
      names: [...new Set([endpoint?.host ?? noEndpoint, ...(declaration.names ?? [])])],
      ...(addresses === undefined ? {} : { addresses }),
      servedChain: served.chain,
      ...(served.nodes === undefined ? {} : { nodes: [...served.nodes] }),
      generations: {
        ...(previous === undefined ? {} : { previous: generationOf(previous) }),
        ...(current === undefined ? {} : { current: generationOf(current) }),
        ...(pending === undefined ? {} : { pending: generationOf(pending) }),
      },
      ...(declaration.clientCas === undefined ? {} : { clientCas: rolesOf(clients) }),
      ...switchOf(declaration),
      ...tunnelsOf(declaration),
      ...(secrets === undefined ? {} : { secrets: [...secrets] }),
      ...(secrets !== undefined && declaration.aws?.simulate === true ? { accessSimulated: true } : {}),
      gaps,
    },
    certificates: onceEach(
      [served, previous, current, pending, ...Object.values(clients.generations)].flatMap((source) => source?.certificates ?? []),
    ),
  };
}

// A store that is not asked over the network is not looked up either: whoever says so may not want it
async function addressesFor(
  { servedChain }: StoreDeclaration,
  endpoint: Endpoint | undefined,
  { timeoutMs, lookup }: StoreObservation,
): Promise<readonly string[] | undefined> {
  if (servedChain.from !== 'tls' || endpoint === undefined) return undefined;
  return resolveAddresses(endpoint, lookupLimit(timeoutMs), lookup);
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

// Of another store only its clients can tell whether a secret is there: it would take a token
async function secretsOf(
  declaration: StoreDeclaration,
  { secrets = [], now, signal, progress }: StoreObservation,
): Promise<readonly SecretState[] | undefined> {
  if (secrets.length === 0 || !isSecretsManager(declaration)) return undefined;
  progress?.(`describing the secrets of store ${declaration.name}`);
  return describeSecrets(declaration, secrets, { now, signal });
}

// What it verifies its clients with; a file that cannot be read to the end leaves its role out, with a gap: nobody could tell what is refused.
async function readClientCas({ clientCas }: StoreDeclaration, { baseDirectory }: StoreObservation): Promise<GenerationsReading> {
  if (clientCas === undefined) return { generations: {}, gaps: [] };
  const { generations, gaps } = await readGenerationFiles({ from: 'files', ...clientCas }, baseDirectory);
  const whole = Object.entries(generations).filter(([role]) => !gaps.some((gap) => gap.startsWith(`${role} `)));
  return { generations: Object.fromEntries(whole), gaps: gaps.map((gap) => `client CAs: ${gap.replace(' CA generation', '')}`) };
}

function rolesOf({ generations: { current, pending } }: GenerationsReading): NonNullable<ObservedStore['state']['clientCas']> {
  return {
    ...(current === undefined ? {} : { current: generationOf(current) }),
    ...(pending === undefined ? {} : { pending: generationOf(pending) }),
  };
}

function generationOf({ certificates, since, version }: ReadGeneration): Generation {
  return { certificates: certificates.map(({ sha256 }) => sha256), ...(since === undefined ? {} : { since }), version };
}

function kindOf(declaration: StoreDeclaration): Pick<StoreState, 'kind'> {
  const known = isVault(declaration) ? 'vault' : declaration.kind;
  return known === undefined ? {} : { kind: known };
}

function switchOf({ switchAt }: StoreDeclaration): { readonly switchAt?: string } {
  const switchAtMs = switchAt === undefined ? undefined : fromInstant(switchAt);
  return switchAtMs === undefined ? {} : { switchAt: toInstant(switchAtMs) };
}

// Written as the evidence of hosts has what their variables name
function tunnelsOf({ tunnels }: StoreDeclaration): Pick<StoreState, 'tunnels'> {
  const origins = tunnels?.flatMap((proxy) => URL.parse(proxy) ?? []).map(({ protocol, host }) => `${protocol}//${host}`);
  return origins === undefined ? {} : { tunnels: origins };
}

function onceEach(certificates: readonly Certificate[]): ObservedStore['certificates'] {
  const bySha256 = new Map(certificates.map((certificate) => [certificate.sha256, certificate.der]));
  return [...bySha256].map(([sha256, der]) => ({ sha256, der: Buffer.from(der).toString('base64') }));
}
