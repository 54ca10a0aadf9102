import type { ServiceDeclaration } from '../config/config.ts';
import { parseEndpoint } from '../credential-store/endpoint.ts';
import { regionsNamed } from '../credential-store/secrets-manager-endpoint.ts';
import type { StoreState } from '../credential-store/store-state.ts';
import type { HostEvidence, WorkloadEvidence } from '../evidence/host-evidence.ts';
import type { Host } from '../inventory/host.ts';
import { elsewhere, reachOf } from './asked-names.ts';
import { namesSeen } from './names-seen.ts';
import type { WorkloadVerdict } from './restart-verdict.ts';

/** Which services use which stores: what the configuration declares. */
export interface Consumption {
  readonly services: ReadonlyMap<string, ServiceDeclaration>;
  /** Stores of every service that does not declare its own; undefined: only what is detected counts. */
  readonly defaultStores: readonly string[] | undefined;
  readonly stores: ReadonlyMap<string, StoreState>;
  /** Set where declarations may have been lost: then a service without one is unknown, not a non-consumer. */
  readonly declarationsLost: string | undefined;
}

/** One service on one host with one store: the unit that gets a verdict. */
export interface Workload {
  readonly service: string;
  /** Name of the store; undefined where it uses none or that is not known. */
  readonly store: string | undefined;
  readonly consumer: WorkloadVerdict['consumer'];
  readonly evidence: WorkloadEvidence | undefined;
  /** The names of the store that it asks for, where settings of its next start say so; any of them without it. */
  readonly names?: readonly string[] | undefined;
  /** Why there is no evidence of it, or why its consumption is not known. */
  readonly reason: string | undefined;
  /** Reason code for `reason`; UNKNOWN_EVIDENCE without it. */
  readonly code?: 'UNKNOWN_EVIDENCE' | 'STALE_EVIDENCE' | 'HOST_NEVER_MANAGED' | undefined;
}

/** Name under which a host stands whose services are not known and of which nothing was seen. */
export const unnamedService = '(not known)';

/**
 * The workloads of a host. Where the inventory names its services, those are looked for in the evidence, and further programs count only if they
 * were detected as consumers; where it names none, every unit, process and default client seen is a service of its own.
 */
export function workloadsOf(
  host: Host,
  evidence: HostEvidence | undefined,
  whyMissing: string | undefined,
  consumption: Consumption,
): readonly Workload[] {
  const named = host.services.flatMap((service) => workloadsOfService(service, evidence, whyMissing, consumption));
  if (evidence === undefined) return named.length > 0 ? named : unseen(whyMissing, consumption);
  const others = evidence.workloads.filter((workload) => !host.services.some((service) => isOf(workload, service, consumption)));
  if (host.services.length > 0) {
    return [...named, ...others.flatMap((workload) => detected(workload.name, workload, consumption))];
  }
  const all = others.flatMap((workload) => consumptionOf(serviceOf(workload, consumption), workload, consumption));
  const unlisted = evidence.missing.find(({ fact }) => fact === 'workloads');
  if (unlisted !== undefined) return [...all, ...unseen(`services may be missing from the list: ${unlisted.reason}`, consumption)];
  return all.length > 0 ? all : unseen('no service and no default client was seen on the host', consumption);
}

function workloadsOfService(
  service: string,
  evidence: HostEvidence | undefined,
  whyMissing: string | undefined,
  consumption: Consumption,
): readonly Workload[] {
  const found = evidence?.workloads.filter((workload) => isOf(workload, service, consumption)) ?? [];
  if (found.length > 0) return found.flatMap((workload) => consumptionOf(service, workload, consumption));
  const declared = declaredStores(service, consumption);
  if (mayBeDeclared(service, consumption)) return [undeclared(service, undefined, consumption.declarationsLost ?? '')];
  const reason = whyMissing ?? notSeen(service, evidence, consumption);
  if (declared !== undefined && declared.length === 0) return [notApplicable(service)];
  const stores: readonly (string | undefined)[] = declared ?? [undefined];
  return stores.map((store) => ({ service, store, consumer: store === undefined ? 'unknown' : 'declared', evidence: undefined, reason }));
}

// Whoever named the service can tell what it is called there; of a container a service has the name of its program
function notSeen(service: string, evidence: HostEvidence | undefined, { services }: Consumption): string {
  const names = new Set(evidence?.workloads.flatMap(({ name, origin }) => (origin === 'default-client' ? [] : [name])));
  const unit = services.get(service)?.unit;
  const advice = 'give the service such a name, or name its unit with unit:';
  if (unit === undefined)
    return `no unit of ${service}, and nothing of that name that listens, was seen on the host; ${namesSeen(names, `: ${advice}`)}`;
  return `neither unit ${unit}, which the configuration names for ${service}, nor anything of that name was seen on the host; ${namesSeen(names)}`;
}

function consumptionOf(service: string, workload: WorkloadEvidence, consumption: Consumption): readonly Workload[] {
  if (mayBeDeclared(service, consumption)) return [undeclared(service, workload, consumption.declarationsLost ?? '')];
  const declared = declaredStores(service, consumption);
  if (declared !== undefined) {
    return declared.length === 0
      ? [notApplicable(service)]
      : declared.map((store) => seen(service, store, 'declared', workload, consumption));
  }
  // with no store to compare with nothing that it shows, and nothing that it does not show, tells anything
  if (consumption.stores.size === 0) return [undeclared(service, workload, noStore)];
  const found = detected(service, workload, consumption);
  if (found.length > 0) return found;
  const hidden =
    workload.missing?.find(({ fact }) => mayHideUse(fact, workload, consumption))?.reason ?? sharedRegion(workload, consumption);
  // what could not be looked at is no proof that the service uses no store
  return [hidden === undefined ? notApplicable(service) : undeclared(service, workload, hidden)];
}

