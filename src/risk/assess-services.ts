import type { ServiceDeclaration } from '../config/config.ts';
import { blastRadiusOf, dependentsOf } from './blast-radius.ts';
import { type RestartUnits, unitsOf } from './restart-units.ts';
import { rollbackOf } from './rollback.ts';
import type { ServiceRisk } from './service-risk.ts';
import type { Cause, InstanceTally, ServiceTally } from './tally.ts';

/** What would happen to each service if all its hosts restarted at once, worst first: survivors, what falls with it, what a canary would have done. */
export function assessServices(tallies: Iterable<ServiceTally>, declared: readonly ServiceDeclaration[]): readonly ServiceRisk[] {
  const list = [...tallies];
  const byName = new Map(declared.map((service) => [service.name, service]));
  // a service that is lost itself, or of which no host was judged, is not said to go on
  const lost = new Set(list.filter((tally) => tally.counts['will-fail'] > 0 || isUnjudged(tally)).map((tally) => tally.name));
  const names = [...new Set([...list.map((tally) => tally.name), ...byName.keys()])].filter((name) => !lost.has(name)).toSorted();
  const dependents = dependentsOf(declared);
  return list
    .map((tally) => assess(tally, byName.get(tally.name), blastRadiusOf(tally.name, dependents), names))
    .toSorted((a, b) => ranks.indexOf(a.risk) - ranks.indexOf(b.risk) || b.willFail - a.willFail || (a.name < b.name ? -1 : 1));
}

const ranks: readonly ServiceRisk['risk'][] = ['outage', 'degraded', 'unknown', 'none'];

function assess(
  tally: ServiceTally,
  declared: ServiceDeclaration | undefined,
  blastRadius: readonly string[],
  names: readonly string[],
): ServiceRisk {
  const { counts } = tally;
  const hosts = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const survivors = counts.ready + counts['at-risk'] + counts['not-applicable'];
  const lost = counts['will-fail'];
  const owner = declared?.owner ?? tally.owner;
  const deploy = declared?.deploy;
  const instances = instancesOf(tally.instances);
  const counted = { hosts, ...countsOf(counts), latent: tally.latent, survivors, ...(instances === undefined ? {} : { instances }) };
  return {
    name: tally.name,
    ...(owner === undefined ? {} : { owner }),
    ...counted,
    ...(deploy === undefined ? {} : { deploy }),
    blastRadius,
    unaffected: names.filter((name) => name !== tally.name && !blastRadius.includes(name)),
    risk: lost > 0 ? ((instances?.survivors ?? survivors) === 0 ? 'outage' : 'degraded') : counts.unknown > 0 ? 'unknown' : 'none',
    ...(tally.latentSince === undefined ? {} : { since: tally.latentSince }),
    causes: causesOf(tally),
    ...(lost > 0 ? { canary: canaryOf(unitsOf(counted), deploy), rollback: rollbackOf(lostCauses(tally)) } : {}),
  };
}

function countsOf(counts: ServiceTally['counts']): Pick<ServiceRisk, 'ready' | 'atRisk' | 'willFail' | 'unknown' | 'notApplicable'> {
  const { ready, 'at-risk': atRisk, 'will-fail': willFail, unknown, 'not-applicable': notApplicable } = counts;
  return { ready, atRisk, willFail, unknown, notApplicable };
}

// Without a container the hosts say it all
function instancesOf({ counts, contained, rooted, latent, survivors }: InstanceTally): ServiceRisk['instances'] {
  if (rooted === 0) return undefined;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { noun: contained === total ? 'container' : 'instance', total, ...countsOf(counts), latent, survivors };
}

function lostCauses(tally: ServiceTally): readonly Cause[] {
  // a remark of low severity loses nobody
  return [...tally.causes.values()].filter(({ verdict, reason }) => verdict === 'will-fail' && !['info', 'low'].includes(reason.severity));
}

function causesOf(tally: ServiceTally): readonly string[] {
  const hostsOf = new Map<string, number>();
  for (const cause of lostCauses(tally)) hostsOf.set(cause.code, (hostsOf.get(cause.code) ?? 0) + cause.hosts);
  return [...hostsOf].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([code]) => code);
}

function isUnjudged({ counts }: ServiceTally): boolean {
  return counts.unknown > 0 && counts.ready + counts['at-risk'] + counts['not-applicable'] === 0;
}

function canaryOf({ noun, willFail: lost, total }: RestartUnits, deploy: ServiceDeclaration['deploy']): string {
  if (total === 1) return `it has one ${noun}, so there is nothing to try first: the restart itself is the loss`;
  const left = `${total - 1} still serving`;
  if (deploy?.strategy === 'canary' || (deploy?.strategy === 'rolling' && deploy.batch !== undefined)) {
    const batch = deploy.batch ?? 1;
    return `its ${deploy.strategy} deploy restarts ${batch} at a time: it halts after ${Math.min(batch, lost)} lost of ${total} if it waits for the health check`;
  }
  if (deploy?.strategy === 'all-at-once') {
    return `it is deployed to all ${total} ${noun}s at once, so nothing halts; a canary would have lost 1 ${noun} and halted with ${left}`;
  }
  return `a canary deploy would lose 1 ${noun} and halt with ${left}`;
}
