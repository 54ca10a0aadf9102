import type { MissingFact } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { hasChangedSince } from './changed-at.ts';
import { isKnownSetting } from './harmless-settings.ts';
import { isYes, lastOf, parseUnit, type UnitSettings } from './unit-file.ts';

/** What systemd says of units: `active`, `failed` and so on, by their names. */
export type UnitStates = ReadonlyMap<string, string>;

/** What files of a unit say that were written or changed after its process had started: no start has tried it yet. */
export async function settingsSince(machine: Machine, files: readonly string[], startedAt: number | undefined): Promise<UnitSettings> {
  const texts: string[] = [];
  for (const file of files) {
    if (await hasChangedSince(machine, file, startedAt)) texts.push((await machine.readText(file)).text ?? '');
  }
  return parseUnit(texts);
}

/**
 * Settings that no start has tried and that can keep a sound program from coming up or from reaching anybody (systemd.exec(5), systemd.resource-control(5)):
 * no network, no system calls, too little of everything, and each of which nobody has worked out that it cannot. Where they were there before the process,
 * it has started with them.
 */
export function untriedSettings(settings: UnitSettings): readonly MissingFact[] {
  const found = [...settings].filter(([key, values]) => values.length > 0 && isLimiting(key, settings));
  return found.map(([key]) => untried(`its ${key.replace(/^[A-Za-z]+\./, '')}=`));
}

/**
 * The same of what systemd gives to every service that says nothing else (systemd-system.conf(5), DefaultLimitNOFILE= and the like); `files` are those of
 * systemd, `own` those of the unit. Of whatever it runs before it was told to read them again no start knows either.
 */
export async function untriedDefaults(
  machine: Machine,
  files: readonly string[],
  own: readonly string[],
  startedAt: number | undefined,
): Promise<readonly MissingFact[]> {
  const given = [...(await settingsSince(machine, files, startedAt))].filter(([key]) => /^Manager\.Default(?:Limit|TasksMax)/.test(key));
  if (given.length === 0) return [];
  const said = await settingsSince(machine, own, 0);
  const settings = new Map(given.map(([key, values]) => [key.replace('Manager.Default', 'Service.'), values]));
  const found = [...settings].filter(
    ([key, values]) => values.length > 0 && (said.get(key) ?? []).length === 0 && isLimiting(key, settings),
  );
  return found.map(([key]) => untried(`the ${key.replace('Service.', 'Default')}= that systemd gives to it`));
}

/** Units that it was told to require since, and that are not up: systemd starts them first, and it with them or not at all. */
export function untriedNeeds(settings: UnitSettings, states: UnitStates): readonly MissingFact[] {
  const named = ['Requires', 'Requisite', 'BindsTo']
    .flatMap((key) => settings.get(`Unit.${key}`) ?? [])
    .flatMap((value) => value.split(/\s+/));
  return [...new Set(named)]
    .filter((name) => /^[A-Za-z0-9:_.@\\-]+$/.test(name) && !alwaysUp.test(name) && states.get(name) !== 'active')
    .map((name) => untried(`its need for ${name}, which ${states.has(name) ? 'is not' : 'may not be'} up,`));
}

// The kernel and systemd bring these, without a file (systemd.special(7)).
const alwaysUp = /^(?:-\.(?:mount|slice)|system\.slice|init\.scope)$/;

/** Units that it requires and that have failed: they may fail again, and it is not started then. */
export function failedNeeds(units: readonly (string | undefined)[], states: UnitStates): readonly MissingFact[] {
  const failed = [...new Set(units)].flatMap((name) => (name !== undefined && states.get(name) === 'failed' ? [name] : []));
  return failed.map((name) => ({ fact: 'nextStart.start', reason: `${name}, which it requires, has failed, so it may not start` }));
}

/** Something that was written since the process started, as a fact of its next start that is not known. */
export function untried(what: string): MissingFact {
  return {
    fact: 'nextStart.start',
    reason: `${what} stands in a file that was written or changed since its process started, and no start has shown yet that it comes up with it`,
  };
}

// The probe tells of these and no others (31-unit-lines.sh), and of values with other characters only that they stand there.
const limits = /^Service\.(?:Limit[A-Z]+|Memory(?:Max|High|Limit)|TasksMax|IPAddress(?:Allow|Deny)|RestrictNetworkInterfaces)$/;

// systemd ignores what stands in the section of other settings, and the probe what it knows of there.
const elsewhere =
  /^(?:Unit\.(?:Limit[A-Z]|Memory[DHML]|TasksMax|IPA|Restrict(?:A|Ne)|SystemCall[AF]|PrivateNet|Type|Standard[IOE]|NetworkNamespacePath|(?:Runtime|State|Cache|Logs|Configuration)Directory)|Service\.RefuseManualStart)/;

function isLimiting(key: string, settings: UnitSettings): boolean {
  const last = lastOf(settings, key) ?? '';
  const words = (settings.get(key) ?? []).flatMap((value) => value.split(/\s+/));
  switch (key) {
    case 'Service.PrivateNetwork':
    case 'Service.MemoryDenyWriteExecute':
    case 'Unit.RefuseManualStart':
      return !isNo(last);
    case 'Service.Type':
      // Whoever has never said that it is ready does not learn it from its unit, nor to end where it stays
      return !/^(?:simple|exec|idle)$/.test(last);
    case 'Service.RestrictAddressFamilies':
      return !words.every((word) => /^AF_[A-Z0-9]+$/.test(word)) || !['AF_INET', 'AF_INET6'].every((one) => words.includes(one));
    case 'Service.SystemCallFilter':
      // Even what systemd.exec(5) proposes for services ends Node.js 20 (measured with systemd 252: status=31/SYS), and lets others be
      return true;
    case 'Service.SystemCallArchitectures':
      return last !== 'native';
    case 'Service.LimitNOFILE':
      // What a program has that sets none (systemd-system.conf(5), DefaultLimitNOFILE=)
      return last !== 'infinity' && !(/^\d+$/.test(last) && Number(last) >= 1024);
    case 'Service.LimitCORE':
      return false;
    case 'Service.StandardInput':
    case 'Service.StandardOutput':
    case 'Service.StandardError':
      // A file may be none that can be opened, a terminal may be somebody else's
      return last.includes(':') || last.startsWith('tty');
    default:
      if (limits.test(key)) return last !== 'infinity';
      return isOther(key);
  }
}

// What is no name is none of its settings.
function isOther(key: string): boolean {
  const [, name] = /^(?:Unit|Service)\.([A-Za-z]+)$/.exec(key) ?? [];
  return name !== undefined && !isKnownSetting(name) && !elsewhere.test(key);
}

function isNo(value: string): boolean {
  return !isYes(value) && /^(?:0|no|n|false|f|off)$/i.test(value);
}
