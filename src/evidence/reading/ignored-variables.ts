import type { MissingFact } from '../host-evidence.ts';
import { type Machine, type ProcessFacts, standardPath } from '../machine/machine.ts';
import type { RuntimeFamily } from '../runtime.ts';
import type { UnitAccount } from './account-rights.ts';
import { findProgram, resolveProgram } from './find-program.ts';

/** What is known of a program's next start. */
export interface ProgramStart {
  /** The program, and the interpreter of a script. */
  readonly programs: readonly string[];
  readonly account: UnitAccount;
  readonly environment: ReadonlyMap<string, string>;
  readonly family: RuntimeFamily | undefined;
}

// A program that was started with more rights than its starter has (AT_SECURE, getauxval(3)) does not read these, also where they are empty:
// OpenSSL crypto/getenv.c ossl_safe_getenv (1.1.1 to 3.5), Node.js src/node_credentials.cc SafeGetenv, JDK 17 os::have_special_privileges in
// arguments.cpp. Go reads all of them (os.Getenv).
const guarded = [
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'OPENSSL_CONF',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'NODE_USE_SYSTEM_CA',
  'JAVA_TOOL_OPTIONS',
  '_JAVA_OPTIONS',
];

/** The variables that a running process may not have read, each as a fact of its environment that is not known. */
export function ignoredByProcess(process: ProcessFacts, family: RuntimeFamily | undefined): readonly MissingFact[] {
  if (!process.raised || !('values' in process.environment)) return [];
  return factsOf(namesIgnored(process.environment.values, family), 'running');
}

/**
 * The variables that a program may not read when it is started, because its file brings capabilities or is set-id. NoNewPrivileges= does not keep
 * capabilities of a file from it (Linux security/commoncap.c, cap_bprm_creds_from_file: `effective` is enough; seen on 6.18).
 */
export async function ignoredAtStart(machine: Machine, start: ProgramStart): Promise<readonly MissingFact[]> {
  const names = namesIgnored(start.environment, start.family);
  if (names.length === 0) return [];
  const searchPath = start.environment.get('PATH') ?? standardPath;
  const plain = await Promise.all(
    start.programs.map(async (program) => {
      const file = program.startsWith('/') ? program : await findProgram(machine, [program], searchPath);
      return file !== undefined && (await isPlain(machine, await resolveProgram(machine, file), start.account));
    }),
  );
  return plain.every(Boolean) ? [] : factsOf(names, 'nextStart');
}

// Root is not given anything by capabilities of a file, nor by a file that is root's.
async function isPlain(machine: Machine, real: string, account: UnitAccount): Promise<boolean> {
  const status = await machine.programs.stat(real);
  // That there is nothing to start is told elsewhere.
  if (status.kind === 'failed') return status.missing;
  const isRoot = account === 'root' || (typeof account !== 'string' && account.uid === 0);
  const isSetId = (status.mode & 0o2000) !== 0 || ((status.mode & 0o4000) !== 0 && !(isRoot && status.uid === 0));
  return !isSetId && (isRoot || (await machine.hasNoCapabilities(real)));
}

function namesIgnored(environment: ReadonlyMap<string, string>, family: RuntimeFamily | undefined): readonly string[] {
  return family === 'go' ? [] : guarded.filter((name) => environment.has(name));
}

function factsOf(names: readonly string[], prefix: 'nextStart' | 'running'): readonly MissingFact[] {
  return names.map((name) => ({
    fact: `${prefix}.environment.${name}`,
    reason: `${name} may be ignored, because the program may have been given rights by its file (capabilities or set-id)`,
  }));
}
