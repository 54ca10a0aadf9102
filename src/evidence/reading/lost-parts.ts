import path from 'node:path';
import type { MissingFact } from '../host-evidence.ts';
import type { Machine, ProcessFacts } from '../machine/machine.ts';
import type { Runtime } from '../runtime.ts';
import { hasChangedSince } from './changed-at.ts';
import { resolveProgram } from './find-program.ts';

/**
 * What the next start needs beside its program and no longer finds as the running process did: libraries that it has loaded and that nobody put back, and
 * parts of a JDK, whose `release` says what it was. A JVM ends without its modules or its security properties (measured with OpenJDK 17), and with other
 * ones it may refuse any store.
 */
export async function lostParts(
  machine: Machine,
  process: ProcessFacts | undefined,
  next: Runtime | undefined,
): Promise<readonly MissingFact[]> {
  if (next === undefined) return [];
  const gaps = [
    ...(process === undefined ? [] : await lostLibraries(machine, process, next)),
    ...(await lostOfJava(machine, process, next)),
  ];
  return [...new Map(gaps.map((gap) => [gap.reason, gap])).values()];
}

// Another program, or another JDK, brings its own libraries: an older one may be gone with them
async function lostLibraries(machine: Machine, process: ProcessFacts, next: Runtime): Promise<readonly MissingFact[]> {
  const isSame =
    !process.replaced &&
    next.path !== undefined &&
    (await resolveProgram(machine, next.path)) === (await resolveProgram(machine, process.program));
  const gaps: MissingFact[] = [];
  for (const { path: file, deleted } of process.libraries) {
    if (!deleted || !(isSame || (next.home !== undefined && next.family === 'java' && file.startsWith(`${next.home}/`)))) continue;
    const status = await machine.stat(file);
    if (status.kind === 'failed' && status.missing) gaps.push(notThere(file, 'which its process has loaded,'));
  }
  return gaps;
}

// Java 8 has other parts, and only its own java tells where
async function lostOfJava(
  machine: Machine,
  process: ProcessFacts | undefined,
  { family, home, version }: Runtime,
): Promise<readonly MissingFact[]> {
  if (family !== 'java' || home === undefined || version.startsWith('1.')) return [];
  const gaps: MissingFact[] = [];
  for (const file of [`${home}/lib/modules`, `${home}/conf/security/java.security`]) {
    const status = await machine.stat(file);
    if (status.kind === 'failed' && status.missing) gaps.push(notThere(file, 'which its Java needs,'));
    if (status.kind !== 'file' || !file.endsWith('.security') || process === undefined) continue;
    if (await hasChangedSince(machine, file, process.startedAt)) {
      gaps.push({
        fact: 'nextStart.start',
        reason:
          'the java.security of its Java was written or changed since its process started, and no start has shown yet what it refuses now',
      });
    }
  }
  return gaps;
}

function notThere(file: string, what: string): MissingFact {
  return { fact: 'nextStart.start', reason: `${path.basename(file)}, ${what} is not there any more, so it may not start` };
}
