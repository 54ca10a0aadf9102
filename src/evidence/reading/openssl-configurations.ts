import type { HostEvidence, WorkloadEvidence } from '../host-evidence.ts';
import type { MachineFiles } from '../machine/machine.ts';
import type { Runtime, TlsConfiguration } from '../runtime.ts';
import { readOpensslConfiguration } from './openssl-configuration.ts';
import type { Entry } from './openssl-configuration-settings.ts';

/** Runtimes, and the workloads that run them, with the configuration that their OpenSSL takes by itself. */
export interface Configured {
  readonly runtimes: readonly Runtime[];
  readonly workloads: readonly WorkloadEvidence[];
}

type Files = Pick<MachineFiles, 'readText' | 'stat' | 'list'>;

/** Where a runtime's OpenSSL finds its configuration, or why that is not known. */
type Source = { readonly file: string; readonly entry: Entry } | { readonly unknown: string };

/**
 * Reads for every runtime on OpenSSL what its library takes without being asked (OPENSSL_INIT_LOAD_CONFIG: ssl/ssl_init.c, OPENSSL_init_ssl, since 1.1.1).
 * Both runtimes and workloads are those of the machine whose files these are: a container has its own.
 */
export async function withOpensslConfigurations(
  machine: Files,
  os: HostEvidence['os'],
  { runtimes, workloads }: Configured,
): Promise<Configured> {
  const answers = new Map<string, Promise<TlsConfiguration>>();
  const all = [...runtimes, ...workloads.flatMap((workload) => workload.runtime ?? [])];
  const configured = new Map<Runtime, Runtime>();
  for (const runtime of new Set(all)) {
    const source = sourceOf(runtime, os, all);
    if (source === undefined) continue;
    const key = JSON.stringify(source);
    const answer = answers.get(key) ?? read(machine, source);
    answers.set(key, answer);
    const ownLevel = runtime.tlsConfiguration?.ownLevel;
    configured.set(runtime, { ...runtime, tlsConfiguration: { ...(await answer), ...(ownLevel === undefined ? {} : { ownLevel }) } });
  }
  return {
    runtimes: runtimes.map((runtime) => configured.get(runtime) ?? runtime),
    workloads: workloads.map((workload) => {
      const runtime = workload.runtime && configured.get(workload.runtime);
      return runtime === undefined ? workload : { ...workload, runtime };
    }),
  };
}

async function read(machine: Files, source: Source): Promise<TlsConfiguration> {
  if ('unknown' in source) return { path: 'openssl.cnf', state: 'unreadable', settings: {}, unread: [source.unknown] };
  return readOpensslConfiguration(machine, source.file, source.entry);
}

function sourceOf(runtime: Runtime, os: HostEvidence['os'], all: readonly Runtime[]): Source | undefined {
  switch (runtime.family) {
    case 'java':
    case 'go':
      return undefined;
    case 'node':
      if (runtime.tlsLibrary?.startsWith('shared ') === true) return { unknown: 'where this build of Node.js looks for it is not known' };
      // Official builds are configured with OPENSSLDIR=/etc/ssl, and start from a name of their own (src/node.cc).
      return { file: '/etc/ssl/openssl.cnf', entry: 'nodejs_conf' };
    case 'openssl':
    case 'python':
    case 'curl': {
      const home = runtime.home ?? (runtime.family === 'curl' ? homeOfCurl(runtime, os, all) : undefined);
      if (home === undefined) return { unknown: `the folder in which the OpenSSL of ${runtime.family} looks for it is not known` };
      return { file: `${home.replace(/\/+$/, '')}/openssl.cnf`, entry: 'openssl_conf' };
    }
  }
}

// curl does not say where: a program on the very same OpenSSL does, and so does the distribution for its own curl
function homeOfCurl(curl: Runtime, os: HostEvidence['os'], all: readonly Runtime[]): string | undefined {
  const homes = new Set(
    all.filter((one) => one.family !== 'curl' && one.tlsLibrary === curl.tlsLibrary && one.home !== undefined).map((one) => one.home),
  );
  if (homes.size === 1) return [...homes][0];
  const isPackaged = /^\/(?:usr\/)?bin\//.test(curl.path ?? '') && (os?.id === 'debian' || os?.id === 'ubuntu');
  return isPackaged ? '/usr/lib/ssl' : undefined;
}
