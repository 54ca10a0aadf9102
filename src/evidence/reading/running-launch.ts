import type { Launch } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import type { Runtime } from '../runtime.ts';
import { readAwsConfiguration } from './aws-config.ts';
import { clientFilesIn } from './client-files.ts';
import { ignoredByProcess } from './ignored-variables.ts';
import { type LaunchReading, readLaunch } from './launch.ts';
import { type SeenProcess, whyFilesDiffer } from './processes.ts';
import { namedPaths } from './trust-paths.ts';

/**
 * Reduces what a running process was started with; the process's own gaps (files of its own, say) are part of it, also where only a
 * file differs that this start, its next one, or its runtime names.
 */
export async function runningLaunch(
  machine: Machine,
  process: SeenProcess,
  runtime: Runtime | undefined,
  next?: Launch,
): Promise<LaunchReading> {
  const environment = 'values' in process.environment ? process.environment.values : new Map<string, string>();
  const words = [process.program, ...process.words.slice(1)];
  const usesAws = runtime?.family === 'python' || runtime?.family === 'go';
  const aws = usesAws ? await readAwsConfiguration(machine, environment, words, undefined) : undefined;
  const reading = readLaunch({ environment, words, javaVersion: runtime?.version, aws }, 'running');
  const missing = [...process.missing, ...reading.missing, ...ignoredByProcess(process, runtime?.family)];
  const known = missing.some((one) => one.fact === 'trustFiles');
  const launches = [reading.launch, ...(next === undefined ? [] : [next])];
  const named = [...launches.flatMap((launch) => [...namedPaths(launch), ...clientFilesIn(launch)]), ...homeStores(runtime)];
  const away = known ? undefined : await whyFilesDiffer(machine, process, named);
  return { launch: reading.launch, missing: away === undefined ? missing : [...missing, { fact: 'trustFiles', reason: away }] };
}

function homeStores(runtime: Runtime | undefined): readonly string[] {
  const names = runtime?.family === 'java' ? ['lib/security/jssecacerts', 'lib/security/cacerts'] : ['cert.pem', 'certs', 'openssl.cnf'];
  return runtime?.home === undefined ? [] : names.map((name) => `${runtime.home}/${name}`);
}
