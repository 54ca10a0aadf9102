import * as z from 'zod';
import type { InventoryDeclaration } from '../config/config.ts';
import { parseYamlSource } from '../config/parse-yaml.ts';
import { problemsError } from '../config/problem.ts';
import { declaredPath, readDeclaredFile } from './declared-file.ts';
import { checkFile, planFile } from './file-access.ts';
import type { Host, InventoryItem } from './host.ts';
import type { InventorySource, ListingContext } from './inventory-source.ts';

type HostsFileDeclaration = Extract<InventoryDeclaration, { readonly source: 'hosts-file' }>;

const name = z.string().trim().min(1, 'expected a name');

const declaredHostSchema = z.strictObject({
  name,
  /** Unique in the audit; the name, where it is absent. The id of its recorded evidence, or of an EC2 instance, where that differs. */
  id: name.optional(),
  /** Services that run there: one name or a list. */
  services: z.union([name, z.array(name)]).optional(),
  address: z.string().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  /** `local`: the host is the machine that snowline runs on. */
  transport: z.literal('local').optional(),
});

/** The shape of a hosts file, YAML or JSON. */
export const hostsFileSchema = z.strictObject({ hosts: z.array(declaredHostSchema) });

/** Hosts that a file of your own lists. */
export const source: InventorySource<HostsFileDeclaration> = {
  requiredActions: [],
  async *list(declaration, context): AsyncGenerator<InventoryItem> {
    for (const host of await readHosts(declaration, context)) yield { kind: 'host', host };
  },
  plan: (declaration) => planFile(declaration.path),
  check: (declaration, context) => checkFile(declaration.path, async () => (await readHosts(declaration, context)).length),
};

async function readHosts(declaration: HostsFileDeclaration, context: ListingContext): Promise<readonly Host[]> {
  const file = declaredPath(context.baseDirectory, declaration.path);
  return parseHostsFile(await readDeclaredFile(file), file, declaration.path);
}

/** Hosts that the text lists, in its order. Throws ConfigError with the position of everything that does not fit, duplicate ids included. */
export function parseHostsFile(text: string, file: string, scope: string): readonly Host[] {
  const { value, source: positions } = parseYamlSource(text, file, hostsFileSchema);
  const first = new Map<string, number>();
  const duplicates = value.hosts.flatMap((host, index) => {
    const id = host.id ?? host.name;
    const at = (entry: number) => positions.valueAt(['hosts', entry, value.hosts[entry]?.id === undefined ? 'name' : 'id']);
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      return [];
    }
    return [{ message: `host id ${JSON.stringify(id)} is listed twice, first in line ${at(earlier).line}`, ...at(index) }];
  });
  if (duplicates.length > 0) throw problemsError(file, duplicates);
  return value.hosts.map((host) => toHost(host, scope));
}

function toHost(declared: z.infer<typeof declaredHostSchema>, scope: string): Host {
  const { id, services, transport, address, account, region, tags } = declared;
  return {
    id: id ?? declared.name,
    name: declared.name,
    source: 'hosts-file',
    scope,
    services: typeof services === 'string' ? [services] : [...new Set(services)],
    reach: transport ?? 'remote',
    ...(address === undefined ? {} : { address }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(tags === undefined ? {} : { tags }),
  };
}
