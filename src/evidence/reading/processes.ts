import type { MissingFact } from '../host-evidence.ts';
import type { Failure, FileStatus, Machine, ProcessFacts } from '../machine/machine.ts';

/** A process with what is not known of it; in memory only. */
export interface SeenProcess extends ProcessFacts {
  readonly missing: readonly MissingFact[];
}

/** Returns what is known of a process; undefined for kernel threads and for processes that ended meanwhile. */
export async function readProcess(machine: Machine, pid: number): Promise<SeenProcess | undefined> {
  const facts = await machine.process(pid);
  if (facts === undefined) return undefined;
  const missing: MissingFact[] = [];
  if ('reason' in facts.environment) missing.push({ fact: 'running.environment', reason: facts.environment.reason });
  if (facts.replaced) {
    missing.push({ fact: 'running.runtime', reason: 'the program file was replaced or removed after the process had started' });
  }
  const away = await whyFilesDiffer(machine, facts, usualStores);
  if (away !== undefined) missing.push({ fact: 'trustFiles', reason: away });
  return { ...facts, missing };
}

const usualStores = [
  '/',
  '/etc/ssl/certs',
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/ssl/certs/java/cacerts',
  '/etc/ssl/cert.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/java/cacerts',
  '/usr/share/ca-certificates',
  '/etc/ssl/openssl.cnf',
];

/**
 * Why a process does not see the same files as whoever looks at one of these paths; undefined where it does. A container, a chroot
 * or a mount over a folder or a single file gives it others.
 */
export async function whyFilesDiffer(machine: Machine, process: ProcessFacts, files: readonly string[]): Promise<string | undefined> {
  if (process.files === 'same') return undefined;
  const root = `/proc/${process.pid}/root`;
  for (const named of files) {
    // Links with absolute targets would lead out of the process's root into ours, so what they lead to is compared by its own path.
    const real = await machine.realPath(named);
    for (const file of new Set([named, real.kind === 'path' ? real.path : named])) {
      const [here, there] = await Promise.all([machine.lstat(file), machine.lstat(file === '/' ? `${root}/` : root + file)]);
      const [mine, its] = [identityOf(here), identityOf(there)];
      if (its === undefined) return `${root} cannot be looked into, so it is not known whether the process sees the same files`;
      if (mine !== its) return `the process has files of its own at ${file} (a container or a mount), which were not read`;
    }
  }
  return undefined;
}

// What cannot be looked at from either side is different from everything.
function identityOf(status: FileStatus | Failure): string | undefined {
  if (status.kind !== 'failed') return status.identity;
  return status.missing ? 'none' : undefined;
}
