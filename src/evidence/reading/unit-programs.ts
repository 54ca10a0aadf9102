import path from 'node:path';
import type { CredentialSources } from '../credential-evidence.ts';
import type { MissingFact, WorkloadEvidence } from '../host-evidence.ts';
import { type Machine, standardPath } from '../machine/machine.ts';
import type { UnitAccount } from './account-rights.ts';
import { type AwsConfiguration, readAwsConfiguration } from './aws-config.ts';
import { clientFilesIn } from './client-files.ts';
import type { DeclaredIdentity } from './credential-files.ts';
import { credentialSourcesOf, mayUseSdk } from './credential-sources.ts';
import { readCurlConfiguration } from './curlrc.ts';
import { findProgram } from './find-program.ts';
import { fetchesNothing } from './harmless-programs.ts';
import { ignoredAtStart } from './ignored-variables.ts';
import { type Command, commandOf, readLaunch } from './launch.ts';
import { type ProgramRuntime, runtimeOfProgram } from './program-runtime.ts';
import { packagedRootsOf } from './python-packages.ts';
import type { RuntimeCatalogue } from './runtimes.ts';
import { namedPaths } from './trust-paths.ts';
import type { UnitCommand } from './unit-commands.ts';
import type { UnitLaunch } from './unit-launch.ts';
import { isAbsent, whyNotLetThrough } from './unit-obstacles.ts';
import { whatRootMayNotRead } from './unit-restrictions.ts';
import { whyNotSeen, whySandboxHides } from './unit-sandbox.ts';
import { goneWithin, isEmptyAtBoot } from './volatile-folders.ts';

/** A unit's start and whatever is needed to look at its programs. */
export interface UnitStart {
  readonly machine: Machine;
  readonly catalogue: RuntimeCatalogue;
  readonly launch: UnitLaunch;
  readonly account: UnitAccount;
  /** Files that the configuration declares the service to prove itself with. */
  readonly declared: DeclaredIdentity['files'];
  /** Client certificates and keys that it declares the service to show. */
  readonly shown: readonly string[];
}

/** One program that a unit starts, reduced to what may leave the host. */
export interface LaunchedProgram {
  readonly program: string | undefined;
  readonly runtime: WorkloadEvidence['runtime'];
  readonly nextStart: WorkloadEvidence['nextStart'];
  readonly credentials: CredentialSources | undefined;
  readonly missing: readonly MissingFact[];
}

/** A program that is started beside the main one, with the command that starts it. */
export type FetcherBeside = Omit<WorkloadEvidence, 'name' | 'origin' | 'unit'> & { readonly command: UnitCommand };

/** Returns what one command of the unit would run, on which runtime, and what of that is not known. */
export async function launchedProgram(start: UnitStart, given: UnitCommand): Promise<LaunchedProgram> {
  const { machine, launch } = start;
  const words = await withProgramFound(machine, given.words);
  const command = commandOf({ environment: launch.environment, words });
  const found: ProgramRuntime = command.shell
    ? { reason: 'it starts a shell command, which was not read' }
    : await runtimeOfProgram(machine, start.catalogue, command.program, command.environment.get('PATH') ?? standardPath);
  const account = given.asRoot ? 'root' : start.account;
  const home = typeof account === 'string' ? (account === 'root' ? '/root' : undefined) : account.home;
  const runtime = await withPackages(machine, found, withHome(command.environment, home).get('HOME'));
  const notSeen = (file: string): ReturnType<typeof whyNotSeen> => whyNotSeen(launch.sandbox, [file]);
  const curl =
    path.basename(command.program) === 'curl'
      ? await readCurlConfiguration(machine, withHome(command.environment, home), home, notSeen)
      : undefined;
  const aws = await awsConfiguration(start, command, runtime, home);
  const reading = readLaunch({ environment: launch.environment, words, javaVersion: runtime?.version, curl, aws }, 'nextStart');
  const named = await withTargets(machine, [...namedPaths(reading.launch), ...clientFilesIn(reading.launch)]);
  const shown = await withTargets(machine, start.shown);
  const hidden =
    whySandboxHides(launch.sandbox, [...named, ...shown, ...programPaths(command.program, runtime)]) ??
    (await whyNotLetThrough(machine, account, [...named, ...shown, ...usualBundle]));
  const programs = [command.program, 'interpreter' in found ? found.interpreter : ''].filter((one) => one !== '');
  const { environment } = command;
  const ignored = await ignoredAtStart(machine, { programs, account, environment, family: runtime?.family });
  return {
    program: command.program === '' ? undefined : command.program,
    runtime,
    nextStart: reading.launch,
    credentials: await credentialsOf(start, command, runtime, { account, home }),
    missing: [
      ...reading.missing,
      ...ignored,
      ...('reason' in found ? [{ fact: 'runtime', reason: found.reason }] : []),
      ...(hidden === undefined
        ? await whatIsGone(machine, named, foldersOf(command, curl !== undefined, aws !== undefined))
        : [{ fact: 'trustFiles', reason: hidden }]),
      ...(await whatRootMayNotRead(machine, account, launch.bounded, [...named, ...shown, ...usualBundle])),
    ],
  };
}

/**
 * What is started beside the main program and may be what fetches its secret: each whose TLS client is known becomes a workload of its
 * own, judged with that client. Of any other it is said that it was not looked into, save those that fetch nothing (mkdir, nginx -t).
 */
