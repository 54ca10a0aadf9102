import type { ClientProfile, Setting } from './client-profile.ts';
import { clientProfiles } from './registry.ts';

/** Whether a profile looks at the variable or option at all, wherever it stands in it. */
export function readsSetting(profile: ClientProfile, setting: Setting): boolean {
  return namesOf(profile).has(nameOf(setting));
}

/** Whether some client that is known looks at it: what none does may be anything. */
export function isKnownSetting(setting: Setting): boolean {
  return clientProfiles.some((profile) => readsSetting(profile, setting) || moves(profile, setting));
}

// What moves one location matters there alone: whoever reads that location asks for it
function moves({ lookup }: ClientProfile, setting: Setting): boolean {
  return lookup.some(({ locations }) => locations.some(({ movedBy }) => movedBy?.some((one) => nameOf(one) === nameOf(setting)) === true));
}

const known = new WeakMap<ClientProfile, ReadonlySet<string>>();

function namesOf(profile: ClientProfile): ReadonlySet<string> {
  const names =
    known.get(profile) ??
    new Set(
      settingsIn([profile.lookup, profile.verificationOff, profile.refuses, profile.notModelled, profile.clientCertificate]).map(nameOf),
    );
  known.set(profile, names);
  return names;
}

// A setting is told by its shape, so that no part of a profile can be forgotten here
function settingsIn(part: unknown): readonly Setting[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'kind' in part && 'name' in part && typeof part.name === 'string' ? settingOf(part.kind, part.name) : [];
  return [...own, ...Object.entries(part).flatMap(([key, value]) => (key === 'movedBy' ? [] : settingsIn(value)))];
}

function settingOf(kind: unknown, name: string): readonly Setting[] {
  return kind === 'option' || kind === 'environment' ? [{ kind, name }] : [];
}

function nameOf({ kind, name }: Setting): string {
  return `${kind} ${name}`;
}
