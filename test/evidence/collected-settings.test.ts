import { describe, expect, it } from 'vitest';
import type { ProxyRules } from '../../src/clients/proxy-rules.ts';
import { clientProfiles } from '../../src/clients/registry.ts';
import { readLaunch } from '../../src/evidence/reading/launch.ts';

/** Settings of profiles that are not collected, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  '-k': 'is collected under its long name, --insecure',
  ca_bundle: 'stands in ~/.aws/config of the user: test/evidence/aws-config.test.ts',
};

// A setting that a profile asks for and that nobody collects would read as "not set": a false ready.
describe('every setting that a client profile asks for', () => {
  const settings = [
    ...new Set([...settingsIn(clientProfiles), ...clientProfiles.flatMap(({ proxies }) => settingsOfProxies(proxies))]),
  ].sort();
  it('is found in the profiles', () => expect(settings.length).toBeGreaterThan(10));

  it.each(settings)('is collected: %s', (setting) => {
    const [kind = '', name = ''] = setting.split(' ');
    const seen = kind === 'environment' ? variableIsSeen(name) : optionIsSeen(name);
    expect(seen).toBe(!(name in exceptions));
  });
});

function variableIsSeen(name: string): boolean {
  return ['/etc/ca.pem', '1'].some((value) => {
    const { launch, missing } = readLaunch({ environment: new Map([[name, value]]), words: ['app'] }, 'nextStart');
    return name in launch.environment || missing.some((fact) => fact.fact.endsWith(`.${name}`));
  });
}

function optionIsSeen(name: string): boolean {
  const lines = [
    ['java', `-D${name}=/x`],
    ['curl', name, '/x'],
    ['node', name],
    ['app', name, '/x'],
    ['aws', name, '/x'],
    ['vault', name, '/x'],
  ];
  return lines.some((words) => name in readLaunch({ environment: new Map(), words }, 'nextStart').launch.options);
}

function settingsOfProxies({ variables, always = [], switchedOn, exceptOption }: ProxyRules): readonly string[] {
  const names = [
    'NO_PROXY',
    'no_proxy',
    ...variables,
    ...always,
    ...(switchedOn === undefined ? [] : [switchedOn.by, ...switchedOn.variables]),
  ];
  return [...names.map((name) => `environment ${name}`), ...(exceptOption === undefined ? [] : [`option ${exceptOption}`])];
}

function settingsIn(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  const { kind, name } = value as { readonly kind?: unknown; readonly name?: unknown };
  const own = (kind === 'option' || kind === 'environment') && typeof name === 'string' ? [`${kind} ${name}`] : [];
  return new Set([...own, ...Object.values(value).flatMap((part) => [...settingsIn(part)])]);
}