export async function fetchersBeside(start: UnitStart): Promise<{
  readonly workloads: readonly FetcherBeside[];
  readonly missing: readonly MissingFact[];
}> {
  const workloads: FetcherBeside[] = [];
  const missing: MissingFact[] = [];
  const { others } = start.launch;
  if (others.length > maximumCommands) {
    missing.push({
      fact: 'nextStart.before',
      reason: `of the ${others.length} programs that are started with the service ${maximumCommands} were looked at`,
    });
  }
  for (const command of others.slice(0, maximumCommands)) {
    if (fetchesNothing(commandOf({ environment: start.launch.environment, words: command.words }).programWords)) continue;
    if (command.mayFail && (await isAbsent(start.machine, command))) continue;
    const one = await launchedProgram(start, command);
    const known = [...start.launch.missing, ...one.missing];
    const ownFiles = one.missing.some((fact) => fact.fact === 'trustFiles');
    if (one.runtime === undefined || ownFiles) {
      const why = one.missing.find((fact) => fact.fact === 'runtime' || fact.fact === 'trustFiles')?.reason ?? '';
      const name = one.program === undefined ? 'a program' : path.basename(one.program);
      missing.push({ fact: 'nextStart.before', reason: `${name} is started with the service: ${why}` });
    } else {
      workloads.push({
        command,
        ...(one.program === undefined ? {} : { program: one.program }),
        runtime: one.runtime,
        nextStart: one.nextStart,
        ...(one.credentials === undefined ? {} : { credentials: one.credentials }),
        ...(known.length === 0 ? {} : { missing: known }),
      });
    }
  }
  return { workloads, missing };
}

// Packages of a Python bring roots of their own, and which ones depends on who starts it and from where.
async function withPackages(machine: Machine, found: ProgramRuntime, home: string | undefined): Promise<WorkloadEvidence['runtime']> {
  if (!('runtime' in found)) return undefined;
  const { runtime, interpreter } = found;
  const packagedRoots = runtime.family === 'python' ? await packagedRootsOf(machine, runtime, interpreter, home) : undefined;
  return packagedRoots === undefined ? runtime : { ...runtime, packagedRoots };
}

// Only SDKs for these runtimes take a trust store from there; Java's and Node's do not (CLIENTS.md).
async function awsConfiguration(
  { machine, launch }: UnitStart,
  command: Command,
  runtime: WorkloadEvidence['runtime'],
  home: string | undefined,
): Promise<AwsConfiguration | undefined> {
  if (runtime?.family !== 'python' && runtime?.family !== 'go') return undefined;
  const read = await readAwsConfiguration(machine, withHome(command.environment, home), command.words, home);
  const hidden = 'unread' in read || read.caBundle === undefined ? undefined : whySandboxHides(launch.sandbox, read.files);
  return hidden === undefined ? read : { unread: hidden };
}

// For these runtimes there are SDKs of AWS; any other proves itself with what is declared.
async function credentialsOf(
  { machine, launch, declared }: UnitStart,
  { environment, words }: Command,
  runtime: WorkloadEvidence['runtime'],
  { account, home }: { readonly account: UnitAccount; readonly home: string | undefined },
): Promise<CredentialSources | undefined> {
  if (!mayUseSdk(runtime) && declared.length === 0) return undefined;
  const whyOtherwise = async (files: readonly string[]): Promise<string | undefined> => whySandboxHides(launch.sandbox, files);
  // With rights beyond those of its user it may read what is closed to that.
  const reader = launch.readsMore && account !== 'root' ? 'not-known' : account;
  return credentialSourcesOf({ machine, environment: withHome(environment, home), words, home, account: reader, declared, whyOtherwise });
}

/** Programs beside the main one that are looked at of one unit. Our choice: an honest unit has 5. */
const maximumCommands = 100;

/** A store that every client has to get at, as long as nothing else is named. */
const usualBundle = ['/etc/ssl/certs/ca-certificates.crt'];

// systemd looks for a bare name in folders of its own, whatever PATH says.
async function withProgramFound(machine: Machine, [program = '', ...rest]: readonly string[]): Promise<readonly string[]> {
  if (program === '') return [];
  return [program.includes('/') ? program : ((await findProgram(machine, [program], standardPath)) ?? program), ...rest];
}

function withHome(environment: ReadonlyMap<string, string>, home: string | undefined): ReadonlyMap<string, string> {
  return environment.has('HOME') || home === undefined ? environment : new Map([...environment, ['HOME', home]]);
}

async function whatIsGone(machine: Machine, named: readonly string[], folders: readonly string[]): Promise<readonly MissingFact[]> {
  let gone = folders.find(isEmptyAtBoot);
  for (const file of named) gone ??= await goneWithin(machine, file);
  if (gone === undefined) return [];
  return [
    { fact: 'nextStart.access', reason: `what lies at ${gone} is gone when the host comes up, and what will lie there is not known` },
  ];
}

// Where curl and the SDKs of AWS look for files that name a store.
function foldersOf({ environment }: Command, curl: boolean, aws: boolean): readonly string[] {
  const names = [
    ...(curl || aws ? ['HOME'] : []),
    ...(curl ? ['CURL_HOME', 'XDG_CONFIG_HOME'] : []),
    ...(aws ? ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'] : []),
  ];
  return names.flatMap((name) => environment.get(name) ?? []).filter((file) => file.startsWith('/'));
}

async function withTargets(machine: Machine, files: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(files.map(async (file) => machine.realPath(file)));
  return [...files, ...found.flatMap((real) => (real.kind === 'path' ? [real.path] : []))];
}

function programPaths(program: string, runtime: WorkloadEvidence['runtime']): readonly string[] {
  return [program, runtime?.home ?? ''].filter((file) => file.startsWith('/'));
}
