import type { MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import type { RuntimeFamily } from '../runtime.ts';
import { optionVariables } from './allow-list.ts';
import { hasChangedSince } from './changed-at.ts';
import { parseEnvironmentFile } from './environment-file.ts';
import { untried } from './settings-since.ts';
import { splitOptionWords } from './split-words.ts';
import type { UnitSettings } from './unit-file.ts';
import type { UnitLaunch } from './unit-launch.ts';
import { splitAssignments } from './unit-words.ts';
import { untriedWords } from './untried-words.ts';

/**
 * Names of the variables that a unit or its environment files set since its process started: those in `since`, what its files say that were written then,
 * and in environment files that were written or named then.
 */
export async function variablesSince(
  machine: Machine,
  launch: UnitLaunch,
  since: UnitSettings,
  startedAt: number,
): Promise<ReadonlySet<string>> {
  const names = new Set((since.get('Service.Environment') ?? []).flatMap(splitAssignments).map(nameIn));
  const isNamedSince = (since.get('Service.EnvironmentFile') ?? []).length > 0;
  for (const pattern of launch.environmentFiles) {
    const matched = /[*?[]/.test(pattern) ? await machine.matching(pattern) : { kind: 'names' as const, names: [pattern] };
    for (const file of matched.kind === 'names' ? matched.names : []) {
      if (!isNamedSince && !(await hasChangedSince(machine, file, startedAt))) continue;
      // That it is not there, or may not be read, is told elsewhere
      const assignments = parseEnvironmentFile((await machine.readText(file)).text ?? '');
      if (!('unread' in assignments)) for (const name of assignments.keys()) names.add(name);
    }
  }
  return names;
}

/** Those of them by which a runtime or a client of this family starts or speaks otherwise, and that no start has tried; what is judged by its value is none. */
export function untriedVariables(
  names: ReadonlySet<string>,
  next: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
  family: RuntimeFamily | undefined,
): readonly MissingFact[] {
  const found = [...names].filter((name) => {
    const value = next.get(name);
    if (value === undefined) return false;
    const reader = readers[name];
    if (reader === undefined) return doubted(family).test(name) && !plainValue.test(value);
    return reader === family && untriedWords(splitOptionWords(value, reader), splitOptionWords(now.get(name) ?? '', reader)).length > 0;
  });
  return found.map((name) => untried(`what ${name} says`));
}

const readers: Readonly<Record<string, 'java' | 'node'>> = Object.fromEntries(
  optionVariables.map((name) => [name, name === 'NODE_OPTIONS' ? 'node' : 'java']),
);

// What every one of them takes that asks for such a word. The probe tells of a variable with any other value no more than its name (31-unit-lines.sh).
const plainValue = /^(?:[0-9]+(?:[MG]iB)?|true|false|random|utf-?8|standard)?$/;

// ld.so(8), and what the SDKs of AWS and OpenSSL read wherever they are. Others that they read are judged by their values (allow-list.ts).
const ofAll =
  'LD_(?!LIBRARY_PATH$|PRELOAD$|AUDIT$)[A-Z_]+|GLIBC_TUNABLES|OPENSSL_(?:MODULES|ENGINES)|SSLKEYLOGFILE' +
  '|AWS_(?:RETRY_MODE|DEFAULTS_MODE|MAX_ATTEMPTS|STS_REGIONAL_ENDPOINTS|USE_DUALSTACK_ENDPOINT|IGNORE_CONFIGURED_ENDPOINT_URLS|METADATA_SERVICE_[A-Z_]+|DATA_PATH)';
// python(1), node(1) as far as they keep it from its code, runtime of Go ("Environment Variables"), libcurl-env(3).
const ofFamily: Readonly<Partial<Record<RuntimeFamily, string>>> = {
  python: 'PYTHON(?:HASHSEED|IOENCODING|UTF8|MALLOC|TRACEMALLOC|PLATLIBDIR|EXECUTABLE|INTMAXSTRDIGITS|NOUSERSITE|SAFEPATH)',
  node: 'NODE_(?:PATH|ICU_DATA|PRESERVE_SYMLINKS|PRESERVE_SYMLINKS_MAIN|REDIRECT_WARNINGS|CHANNEL_FD|UNIQUE_ID|TEST_CONTEXT)',
  go: 'GO(?:DEBUG|MEMLIMIT)|VAULT_NAMESPACE',
  curl: 'CURL_SSL_BACKEND',
};

function doubted(family: RuntimeFamily | undefined): RegExp {
  return new RegExp(`^(?:${[ofAll, ofFamily[family ?? 'openssl'] ?? ''].filter((one) => one !== '').join('|')})$`);
}

function nameIn(assignment: string): string {
  return assignment.replace(/=.*$/s, '');
}