// A declaration that was lost may have named other stores than the default ones, another unit or another client
function mayBeDeclared(service: string, { services, declarationsLost }: Consumption): boolean {
  return declarationsLost !== undefined && !services.has(service);
}

function declaredStores(service: string, consumption: Consumption): readonly string[] | undefined {
  return consumption.services.get(service)?.stores ?? consumption.defaultStores;
}

function isOf(workload: WorkloadEvidence, service: string, consumption: Consumption): boolean {
  const unit = consumption.services.get(service)?.unit;
  return workload.name === service || workload.unit?.name === `${service}.service` || (unit !== undefined && workload.unit?.name === unit);
}

// The declared service that a workload is, by its name or its unit; else its own name
function serviceOf(workload: WorkloadEvidence, consumption: Consumption): string {
  const declared = [...consumption.services.keys()].find((service) => isOf(workload, service, consumption));
  return declared ?? workload.name;
}

// A shell may set anything before it starts what does the work
const shells = /(^|\/)(ba|da|z|k|a)?sh$/;

// Whether it would start, and what its files would be then, is no matter to one that uses no store
const ofStartAlone: ReadonlySet<string> = new Set(['nextStart.start', 'nextStart.access']);

function mayHideUse(fact: string, workload: WorkloadEvidence, { stores }: Consumption): boolean {
  if (ofStartAlone.has(fact)) return false;
  // that nobody looked matters where connections could have told
  if (fact === 'connections') return [...stores.values()].some(({ addresses }) => addresses !== undefined);
  return fact.startsWith('nextStart') || fact.includes('environment') || (fact === 'runtime' && shells.test(workload.program ?? ''));
}

/** Every collection asks a store. It is recorded before the first host, save where that was interrupted, or the file has lost it. */
const noStore =
  'the evidence does not hold the credential store, because the collection was cut off before it was recorded: go on with --resume';

const endpointVariables = ['VAULT_AGENT_ADDR', 'VAULT_ADDR', 'AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL'] as const;

// Stores that its settings name or that it is connected to: configured ones are judged, others are a use of something that nobody looked at
function detected(service: string, workload: WorkloadEvidence, consumption: Consumption): readonly Workload[] {
  const launches = [workload.nextStart, ...(workload.running === undefined ? [] : [workload.running])];
  const endpoints = launches.flatMap(({ environment, options }) => [
    ...endpointVariables.flatMap((name) => environment[name] ?? []),
    ...['--endpoint-url', '-address'].flatMap((name) => options[name] ?? []),
  ]);
  const stores = new Map<string, Workload>();
  for (const store of consumption.stores.values()) {
    const isConnected = store.addresses?.some((address) => workload.connections?.includes(address) === true) === true;
    if (isConnected) stores.set(store.name, seen(service, store.name, 'detected', workload, consumption));
  }
  for (const endpoint of endpoints.filter((value) => value !== '')) {
    const host = parseEndpoint(endpoint)?.host;
    const known = [...consumption.stores.values()].filter((store) => store.names.some((name) => name === host));
    for (const store of known) stores.set(store.name, seen(service, store.name, 'detected', workload, consumption));
    if (known.length === 0) {
      const reason = consumption.stores.size === 0 ? noStore : `it uses ${elsewhere(endpoint)}, which is no configured store`;
      stores.set(endpoint, { service, store: undefined, consumer: 'detected', evidence: workload, reason });
    }
  }
  return [...stores.values()];
}

// A region alone says that it uses AWS, and not what for
function sharedRegion(workload: WorkloadEvidence, { stores }: Consumption): string | undefined {
  const regions = ['AWS_REGION', 'AWS_DEFAULT_REGION'].flatMap((name) => workload.nextStart.environment[name] ?? []);
  const region = regions.find((one) => [...stores.values()].some(({ names }) => regionsNamed(names).includes(one)));
  return (
    region && `it is set up for AWS in ${region}, where a configured store is, and what it reads there was not seen: declare its stores`
  );
}

function seen(
  service: string,
  store: string,
  consumer: 'declared' | 'detected',
  evidence: WorkloadEvidence,
  { stores }: Consumption,
): Workload {
  const state = stores.get(store);
  const reach = state === undefined ? { kind: 'any' as const } : reachOf(state, evidence.nextStart);
  const workload = { service, store, consumer, evidence };
  if (reach.kind === 'elsewhere') return { ...workload, reason: reach.reason };
  return { ...workload, ...(reach.kind === 'names' ? { names: reach.names } : {}), reason: undefined };
}

function undeclared(service: string, evidence: WorkloadEvidence | undefined, why: string): Workload {
  return { service, store: undefined, consumer: 'unknown', evidence, reason: `whether it uses a store is not known: ${why}` };
}

function notApplicable(service: string): Workload {
  return { service, store: undefined, consumer: 'not-detected', evidence: undefined, reason: undefined };
}

function unseen(reason: string | undefined, consumption: Consumption): readonly Workload[] {
  const stores: readonly (string | undefined)[] = consumption.defaultStores ?? [undefined];
  return stores.map((store) => ({
    service: unnamedService,
    store,
    consumer: 'unknown',
    evidence: undefined,
    reason: reason ?? 'nothing is known of the host',
  }));
}
