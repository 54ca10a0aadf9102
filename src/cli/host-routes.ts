import type { TransportName, TransportRule } from '../config/collection-config.ts';
import type { Route } from '../evidence/fleet/host-outcome.ts';
import type { Transport } from '../evidence/transport.ts';
import { matchesGlob } from '../evidence/transports/ssh/host-settings.ts';
import { isInstanceId } from '../evidence/transports/ssm/instance-id.ts';
import type { Host } from '../inventory/host.ts';
import type { ScanPlan } from './scan-plan.ts';

/** The transports of a scan that there are. */
export type OpenTransports = Partial<Readonly<Record<Exclude<TransportName, 'none'>, Transport>>>;

/**
 * Names of the transports of a host, in order: those of the first rule that fits it, else by what is configured: this machine itself, SSM for whatever has an
 * instance id, ssh, recordings.
 */
export function transportsFor({ transports: { transports: rules, ssh, ssm } }: ScanPlan): (host: Host) => readonly TransportName[] {
  const usual = (host: Host): readonly TransportName[] =>
    host.reach === 'local'
      ? ['local']
      : [
          ...(ssm !== undefined && (host.source === 'ec2' || isInstanceId(host.id)) ? ['ssm' as const] : []),
          ...(ssh === undefined ? [] : ['ssh' as const]),
          'replay',
        ];
  return (host) => {
    const rule = rules?.find((candidate) => fits(candidate, host));
    return rule === undefined ? usual(host) : [rule.use].flat();
  };
}

/** The route of every host over the transports that there are. */
export function routesOf(plan: ScanPlan, open: OpenTransports): (host: Host) => Route {
  const namesOf = transportsFor(plan);
  return (host) => {
    const names = namesOf(host);
    const transports = names.flatMap((name) => (name === 'none' ? [] : (open[name] ?? [])));
    if (transports.length > 0) return { transports };
    return { transports, whyNone: whyNone(names, plan) };
  };
}

// Without the host's name: hosts that fail alike are told together
function whyNone(names: readonly TransportName[], { transports: { ssm } }: ScanPlan): string {
  if (names.includes('none')) return 'the configuration says that nothing asks it (collection: transports)';
  if (ssm !== undefined)
    return 'no transport reaches it: ssm asks hosts with an instance id only (i-… as id in a hosts file), and neither collection: { ssh: {} } nor a recording of it (evidence: replay) is configured';
  return 'no transport reaches it: neither collection: { ssh: {} } nor a recording of it (evidence: replay) is configured';
}

/** Transports that some rule of the plan names, or that it uses without a rule. */
export function namedTransports({ transports: { transports: rules, ssh, ssm } }: Pick<ScanPlan, 'transports'>): ReadonlySet<TransportName> {
  const configured: readonly TransportName[] = [
    ...(ssh === undefined ? [] : ['ssh' as const]),
    ...(ssm === undefined ? [] : ['ssm' as const]),
  ];
  return new Set([...configured, ...(rules ?? []).flatMap(({ use }) => use)]);
}

function fits(rule: TransportRule, host: Host): boolean {
  const named = [host.id, host.name, host.address].filter((name) => name !== undefined);
  return (
    (rule.source === undefined || rule.source === host.source) &&
    (rule.accounts === undefined || rule.accounts.some((account) => account === host.account)) &&
    (rule.regions === undefined || rule.regions.some((region) => region === host.region)) &&
    (rule.names === undefined || rule.names.some((glob) => named.some((name) => matchesGlob(glob, name)))) &&
    Object.entries(rule.tags ?? {}).every(([name, globs]) => {
      const value = host.tags?.[name];
      return value !== undefined && globs.some((glob) => matchesGlob(glob, value));
    })
  );
}
