import path from 'node:path';
import type { MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { allowedVariables, optionVariables, unreadVariables } from './allow-list.ts';
import { parseEnvironmentFile } from './environment-file.ts';
import { commandsOf, isRefusedLine, programsIn, type UnitCommand, variablesIn } from './unit-commands.ts';
import { conditionsOf, type UnitCondition } from './unit-conditions.ts';
import { isYes, lastOf, parseUnit } from './unit-file.ts';
import { refusedWithout, type UnitGap } from './unit-gap.ts';
import { needsOf, type UnitNeeds } from './unit-needs.ts';
import { restrictionsOf, whyRootMayNotRead } from './unit-restrictions.ts';
import { sandboxOf, type UnitSandbox } from './unit-sandbox.ts';
import { usableValue } from './unit-secrets.ts';
import { resolveSpecifiers, splitAssignments, splitUnitWords } from './unit-words.ts';
import { goneOnTheWay } from './volatile-folders.ts';

/** What a unit would start, read from its files; in memory only. */
export interface UnitLaunch {
  readonly environment: ReadonlyMap<string, string>;
  /** The main command; its words are empty where there is none. */
  readonly command: UnitCommand;
  /** What is started before, with and after it for the service to count as started: programs that may fetch its secrets. */
  readonly others: readonly UnitCommand[];
  /** Programs of ExecStartPre=; one that a variable names holds a `$`. */
  readonly startPre: readonly string[];
  /** EnvironmentFile= without the `-` that says that it may be absent: absolute names, patterns among them. */
  readonly environmentFiles: readonly string[];
  readonly user: string | undefined;
  readonly group: string | undefined;
  /** The user is made up at each start (DynamicUser=), so no directory of users names it. */
  readonly dynamicUser: boolean;
  /** It is given rights beside those of its user, or nobody could read which. */
  readonly readsMore: boolean;
  /** Folder that the unit starts in; undefined where it does not matter whether it exists. */
  readonly workingDirectory: string | undefined;
  /** Folders that systemd makes for the unit before it starts. */
  readonly madeFolders: readonly string[];
  readonly sandbox: UnitSandbox;
  readonly conditions: readonly UnitCondition[];
  readonly needs: UnitNeeds;
  /** Why root's programs may not get at what others have closed; undefined where they do. */
  readonly bounded: MissingFact | undefined;
  readonly missing: readonly UnitGap[];
}

/**
 * Reads the unit's files and the environment files that they name. `inherited` is the environment of the service manager;
 * undefined where it could not be asked. Of `unsettled` it may have other values once the host came up.
 */
export async function readUnitLaunch(
  machine: Machine,
  unit: string,
  files: readonly string[],
  inherited: ReadonlyMap<string, string> | undefined,
  unsettled: ReadonlySet<string> = new Set(),
): Promise<UnitLaunch> {
  const missing: UnitGap[] = [];
  const texts: string[] = [];
  for (const file of files) {
    const read = await machine.readText(file);
    if (read.text === undefined) missing.push({ fact: 'nextStart', reason: read.reason });
    else texts.push(read.text);
  }
  const settings = parseUnit(texts);
  const values = (key: string): readonly string[] => (settings.get(`Service.${key}`) ?? []).map((value) => resolveSpecifiers(value, unit));
  const last = (key: string): string | undefined => values(key).at(-1);
  if (inherited === undefined) missing.push({ fact: 'nextStart.environment', reason: "systemd's own environment could not be read" });
  const own = new Map<string, string>();
  for (const assignment of values('Environment').flatMap(splitAssignments)) assign(own, assignment);
  // Environment files override Environment=, whichever stands first (systemd.exec(5)).
  for (const named of values('EnvironmentFile')) await addFile(machine, named, own, missing);
  const environment = new Map([...(inherited ?? []), ...own]);
  const removed = new Set(values('UnsetEnvironment').flatMap((value) => splitUnitWords(value)));
  for (const word of removed) unset(environment, word);
  for (const [name, value] of environment) environment.set(name, usableValue(name, value));
  const lines = ['ExecCondition', 'ExecStartPre', 'ExecStart', 'ExecStartPost'].map((key) => values(key));
  const [conditions = [], before = [], main = [], after = []] = lines.map((list) => list.flatMap((line) => commandsOf(line, environment)));
  const passed = passedOn(values('PassEnvironment'), environment, lines.flat());
  if (passed !== undefined) missing.push(passed);
  const used = usedVariables(lines.flat());
  const open = [...unsettled].filter((name) => used.has(name) && !own.has(name) && !removed.has(name));
  if (open.length > 0) {
    const reason = `the value of ${open.join(', ')} that systemd hands on now need not be that of the next start of the host`;
    missing.push({ fact: 'nextStart.environment', reason });
  }
  if (main.length > 1 && lastOf(settings, 'Service.Type') !== 'oneshot') {
    missing.push({
      fact: 'nextStart.start',
      reason: 'the unit has more than one ExecStart without being of type oneshot, so it would not start',
      refusedFor: 'exec-start',
    });
  }
  if (lines.flat().some(isRefusedLine)) {
    missing.push({
      fact: 'nextStart.start',
      reason: 'a command line of the unit has a quote that nothing closes, so it would not start',
      refusedFor: 'exec-line',
    });
  }
  if (conditions.some((command) => !command.mayFail)) {
    missing.push({ fact: 'nextStart.start', reason: 'its ExecCondition= decides at each start whether it comes up, and was not asked' });
  }
  return {
    environment,
    command: main[0] ?? { words: [], asRoot: false, mayFail: false },
    others: [...conditions, ...before, ...main.slice(1), ...after],
    startPre: values('ExecStartPre').flatMap(programsIn),
    environmentFiles: values('EnvironmentFile').map((named) => named.replace(/^-/, '')),
    user: last('User'),
    group: last('Group'),
    dynamicUser: isYes(last('DynamicUser')),
    // systemd.exec(5): CAP_DAC_READ_SEARCH among them reads every file
    readsMore: values('AmbientCapabilities').length > 0,
    workingDirectory: last('WorkingDirectory'),
    madeFolders: madeFolders(values),
    sandbox: sandboxOf(values),
    conditions: conditionsOf(settings, unit),
    needs: needsOf(settings, unit),
    bounded: whyRootMayNotRead(settings.get('Service.CapabilityBoundingSet'), last('PrivateUsers')),
    missing: [...missing, ...restrictionsOf(values)],
  };
}

// PassEnvironment= hands on variables of systemd's own process, which nobody has seen. It matters for what would choose a store only.
function passedOn(values: readonly string[], environment: ReadonlyMap<string, string>, lines: readonly string[]): MissingFact | undefined {
  const used = usedVariables(lines);
  const unseen = values.flatMap((value) => splitUnitWords(value)).filter((name) => used.has(name) && !environment.has(name));
  if (unseen.length === 0) return undefined;
  return {
    fact: 'nextStart.environment',
    reason: `the unit takes ${unseen.join(', ')} over from systemd's own environment (PassEnvironment=), which was not read`,
  };
}

function usedVariables(lines: readonly string[]): ReadonlySet<string> {
  return new Set([...Object.keys(allowedVariables), ...optionVariables, ...storeFolders, ...lines.flatMap(variablesIn)]);
}

// systemd.exec(5), "RuntimeDirectory="
function madeFolders(values: (key: string) => readonly string[]): readonly string[] {
  return Object.entries({ Runtime: '/run', State: '/var/lib', Cache: '/var/cache', Logs: '/var/log', Configuration: '/etc' }).flatMap(
    ([kind, above]) =>
      values(`${kind}Directory`).flatMap((value) =>
        splitUnitWords(value)
          // The probe tells no others.
          .filter((name) => /^[A-Za-z0-9_.@/-]+$/.test(name))
          .map((name) => path.posix.resolve(above, `./${name}`)),
      ),
  );
}

const storeFolders = [
  'PATH',
  'HOME',
  'CURL_HOME',
  'XDG_CONFIG_HOME',
  ...unreadVariables,
  // which line of the AWS configuration counts (aws-config.ts)
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
];

async function addFile(machine: Machine, named: string, environment: Map<string, string>, missing: UnitGap[]): Promise<void> {
  const optional = named.startsWith('-');
  const pattern = optional ? named.slice(1) : named;
  // Blanks in a name may be something else than a name: the probe tells of no such file.
  if (!/^(?:\/|%[A-Za-z])[^\s\p{C}]*$/u.test(pattern)) {
    missing.push({ fact: 'nextStart.environment', reason: 'an environment file has a name that is not told, so it was not read' });
    return;
  }
  const matched = /[*?[]/.test(pattern) ? await machine.matching(pattern) : { kind: 'names' as const, names: [pattern] };
  if (matched.kind === 'failed') {
    missing.push({ fact: 'nextStart.environment', reason: `environment files ${pattern}: ${matched.reason}` });
    return;
  }
  const files = matched.names;
  if (files.length === 0 && !optional) {
    missing.push({
      fact: 'nextStart',
      reason: `no environment file matches ${pattern}, so the unit would not start`,
      ...refusedWithout(pattern, 'environment-file'),
    });
  }
  const gone = await Promise.all([pattern, ...files].map(async (file) => goneOnTheWay(machine, file)));
  if (gone.some((place) => place !== undefined)) {
    missing.push({
      fact: 'nextStart.environment',
      reason: `what the environment file ${pattern} holds when the host comes up is not known: what lies there now is gone then`,
    });
  }
  for (const file of files) {
    const read = await machine.readText(file);
    if (read.text !== undefined) {
      const parsed = parseEnvironmentFile(read.text);
      if ('unread' in parsed) missing.push({ fact: 'nextStart.environment', reason: `environment file ${file}: ${parsed.unread}` });
      else for (const [name, value] of parsed) environment.set(name, value);
    } else if (!read.missing) {
      missing.push({ fact: 'nextStart.environment', reason: `environment file ${read.reason}` });
    } else if (!optional) {
      missing.push({
        fact: 'nextStart',
        reason: `environment file ${file} is not there, so the unit would not start`,
        ...refusedWithout(file, 'environment-file'),
      });
    }
  }
}

// systemd.exec(5), UnsetEnvironment=: with a value it takes away that very assignment. One that is not told is none that it has.
function unset(environment: Map<string, string>, word: string): void {
  const [name = '', ...value] = word.split('=');
  if (value.length === 0 || (environment.get(name) === value.join('=') && word !== `${name}=?`)) environment.delete(name);
}

function assign(environment: Map<string, string>, assignment: string): void {
  const equals = assignment.indexOf('=');
  if (equals > 0) environment.set(assignment.slice(0, equals), assignment.slice(equals + 1));
}
