import type { Config, ServiceDeclaration } from './config.ts';
import { contradictions } from './contradictions.ts';
import type { Mistake } from './mistake.ts';
import { nearestName } from './nearest.ts';
import type { Problem } from './problem.ts';
import { secretMistakes } from './secret-mistakes.ts';
import { formatKeyPath, type KeyPath, quote } from './shown-value.ts';
import type { YamlSource } from './yaml-source.ts';

/** Looks for mistakes that only rooms further down can see. */
export type Review = (config: Config) => readonly Mistake[];

/** What a schema cannot see: keys that are fine alone and wrong together, and what `review` finds. Each problem stands where its value does. */
export function configMistakes(config: Config, source: YamlSource, review: Review): readonly Problem[] {
  return [
    ...contradictions(config),
    ...repeatedEntries(config),
    ...unknownStores(config),
    ...secretMistakes(config),
    ...switchesWithoutPending(config),
    ...selfDependencies(config),
    ...expiryOrder(config),
    ...review(config),
  ].map((found) => locate(found, source));
}

/** What may be right and most likely is not: services that appear in no declaration may still come from the tags of hosts. */
export function configWarnings(config: Config, source: YamlSource): readonly Problem[] {
  return [...undeclaredDependencies(config), ...meaninglessBatches(config)].map((found) => locate(found, source));
}

function locate(found: Mistake, source: YamlSource): Problem {
  return { message: `${formatKeyPath(found.path)}: ${found.message}`, ...source.valueAt(found.path) };
}

function repeatedEntries(config: Config): Mistake[] {
  const lists: [KeyPath, readonly unknown[] | undefined, (name: string) => string][] = [
    [['stores'], config.stores?.map((store) => store.name), (name) => `store ${name} is declared`],
    [['services', 'declared'], declaredServices(config).map((service) => service.name), (name) => `service ${name} is declared`],
    [['inventory'], config.inventory, () => 'the same inventory entry stands here'],
    [['evidence', 'replay'], config.evidence?.replay, (name) => `file ${name} stands here`],
    [['rules'], config.rules, (name) => `directory ${name} stands here`],
    ...(config.inventory ?? []).flatMap((entry, index): [KeyPath, readonly unknown[], (name: string) => string][] =>
      entry.source === 'ec2' && entry.regions !== 'all'
        ? [[['inventory', index, 'regions'], entry.regions, (name) => `region ${name} stands here`]]
        : [],
    ),
  ];
  return lists.flatMap(([path, items, sentence]) =>
    repeated(items ?? []).map(({ index, first, item }) => {
      const name = typeof item === 'string' ? quote(item) : '';
      return { path: [...path, index], message: `${sentence(name)} twice, first in ${formatKeyPath([...path, first])}` };
    }),
  );
}

function repeated(items: readonly unknown[]): { readonly index: number; readonly first: number; readonly item: unknown }[] {
  // Keys come in the schema's order, so equal entries have equal text.
  const texts = items.map((item) => JSON.stringify(item));
  return items.flatMap((item, index) => {
    const first = texts.indexOf(texts[index] ?? '');
    return first < index ? [{ index, first, item }] : [];
  });
}

function unknownStores(config: Config): Mistake[] {
  const known = (config.stores ?? []).map((store) => store.name);
  const named: { path: KeyPath; name: string }[] = [
    ...(config.services?.defaultStores ?? []).map((name, index) => ({ path: ['services', 'defaultStores', index], name })),
    ...declaredServices(config).flatMap((service, at) =>
      (service.stores ?? []).map((name, index) => ({ path: ['services', 'declared', at, 'stores', index], name })),
    ),
  ];
  return named
    .filter(({ name }) => !known.includes(name))
    .map(({ path, name }) => {
      const near = nearestName(name, known);
      const advice =
        near !== undefined
          ? `did you mean ${quote(near)}?`
          : known.length === 0
            ? 'no store is declared'
            : `declared: ${known.map(quote).join(', ')}`;
      return { path, message: `unknown store ${quote(name)}; ${advice}` };
    });
}

function switchesWithoutPending(config: Config): Mistake[] {
  return (config.stores ?? []).flatMap((store, index) => {
    const generations = store.generations;
    // A secret may hold a pending version at any time; that is known only when it is asked.
    const canHavePending = generations?.from === 'secrets-manager' || generations?.from === 'vault' || generations?.pending !== undefined;
    if (store.switchAt === undefined || canHavePending) return [];
    const message = `store ${quote(store.name)} has a switch date but no pending CA to switch to; declare generations.pending`;
    return [{ path: ['stores', index, 'switchAt'], message }];
  });
}

function selfDependencies(config: Config): Mistake[] {
  return declaredServices(config).flatMap((service, at) =>
    dependencies(service).flatMap((name, index) =>
      name === service.name
        ? [{ path: ['services', 'declared', at, 'dependsOn', index], message: `service ${quote(name)} depends on itself` }]
        : [],
    ),
  );
}

function expiryOrder(config: Config): Mistake[] {
  const expiry = config.certificateExpiry;
  if (expiry === undefined || (expiry.high <= expiry.medium && expiry.medium <= expiry.low)) return [];
  const message = `high (${expiry.high}), medium (${expiry.medium}) and low (${expiry.low}) must not shrink: the nearer the end, the worse`;
  return [{ path: ['certificateExpiry'], message }];
}

function undeclaredDependencies(config: Config): Mistake[] {
  const known = declaredServices(config).map((service) => service.name);
  return declaredServices(config).flatMap((service, at) =>
    dependencies(service).flatMap((name, index) => {
      if (known.includes(name)) return [];
      const near = nearestName(name, known);
      const advice = near === undefined ? 'only a host with that tag would make it exist' : `did you mean ${quote(near)}?`;
      return [{ path: ['services', 'declared', at, 'dependsOn', index], message: `service ${quote(name)} is not declared; ${advice}` }];
    }),
  );
}

function meaninglessBatches(config: Config): Mistake[] {
  return declaredServices(config).flatMap((service, at) =>
    service.deploy?.strategy === 'all-at-once' && service.deploy.batch !== undefined
      ? [{ path: ['services', 'declared', at, 'deploy', 'batch'], message: 'a batch means nothing when all hosts are deployed at once' }]
      : [],
  );
}

function declaredServices(config: Config): readonly ServiceDeclaration[] {
  return config.services?.declared ?? [];
}

function dependencies(service: ServiceDeclaration): readonly string[] {
  return (service.dependsOn ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.service));
}
