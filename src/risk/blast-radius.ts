import type { ServiceDeclaration } from '../config/config.ts';

/** Services that need a service without a fallback, by that service's name. */
export type Dependents = ReadonlyMap<string, readonly string[]>;

/** Turns `dependsOn` declarations round; a dependency with `fallback: true` passes nothing on. */
export function dependentsOf(services: readonly ServiceDeclaration[]): Dependents {
  const dependents = new Map<string, string[]>();
  for (const service of services) {
    for (const dependency of service.dependsOn ?? []) {
      const needed = typeof dependency === 'string' ? dependency : dependency.service;
      if (typeof dependency !== 'string' && dependency.fallback) continue;
      dependents.set(needed, [...(dependents.get(needed) ?? []), service.name]);
    }
  }
  return dependents;
}

/** The services that fall with `lost`, nearest first, each once; cycles end where they began. */
export function blastRadiusOf(lost: string, dependents: Dependents): readonly string[] {
  const fallen: string[] = [];
  const waiting = [lost];
  for (let service = waiting.shift(); service !== undefined; service = waiting.shift()) {
    for (const dependent of (dependents.get(service) ?? []).toSorted()) {
      if (dependent === lost || fallen.includes(dependent)) continue;
      fallen.push(dependent);
      waiting.push(dependent);
    }
  }
  return fallen;
}
