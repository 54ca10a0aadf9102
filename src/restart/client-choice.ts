import type { ClientProfile } from '../clients/client-profile.ts';
import { underConfiguration } from '../clients/openssl-configuration.ts';
import { profileFor } from '../clients/profile-for.ts';
import { clientFamilies, profileNamed } from '../clients/registry.ts';
import type { ServiceDeclaration } from '../config/config.ts';
import type { WorkloadEvidence } from '../evidence/host-evidence.ts';
import type { Runtime } from '../evidence/runtime.ts';

/** The TLS client that a workload fetches its secrets with, or why that is not known. */
export type ClientChoice =
  | {
      readonly kind: 'known';
      readonly profile: ClientProfile;
      /** Libraries that the program may use in the runtime's place: its answer counts only where they would read the same. */
      readonly alternatives: readonly ClientProfile[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Chooses the client profile of a workload. What the host shows of the runtime comes first; a declaration may name a library inside that runtime, or the
 * client where the host does not show any. Without a declaration a program may use any library of its runtime, and they look in different places.
 */
export function chooseClient(evidence: WorkloadEvidence, declared: ServiceDeclaration | undefined): ClientChoice {
  const choice = chooseByName(evidence, declared);
  return choice.kind === 'unknown' ? choice : asConfigured(choice, evidence);
}

// What the system's configuration of OpenSSL makes of the client. A container was never recorded without it, so that without it nobody looked.
function asConfigured(choice: Extract<ClientChoice, { kind: 'known' }>, evidence: WorkloadEvidence): ClientChoice {
  const { root } = evidence;
  const runtime = evidence.runtime && startedRuntime(evidence.runtime, evidence.nextStart.environment);
  if (runtime === undefined) return choice;
  if (root !== undefined && choice.profile.family === 'openssl' && runtime.tlsConfiguration === undefined) {
    return unknown(`the configuration of OpenSSL in ${root} was not read`);
  }
  const alternatives: ClientProfile[] = [];
  for (const alternative of choice.alternatives) {
    const configured = underConfiguration(alternative, runtime);
    if (configured.kind === 'unknown') return configured;
    alternatives.push(configured.profile);
  }
  const own = underConfiguration(choice.profile, runtime);
  return own.kind === 'unknown' ? own : { kind: 'known', profile: own.profile, alternatives };
}

// Set and empty, OPENSSL_CONF names no file: then the system's is not read
function startedRuntime(runtime: Runtime, environment: Readonly<Record<string, string>>): Runtime {
  const { tlsConfiguration } = runtime;
  if (environment['OPENSSL_CONF'] !== '' || tlsConfiguration === undefined) return runtime;
  return { ...runtime, tlsConfiguration: { ...tlsConfiguration, state: 'missing', settings: {}, unread: undefined } };
}

function chooseByName(evidence: WorkloadEvidence, declared: ServiceDeclaration | undefined): ClientChoice {
  const name = declared?.client;
  if (evidence.runtime === undefined) {
    if (name === undefined) return unknown(`which TLS client ${evidence.name} uses is not known: declare it with client:`);
    const profile = profileNamed(name);
    return profile === undefined ? unknown(`no client profile is called "${name}"`) : { kind: 'known', profile, alternatives: [] };
  }
  const choice = profileFor(evidence.runtime);
  if (choice.kind === 'unknown') return choice;
  const { profile } = choice;
  const family = clientFamilies.find((entry) => entry.family === evidence.runtime?.family);
  const libraries = family?.libraries ?? [];
  // a default client is the runtime's own by definition
  if (evidence.origin === 'default-client' || name === profile.name || name === evidence.runtime.family) {
    return { kind: 'known', profile, alternatives: [] };
  }
  const own = name === undefined ? libraryOfProgram(evidence) : name;
  if (own === undefined) return { kind: 'known', profile, alternatives: libraries };
  const library = libraries.find((candidate) => candidate.name === own);
  if (library !== undefined) return { kind: 'known', profile: library, alternatives: [] };
  return unknown(`it is declared as a ${own} client, and the host shows ${evidence.runtime.family} ${evidence.runtime.version}`);
}

// The AWS CLI as a Python script (Debian's version 2, and all of version 1), and HashiCorp's own program
const programLibraries: Readonly<Record<string, string>> = { 'python aws': 'boto3', 'go vault': 'vault' };

function libraryOfProgram({ runtime, program }: WorkloadEvidence): string | undefined {
  return programLibraries[`${runtime?.family} ${program?.slice(program.lastIndexOf('/') + 1)}`];
}

function unknown(reason: string): ClientChoice {
  return { kind: 'unknown', reason };
}
