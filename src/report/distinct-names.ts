/** A host as lists name it. */
export interface NamedHost {
  readonly id: string;
  readonly name: string;
}

/** What lists call these hosts: the name, the id where it has none, and both where several hosts share the name, so that each can be found. */
export function distinctNames(hosts: Iterable<NamedHost>): (host: NamedHost) => string {
  const idOf = new Map<string, string>();
  const shared = new Set<string>();
  for (const { id, name } of hosts) {
    if ((idOf.get(name) ?? id) !== id) shared.add(name);
    idOf.set(name, id);
  }
  return ({ id, name }) => (name === '' ? id : shared.has(name) ? `${name} (${id})` : name);
}
