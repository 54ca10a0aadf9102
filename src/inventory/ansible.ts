import type { InventoryDeclaration } from '../config/config.ts';
import type { AnsibleInventory } from './ansible-inventory.ts';
import { parseAnsibleInventory } from './ansible-inventory.ts';
import { declaredPath, readDeclaredFile } from './declared-file.ts';
import { checkFile, planFile } from './file-access.ts';
import type { Host, InventoryItem } from './host.ts';
import type { InventorySource, ListingContext } from './inventory-source.ts';

type AnsibleDeclaration = Extract<InventoryDeclaration, { readonly source: 'ansible' }>;

/** Hosts of an Ansible inventory, from the JSON that `ansible-inventory --list` prints. */
export const source: InventorySource<AnsibleDeclaration> = {
  requiredActions: [],
  async *list(declaration, context): AsyncGenerator<InventoryItem> {
    for (const host of await readHosts(declaration, context)) yield { kind: 'host', host };
  },
  plan: (declaration) => planFile(declaration.path),
  check: (declaration, context) => checkFile(declaration.path, async () => (await readHosts(declaration, context)).length),
};

async function readHosts(declaration: AnsibleDeclaration, context: ListingContext): Promise<readonly Host[]> {
  const file = declaredPath(context.baseDirectory, declaration.path);
  return ansibleHosts(parseAnsibleInventory(await readDeclaredFile(file), file), declaration.path);
}

/**
 * The hosts of an Ansible inventory, each once, sorted by name. A host's services are those of its variable `snowline_services`
 * (or `snowline_service`, `service`: the first that is set); without it, the innermost groups that it is in, since groups are what a
 * play deploys to. Innermost (our choice): the groups that list the host itself, without those that contain another such group, and
 * without `all` and `ungrouped`. A group too many is a service too many in the report; a group too few would hide one.
 */
export function ansibleHosts(inventory: AnsibleInventory, scope: string): readonly Host[] {
  const direct = new Map<string, string[]>();
  for (const name of inventory.variables.keys()) direct.set(name, []);
  for (const [group, { hosts }] of inventory.groups) {
    for (const host of hosts) direct.set(host, [...(direct.get(host) ?? []), group]);
  }
  const descendants = descendantsOf(inventory);
  return [...direct.keys()].sort().map((name): Host => {
    const variables = inventory.variables.get(name);
    const address = variables?.ansible_host;
    return {
      id: name,
      name,
      source: 'ansible',
      scope,
      services: variables?.services ?? innermost(direct.get(name) ?? [], descendants),
      reach: variables?.ansible_connection === 'local' ? 'local' : 'remote',
      ...(address === undefined ? {} : { address }),
    };
  });
}

function innermost(groups: readonly string[], descendants: (group: string) => ReadonlySet<string>): readonly string[] {
  const named = groups.filter((group) => group !== 'all' && group !== 'ungrouped');
  // Groups that contain each other (Ansible forbids it, scripts may print it) are as deep as one another: both stay.
  const contains = (group: string, other: string) => descendants(group).has(other) && !descendants(other).has(group);
  return named.filter((group) => !named.some((other) => contains(group, other))).sort();
}

/** Groups beneath a group, however deep; each group is walked once. */
function descendantsOf(inventory: AnsibleInventory): (group: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (group) => {
    const before = known.get(group);
    if (before !== undefined) return before;
    const found = new Set<string>();
    const pending = [group];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const child of inventory.groups.get(next)?.children ?? []) {
        if (found.has(child)) continue;
        found.add(child);
        pending.push(child);
      }
    }
    known.set(group, found);
    return found;
  };
}
