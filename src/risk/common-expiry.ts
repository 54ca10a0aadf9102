import { toInstant } from '../config/instant.ts';
import { reasonCodes } from '../reason-codes.ts';
import type { WorkloadVerdict } from '../restart/restart-verdict.ts';
import type { Finding } from '../rules/finding.ts';
import { fingerprint } from '../rules/fingerprint.ts';

/** Services that stop at one moment; kept while hosts stream by, so it holds names and counts, not hosts. */
export interface CommonExpiries {
  /** Counts a host's workloads. */
  add(workloads: readonly WorkloadVerdict[]): void;
  /** COMMON_EXPIRY for each moment at which so many services stop that nobody could mend them one after the other. */
  findings(): readonly Finding[];
}

/** As few as this are mended one after the other. Our choice. */
const fewestServices = 3;
const namedServices = 5;

interface Stop {
  readonly at: string;
  readonly code: string;
  readonly failsBecause: string | undefined;
  readonly services: Set<string>;
  hosts: number;
}

/** Returns an empty tally of moments within the horizon: `until` is its end, as epoch ms. */
export function createCommonExpiries(until: number): CommonExpiries {
  const stops = new Map<string, Stop>();
  const end = toInstant(until);

  function noteOf({ forecast }: WorkloadVerdict): Omit<Stop, 'services' | 'hosts'> | undefined {
    const step = forecast?.find(({ restart }) => restart === 'fails');
    // Instants of one form sort as text.
    if (step?.code === undefined || step.at > end) return undefined;
    return { at: step.at, code: step.code, failsBecause: step.failsBecause };
  }

  return {
    add(workloads) {
      const counted = new Set<Stop>();
      for (const workload of workloads.filter(({ verdict }) => verdict !== 'will-fail')) {
        const noted = noteOf(workload);
        if (noted === undefined) continue;
        const key = `${noted.at} ${noted.failsBecause ?? noted.code}`;
        const stop = stops.get(key) ?? { ...noted, services: new Set(), hosts: 0 };
        stops.set(key, stop);
        stop.services.add(workload.service);
        if (!counted.has(stop)) stop.hosts += 1;
        counted.add(stop);
      }
    },
    findings() {
      return [...stops.values()]
        .filter(({ services }) => services.size >= fewestServices)
        .toSorted((a, b) => (a.at < b.at ? -1 : 1))
        .map(findingOf);
    },
  };
}

function findingOf({ at, code, failsBecause, services, hosts }: Stop): Finding {
  const names = [...services].toSorted();
  const more = names.length > namedServices ? ` and ${names.length - namedServices} more` : '';
  const because = failsBecause === undefined ? code : `${code}, certificate ${failsBecause.slice(0, 12)}`;
  return {
    ruleId: 'COMMON_EXPIRY',
    severity: reasonCodes.COMMON_EXPIRY.severity,
    message: `${names.length} services on ${hosts} ${hosts === 1 ? 'host' : 'hosts'} stop coming back at the same moment, ${at} (${because}): ${names.slice(0, namedServices).join(', ')}${more}`,
    remedy: 'mend the shared cause before that moment: one host of one service first, then all others',
    fingerprint: fingerprint('COMMON_EXPIRY', { subject: failsBecause ?? `${code} ${at}` }),
    status: 'new',
  };
}
