import type { TrustLocation } from '../../clients/client-profile.ts';
import { clientProfiles } from '../../clients/registry.ts';
import type { Launch, WorkloadEvidence } from '../host-evidence.ts';
import type { Runtime } from '../runtime.ts';
import { allowedVariables, otherFiles } from './allow-list.ts';

// Where distributions keep bundles, beyond what the client profiles name: for people who put a CA into the wrong one.
const wellKnown = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/ssl/certs',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
  '/etc/pki/java/cacerts',
  '/etc/pki/nssdb',
];
const pathOptions = [
  'javax.net.ssl.trustStore',
  '--cacert',
  '--capath',
  '--ca-bundle',
  'ca_bundle',
  '-CAfile',
  '-CApath',
  '-ca-cert',
  '-ca-path',
  '--cert',
  '-client-cert',
  'javax.net.ssl.keyStore',
];

/** Every file and folder that some client on this machine might take its roots from, each once. */
export function trustPaths(
  runtimes: readonly Runtime[],
  workloads: readonly WorkloadEvidence[],
  extra: readonly string[],
): readonly string[] {
  const homes = [...runtimes, ...workloads.flatMap(({ runtime, process }) => [runtime ?? [], process?.runtime ?? []].flat())];
  return [
    ...new Set([
      ...wellKnown,
      ...profilePaths(homes),
      ...homes.flatMap(({ packagedRoots }) => Object.values(packagedRoots ?? {})),
      ...workloads.filter(sharesFiles).flatMap((workload) => launchPaths(workload)),
      ...extra,
    ]),
  ].filter((file) => file.startsWith('/'));
}

// What a process with files of its own names is not what lies under that name here.
function sharesFiles(workload: WorkloadEvidence): boolean {
  return workload.missing?.every((fact) => fact.fact !== 'trustFiles') ?? true;
}

function profilePaths(runtimes: readonly Runtime[]): readonly string[] {
  return clientProfiles.flatMap((profile) => {
    // A Java home is no OPENSSLDIR, and the other way round.
    const homes = homesOf(runtimes.filter((runtime) => (runtime.family === 'java') === (profile.family === 'java')));
    return profile.lookup.flatMap((slot) => slot.locations.flatMap((location) => locationPaths(location, homes)));
  });
}

function locationPaths(location: TrustLocation, homes: readonly string[]): readonly string[] {
  if (location.source.kind !== 'path') return [];
  const paths = location.separator === undefined ? [location.source.path] : location.source.path.split(location.separator);
  return paths.flatMap((path) => (path.includes('{home}') ? homes.map((home) => path.replace('{home}', home)) : [path]));
}

function homesOf(runtimes: readonly Runtime[]): readonly string[] {
  return [...new Set(runtimes.flatMap((runtime) => runtime.home ?? []))];
}

function launchPaths(workload: WorkloadEvidence): readonly string[] {
  return [workload.nextStart, ...(workload.running === undefined ? [] : [workload.running])].flatMap(namedPaths);
}

/** Trust-store files and folders, and client certificates, that a start names by its variables and options. */
export function namedPaths(launch: Launch): readonly string[] {
  return [
    ...Object.entries(launch.environment).flatMap(([name, value]) => {
      if (otherFiles.has(name)) return [];
      const shape = allowedVariables[name];
      return shape === 'path' ? [value] : shape === 'path-list' ? value.split(':') : [];
    }),
    ...pathOptions.flatMap((name) => launch.options[name]?.split(':') ?? []),
  ].filter((file) => file.startsWith('/'));
}
