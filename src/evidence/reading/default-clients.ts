import type { WorkloadEvidence } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import type { Runtime } from '../runtime.ts';
import { readCurlConfiguration } from './curlrc.ts';
import { readLaunch } from './launch.ts';

const clientFamilies: readonly Runtime['family'][] = ['curl', 'python', 'node', 'java', 'go'];

/**
 * Returns one workload for each client family that is installed: what such a client would see if the machine started it without any variable. What the
 * shell of whoever asks sets (SSL_CERT_FILE, VAULT_ADDR) ends with that shell: no restart has it, so it must make no client ready. The first runtime of a
 * family is the one that PATH leads to.
 */
export async function defaultClients(machine: Machine, installed: readonly Runtime[]): Promise<readonly WorkloadEvidence[]> {
  const environment = new Map<string, string>();
  // A file in the home outlasts the shell
  const { HOME: home } = machine.environment;
  const curl = await readCurlConfiguration(machine, home === undefined ? environment : new Map([['HOME', home]]), machine.home);
  return clientFamilies.flatMap((family) => {
    const runtime = installed.find((one) => one.family === family);
    if (runtime === undefined) return [];
    const { launch, missing } = readLaunch(
      { environment, words: [runtime.path ?? family], javaVersion: runtime.version, curl },
      'nextStart',
    );
    const program = runtime.path === undefined ? {} : { program: runtime.path };
    return [
      {
        name: family,
        origin: 'default-client' as const,
        ...program,
        runtime,
        nextStart: launch,
        ...(missing.length === 0 ? {} : { missing }),
      },
    ];
  });
}
