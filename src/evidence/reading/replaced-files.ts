import path from 'node:path';
import { toInstant } from '../../config/instant.ts';
import type { Machine, ProcessFacts } from '../machine/machine.ts';
import type { ReplacedFile, Runtime } from '../runtime.ts';
import { resolveProgram } from './find-program.ts';
import { runtimeOfProgram } from './program-runtime.ts';
import type { RuntimeCatalogue } from './runtimes.ts';
import { fitShape } from './value-shapes.ts';

/** What of a running process is not what its next start would run. */
export interface Replaced {
  readonly replaced?: readonly ReplacedFile[];
  /** What it runs on, where that is another one and still there. */
  readonly runtime?: Runtime;
}

/**
 * Tells what was replaced under a process that sees the machine's own files. A package that is upgraded leaves the old file mapped and without a name; a
 * library that is written over in place keeps its name and has a later date; and a link (`/opt/java/current`) may lead to another program now, with the old
 * one still there: `next` is the runtime of the next start, where it is known.
 */
export async function replacedUnder(
  machine: Machine,
  catalogue: Pick<RuntimeCatalogue, 'at'>,
  process: ProcessFacts,
  next: Runtime | undefined,
): Promise<Replaced> {
  const found: ReplacedFile[] = [];
  if (process.replaced) found.push({ path: process.program, what: 'program', ...(await sinceWhen(machine, process, process.program)) });
  for (const { path: file, deleted } of process.libraries) {
    const written = await sinceWhen(machine, process, file);
    if (deleted || written.replacedAt !== undefined) found.push({ path: file, what: kindOf(file), ...written });
  }
  const before = process.replaced ? undefined : await runtimeBefore(machine, catalogue, process, next);
  if (before !== undefined) found.push({ path: process.program, what: 'program' });
  const told = found.filter((one) => fitShape('path', one.path) !== undefined);
  return { ...(told.length === 0 ? {} : { replaced: told }), ...(before === undefined || told.length === 0 ? {} : { runtime: before }) };
}

function kindOf(file: string): ReplacedFile['what'] {
  return /^lib(?:ssl|crypto|gnutls)/.test(path.basename(file)) ? 'tls-library' : 'runtime';
}

// Packages keep the date of their build, so that an earlier one says nothing.
async function sinceWhen(machine: Machine, { startedAt }: ProcessFacts, file: string): Promise<{ readonly replacedAt?: string }> {
  const status = await machine.stat(file);
  if (status.kind !== 'file' || status.modifiedAt === undefined || status.modifiedAt <= startedAt) return {};
  return { replacedAt: toInstant(status.modifiedAt) };
}

async function runtimeBefore(
  machine: Machine,
  catalogue: Pick<RuntimeCatalogue, 'at'>,
  { program }: ProcessFacts,
  next: Runtime | undefined,
): Promise<Runtime | undefined> {
  if (next?.path === undefined || !program.startsWith('/')) return undefined;
  if ((await resolveProgram(machine, next.path)) === (await resolveProgram(machine, program))) return undefined;
  const before = await runtimeOfProgram(machine, catalogue, program);
  // Another kind of program is what a wrapper has started, not an older one; of Go each program is a runtime of its own.
  if (!('runtime' in before) || before.runtime.family !== next.family) return undefined;
  return next.family === 'go' && path.basename(next.path) !== path.basename(program) ? undefined : before.runtime;
}
