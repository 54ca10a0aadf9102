import { randomBytes } from 'node:crypto';
import { type AuditedHost, soundHost, type Truth } from './fleet/audited-case.ts';
import { auditedHosts } from './fleet/audited-hosts.ts';
import type { Authorities } from './fleet/authorities.ts';
import { becomingHosts, closedHosts, type FaultyHost, jumpHosts, misbehavingHosts } from './fleet/faulty-hosts.ts';
import type { FetchingPrograms } from './fleet/fetching-programs.ts';
import { keyBytesOf } from './fleet/secret-cases.ts';

/** The hosts of an audit, and what was planted on them that nobody may ever see again. */
export interface ComposedFleet {
  readonly hosts: readonly AuditedHost[];
  readonly secrets: readonly string[];
}

/** So many hosts: every fault once, then every trust store, then trust stores again under further names. */
export function composeFleet(count: number, ca: Authorities, programs: FetchingPrograms): ComposedFleet {
  const secrets = new Map<string, string>();
  const secretOf = (host: string): string => {
    const secret = secrets.get(host) ?? `CANARY${randomBytes(12).toString('hex')}`;
    secrets.set(host, secret);
    return secret;
  };
  const audited = auditedHosts(ca, programs, secretOf);
  const faulty = chosenFaults.map((fault) => withFault(fault, soundHost(fault.name, ca, programs, secretOf(fault.name))));
  const hosts = [...faulty, ...audited];
  for (let round = 2; hosts.length < count; round += 1) {
    hosts.push(...auditedHosts(ca, programs, secretOf).map((host) => ({ ...host, name: `${host.name}-${round}` })));
  }
  const kept = spread(faulty, hosts.slice(faulty.length, Math.max(count, faulty.length)));
  const keyLines = ca.foreign.keyPem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
  const keyStores = hosts.flatMap(({ files }) => {
    const store = files?.['/etc/corp/mixed.jks'];
    return Buffer.isBuffer(store) ? [keyBytesOf(store)] : [];
  });
  return { hosts: kept, secrets: [...new Set([...secrets.values(), ...keyLines, ...keyStores])] };
}

// Those that end alike for the same cause stand for one another in a fleet; the channel's own tests have them all.
const chosenFaults: readonly FaultyHost[] = [...closedHosts, ...misbehavingHosts, ...jumpHosts, ...becomingHosts].filter(
  ({ name }) => !['no-account', 'no-sh', 'floods-first', 'old-algorithms', 'sudo-murmurs', 'sudo-denies', 'curt'].includes(name),
);

// What the way to a host may not change: a fault that lets the probe run leaves the verdict as it is; a fault that hides something must not end as ready.
const seenDespite: Readonly<Record<string, Truth>> = {
  truncates: { verdict: 'unknown', says: /ends before its end record/ },
  // The store's certificate is 30 days old: by its own clock the host would not take it yet.
  'clock-far-off': { verdict: 'not-ready' },
  'no-proc': { verdict: 'ready' },
  bare: { verdict: 'unknown' },
  'no-rights': { verdict: 'ready' },
};

function withFault(fault: FaultyHost, sound: AuditedHost): AuditedHost {
  const { says, mayRetry: _mayRetry, files, ...rest } = fault;
  const truth: Truth =
    says === 'output'
      ? (seenDespite[fault.name] ?? sound.truth)
      : { verdict: 'unknown', says: new RegExp(says.source.replace(/^\^|\$$/g, '')) };
  return { ...sound, ...rest, files: { ...sound.files, ...files }, truth };
}

// Faults among the others, as in life: a fleet that is cut off in the middle has seen some of each.
function spread(some: readonly AuditedHost[], others: readonly AuditedHost[]): readonly AuditedHost[] {
  return some.flatMap((host, index) => [host, ...others.slice(index, index + 1)]).concat(others.slice(some.length));
}
