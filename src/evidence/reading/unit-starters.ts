import type { LoadedUnit } from './systemctl.ts';
import { isReachedAtBoot } from './unit-locations.ts';

/**
 * Why nothing would start each of the loaded units when the host comes up, by name; those that something starts are not in it. Somebody who started it by
 * hand, or who started what starts it, is not there then: a timer or socket that is not enabled itself starts nothing, nor does a service that nothing
 * starts. `triggers` are the timers, sockets and paths that a target pulls in at boot.
 */
export function whyNotStarted(units: readonly LoadedUnit[], triggers: ReadonlySet<string>): ReadonlyMap<string, string> {
  const started = startedAtBoot(units, triggers);
  // Of a unit without a file that is said already.
  const left = units.filter((unit) => unit.loadState === 'loaded' && !started.has(unit.name));
  return new Map(left.map((unit) => [unit.name, isGoneAtBoot(unit) ? gone : whyIdle(unit)]));
}

const gone = 'it is set up beneath /run only, which is empty when the host comes up';

function whyIdle({ triggeredBy }: LoadedUnit): string {
  const idle = triggeredBy.filter((name) => /^[A-Za-z0-9:_.@\\-]{1,255}$/.test(name));
  const which = idle.length === 0 ? '' : `: ${idle.join(', ')} ${idle.length === 1 ? 'is' : 'are'} not enabled`;
  return `nothing starts it when the host comes up${which}`;
}

// From what starts by itself on to what that starts: each service once, however they hang together.
function startedAtBoot(units: readonly LoadedUnit[], triggers: ReadonlySet<string>): ReadonlySet<string> {
  const able = units.filter((unit) => unit.loadState === 'loaded' && !isGoneAtBoot(unit));
  const above = new Map<string, string[]>();
  for (const { name, startedBy } of able) {
    for (const starter of startedBy) {
      const names = above.get(starter);
      if (names === undefined) above.set(starter, [name]);
      else names.push(name);
    }
  }
  const started = new Set(able.filter((unit) => startsByItself(unit, triggers)).map(({ name }) => name));
  // A set hands out what is added while it is gone through.
  for (const name of started) for (const next of above.get(name) ?? []) started.add(next);
  return started;
}

function startsByItself({ fileState, startedBy, triggeredBy, busName }: LoadedUnit, triggers: ReadonlySet<string>): boolean {
  // Enabled, it has a link from somewhere: systemd names where from only while that is loaded, and what it names may lead nowhere.
  const isEnabled = /^(?:enabled|alias)$/.test(fileState) && startedBy.length === 0;
  const onDemand = fileState === 'static' && busName !== '';
  const isPulledIn = startedBy.some((name) => isStarterThere(name, triggers));
  return isEnabled || onDemand || isPulledIn || triggeredBy.some((name) => triggers.has(name));
}

// Devices, mounts and slices come up by themselves; services are followed.
function isStarterThere(name: string, triggers: ReadonlySet<string>): boolean {
  if (name.endsWith('.service')) return false;
  if (/\.(?:timer|socket|path)$/.test(name)) return triggers.has(name);
  return !name.endsWith('.target') || isReachedAtBoot(name);
}

function isGoneAtBoot({ fileState }: LoadedUnit): boolean {
  return fileState === 'transient' || fileState.endsWith('-runtime');
}
