import type { ServiceDeclaration } from '../config/config.ts';
import type { HostEvidence } from '../evidence/host-evidence.ts';
import type { Host } from '../inventory/host.ts';
import type { Verdict } from '../restart/restart-verdict.ts';
import { type Facts, type FactValue, readFactValue } from './fact-value.ts';
import { type FactName, factNames, factVocabulary } from './fact-vocabulary.ts';

/** Everything that facts about one host are taken from. */
export interface FactSources {
  readonly host: Host;
  readonly evidence: HostEvidence | undefined;
  /** All declared services; those that the host does not run are passed over. */
  readonly services: readonly ServiceDeclaration[];
  readonly restart?: { readonly verdict: Verdict };
  /** Epoch milliseconds; without it the fact `now` is missing, and every rule that compares with it is unknown. */
  readonly now?: number;
}

/** Raw values by fact name; undefined means missing. */
type Stated = Partial<Record<FactName, unknown>>;

/**
 * The facts of a host, by the names that rules use. What nobody stated, what has the wrong type and what is too large to
 * judge is missing. The inventory is believed before the host.
 */
export function factsOf(sources: FactSources): Facts {
  const stated: readonly Stated[] = [
    inventoryFacts(sources.host),
    { 'deploy.strategy': commonStrategy(sources.host, sources.services) },
    evidenceFacts(sources.evidence),
    { 'restart.verdict': sources.restart?.verdict, now: isoText(sources.now) },
  ];
  return gather(stated);
}

/** The facts of a declared service, for rules that are about services. */
export function serviceFactsOf(service: ServiceDeclaration, now?: number): Facts {
  return gather([
    {
      'service.name': service.name,
      'service.owner': service.owner ?? '',
      'service.stores': service.stores,
      'service.deploy.strategy': service.deploy?.strategy,
      'service.deploy.batch': service.deploy?.batch,
      'service.dependsOn': (service.dependsOn ?? []).map((needed) => (typeof needed === 'string' ? needed : needed.service)),
      now: isoText(now),
    },
  ]);
}

function gather(stated: readonly Stated[]): Facts {
  const facts = new Map<FactName, FactValue>();
  const decided = new Set<FactName>();
  for (const source of stated) {
    for (const name of Object.keys(source) as FactName[]) {
      if (source[name] === undefined || decided.has(name)) continue;
      // the first source that says something decides, also where it is not what the fact wants: that fact is missing
      decided.add(name);
      const value = readFactValue(factVocabulary[name].type, source[name]);
      if (value !== undefined) facts.set(name, value);
    }
  }
  return facts;
}

function inventoryFacts(host: Host): Stated {
  // DescribeInstances is exhaustive about an instance: what it leaves out is not there. Other sources list what they were
  // told, so what they leave out is missing.
  const none = host.source === 'ec2' ? '' : undefined;
  const saysServices = host.services.length > 0 || host.source === 'ec2';
  return {
    'host.id': host.id,
    'host.name': host.name,
    'host.source': host.source,
    'host.scope': host.scope,
    'host.reach': host.reach,
    'host.services': saysServices ? host.services : undefined,
    'host.account': host.account,
    'host.region': host.region,
    'host.address': host.address,
    'host.tags': host.tags ?? (host.source === 'ec2' ? {} : undefined),
    'host.state': host.state,
    'host.launchedAt': host.launchedAt,
    'host.imageId': host.imageId,
    'host.launchTemplate.id': host.launchTemplate?.id ?? none,
    'host.launchTemplate.version': host.launchTemplate?.version ?? none,
    'host.launchTemplate.name': host.launchTemplate === undefined ? none : host.launchTemplate.name,
    'host.launchTemplate.defaultVersion': host.launchTemplate === undefined ? none : host.launchTemplate.defaultVersion,
    'host.launchTemplate.latestVersion': host.launchTemplate === undefined ? none : host.launchTemplate.latestVersion,
    'host.userDataSha256': host.userDataSha256,
    'host.ssm.ping': host.ssm?.ping,
    'host.ssm.agentVersion': host.ssm?.ping === '' ? '' : host.ssm?.agentVersion,
    'host.packages': host.packages?.names,
    'image.name': host.image?.name,
    'image.createdAt': host.image?.createdAt,
    'image.state': host.image?.state,
    'image.owner': host.image?.owner,
    'host.autoScalingGroup': host.autoScalingGroup ?? none,
    'host.instanceProfile': host.instanceProfile ?? none,
    'host.instanceType': host.instanceType,
  };
}

function evidenceFacts(evidence: HostEvidence | undefined): Stated {
  if (evidence === undefined) return {};
  const reported: Stated = {};
  for (const name of factNames) {
    const isReportable = factVocabulary[name].from.some((origin) => origin === 'evidence');
    if (isReportable && evidence.facts !== undefined && Object.hasOwn(evidence.facts, name)) reported[name] = evidence.facts[name];
  }
  return {
    ...reported,
    ...(evidence.os === undefined ? {} : { 'os.id': evidence.os.id, 'os.version': evidence.os.version ?? reported['os.version'] }),
    'systemd.units': reported['systemd.units'] ?? unitsOf(evidence),
    'trustStore.paths': trustPathsOf(evidence),
    'evidence.collector': evidence.collector,
    'evidence.observedAt': evidence.observedAt,
  };
}

/** Names of the units; undefined where there are none and the collector says that it could not look. */
function unitsOf(evidence: HostEvidence): readonly string[] | undefined {
  const units = evidence.workloads.flatMap((workload) => (workload.unit === undefined ? [] : [workload.unit.name]));
  const couldNotLook = evidence.missing.some((missing) => missing.fact === 'workloads');
  return units.length === 0 && couldNotLook ? undefined : units;
}

/** Paths of the stores that exist; undefined where the collector says that it could not list them all. */
function trustPathsOf(evidence: HostEvidence): readonly string[] | undefined {
  if (evidence.missing.some((missing) => missing.fact === 'trustFiles')) return undefined;
  return evidence.trustFiles.filter((file) => file.state !== 'missing').map((file) => file.path);
}

/** The strategy that all declared services of the host share. */
function commonStrategy(host: Host, services: readonly ServiceDeclaration[]): string | undefined {
  const running = services.filter((service) => host.services.includes(service.name));
  const strategies = new Set(running.map((service) => service.deploy?.strategy));
  return strategies.size === 1 ? [...strategies][0] : undefined;
}

function isoText(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}
