import type { MissingFact } from '../host-evidence.ts';
import type { LoadedUnit } from './systemctl.ts';
import { isReachedAtBoot } from './unit-targets.ts';

/**
 * Why nothing would start each of the loaded units when the host comes up, by name; those that something starts are not in it. Somebody who started it by
 * hand, or who started what starts it, is not there then: a timer or socket that is not enabled itself starts nothing, nor does a service that nothing
 * starts, nor a target that no other pulls in. `reached` are the units of any kind that links pull in when the host comes up, or that come up by themselves.
 */
export function whyNotStarted(units: readonly LoadedUnit[], reached: ReadonlySet<string>): ReadonlyMap<string, MissingFact> {
  const started = startedAtBoot(units, reached);
  // Of a unit without a file that is said already.
  const left = units.filter((unit) => unit.loadState === 'loaded' && !started.has(unit.name));
  return new Map(left.map((unit) => [unit.name, isGoneAtBoot(unit) ? gone : whyIdle(unit)]));
}

// What sets it up again may set it up otherwise
const gone: MissingFact = { fact: 'nextStart', reason: 'it is set up beneath /run only, which is empty when the host comes up' };

/** What is said of a unit that nothing starts. */
export const pulledInByNothing: MissingFact = { fact: 'nextStart.start', reason: 'nothing starts it when the host comes up' };

function whyIdle({ triggeredBy }: LoadedUnit): MissingFact {
  const idle = triggeredBy.filter((name) => /^[A-Za-z0-9:_.@\\-]{1,255}$/.test(name));
  if (idle.length === 0) return pulledInByNothing;
  const which = `${idle.join(', ')} ${idle.length === 1 ? 'is' : 'are'} not enabled`;
  return { ...pulledInByNothing, reason: `${pulledInByNothing.reason}: ${which}` };
}

// From what starts by itself on to what that starts: each service once, however they hang together.
function startedAtBoot(units: readonly LoadedUnit[], linked: ReadonlySet<string>): ReadonlySet<string> {
  const [able, unable] = parted(units);
  const reached = new Set([...linked].filter((name) => !unable.has(name)));
  const above = new Map<string, string[]>();
  for (const { name, startedBy } of able) {
    for (const starter of startedBy) {
      const names = above.get(starter);
      if (names === undefined) above.set(starter, [name]);
      else names.push(name);
    }
  }
  const started = new Set(able.filter((unit) => startsByItself(unit, reached)).map(({ name }) => name));
  // A set hands out what is added while it is gone through.
  for (const name of started) for (const next of above.get(name) ?? []) started.add(next);
  return started;
}

function parted(units: readonly LoadedUnit[]): readonly [able: readonly LoadedUnit[], unable: ReadonlySet<string>] {
  const isAble = (unit: LoadedUnit): boolean =>
    unit.loadState === 'loaded' && !isGoneAtBoot(unit) && !(unit.name.endsWith('.target') && !isReachedAtBoot(unit.name));
  return [units.filter(isAble), new Set(units.filter((unit) => !isAble(unit)).map(({ name }) => name))];
}

function startsByItself({ name, fileState, startedBy, triggeredBy, busName }: LoadedUnit, reached: ReadonlySet<string>): boolean {
  // One that is enabled may be so by its other name, which D-Bus starts it by.
  const onDemand = /^(?:static|enabled|alias)$/.test(fileState) && busName !== '';
  // systemd names what it read when it was last told to: a link that was made since counts as well.
  return onDemand || reached.has(name) || startedBy.some((one) => reached.has(one)) || triggeredBy.some((one) => reached.has(one));
}

function isGoneAtBoot({ fileState }: LoadedUnit): boolean {
  return fileState === 'transient' || fileState.endsWith('-runtime');
}
