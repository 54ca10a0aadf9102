import type { ServiceDeclaration } from '../config/config.ts';
import { parseEndpoint } from '../credential-store/endpoint.ts';
import type { StoreState } from '../credential-store/store-state.ts';
import type { HostEvidence, WorkloadEvidence } from '../evidence/host-evidence.ts';
import type { Host } from '../inventory/host.ts';
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
  /** Why there is no evidence of it, or why its consumption is not known. */
  readonly reason: string | undefined;
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
    return [
      ...named,
      ...others.flatMap((workload) =>
        detectedStores(workload, consumption).map((store) => seen(workload.name, store, 'detected', workload)),
      ),
    ];
  }
  const all = others.flatMap((workload) => consumptionOf(workload.name, workload, consumption));
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
  const reason = whyMissing ?? `no unit or process of ${service} was seen on the host`;
  if (declared !== undefined && declared.length === 0) return [notApplicable(service)];
  const stores: readonly (string | undefined)[] = declared ?? [undefined];
  return stores.map((store) => ({ service, store, consumer: store === undefined ? 'unknown' : 'declared', evidence: undefined, reason }));
}

function consumptionOf(service: string, workload: WorkloadEvidence, consumption: Consumption): readonly Workload[] {
  const declared = declaredStores(service, consumption);
  if (declared !== undefined) {
    return declared.length === 0 ? [notApplicable(service)] : declared.map((store) => seen(service, store, 'declared', workload));
  }
  const detected = detectedStores(workload, consumption);
  if (detected.length > 0) return detected.map((store) => seen(service, store, 'detected', workload));
  const hidden = consumption.declarationsLost ?? workload.missing?.find((missing) => missing.fact.includes('environment'))?.reason;
  // what could not be looked at is no proof that the service uses no store
  if (hidden !== undefined)
    return [
      {
        service,
        store: undefined,
        consumer: 'unknown',
        evidence: workload,
        reason: `whether it uses a store is not known: ${hidden}`,
      },
    ];
  return [notApplicable(service)];
}

function declaredStores(service: string, consumption: Consumption): readonly string[] | undefined {
  return consumption.services.get(service)?.stores ?? consumption.defaultStores;
}

function isOf(workload: WorkloadEvidence, service: string, consumption: Consumption): boolean {
  const unit = consumption.services.get(service)?.unit;
  return workload.name === service || workload.unit?.name === `${service}.service` || (unit !== undefined && workload.unit?.name === unit);
}

const endpointVariables = ['VAULT_ADDR', 'AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL'] as const;

function detectedStores(workload: WorkloadEvidence, consumption: Consumption): readonly string[] {
  const endpoints = endpointVariables.flatMap((name) =>
    [workload.nextStart.environment[name] ?? [], workload.running?.environment[name] ?? []].flat(),
  );
  const hosts = new Set(endpoints.flatMap((endpoint) => parseEndpoint(endpoint)?.host ?? []));
  return [...consumption.stores.values()].filter((store) => store.names.some((name) => hosts.has(name))).map((store) => store.name);
}

function seen(service: string, store: string, consumer: 'declared' | 'detected', evidence: WorkloadEvidence): Workload {
  return { service, store, consumer, evidence, reason: undefined };
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
