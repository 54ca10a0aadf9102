import type { InventoryDeclaration } from '../config/config.ts';
import { source as ansible } from './ansible.ts';
import { DuplicateHosts } from './duplicate-hosts.ts';
import { source as ec2 } from './ec2.ts';
import type { InventoryItem } from './host.ts';
import { source as hostsFile } from './hosts-file.ts';
import type { AccessCheck, InventorySource, ListingContext, PlannedAccess } from './inventory-source.ts';
import { source as localhost } from './localhost.ts';

/** IAM actions that the source of a declaration calls. */
export function requiredActions(declaration: InventoryDeclaration): readonly string[] {
  return sourceOf(declaration).requiredActions;
}

/**
 * The hosts of all sources, one source after the other, each host once: where two sources list the same id, the first is kept,
 * and a gap says so unless the later one adds nothing. Throws ConfigError for inventory files that cannot be read. No host
 * at all is not an error here.
 */
export async function* listHosts(declarations: readonly InventoryDeclaration[], context: ListingContext): AsyncGenerator<InventoryItem> {
  const listed = new DuplicateHosts();
  for (const declaration of declarations) {
    for await (const item of sourceOf(declaration).list(context)) {
      if (item.kind === 'gap' || listed.isNew(item.host)) yield item;
    }
  }
  for (const gap of listed.gaps()) yield { kind: 'gap', gap };
}

/** Everything that listing would contact, in order; contacts nothing itself. */
export function planInventory(declarations: readonly InventoryDeclaration[]): readonly PlannedAccess[] {
  return declarations.flatMap((declaration) => sourceOf(declaration).plan());
}

/** Tries what each source needs, one source after the other, and estimates its hosts; failures are answers. */
export async function checkAccess(declarations: readonly InventoryDeclaration[], context: ListingContext): Promise<readonly AccessCheck[]> {
  const checks: AccessCheck[] = [];
  for (const declaration of declarations) checks.push(...(await sourceOf(declaration).check(context)));
  return checks;
}

/** Hosts that the checks counted together, and whether some scope holds more or could not be asked. */
export function estimateHosts(checks: readonly AccessCheck[]): { readonly hosts: number; readonly atLeast: boolean } {
  const hosts = checks.reduce((sum, check) => sum + (check.hosts ?? 0), 0);
  return { hosts, atLeast: checks.some((check) => check.more === true || !check.ok) };
}

/** The source that a declaration names, with its declaration filled in. */
function sourceOf(declaration: InventoryDeclaration) {
  if (declaration.source === 'ec2') return withDeclaration(ec2, declaration);
  if (declaration.source === 'hosts-file') return withDeclaration(hostsFile, declaration);
  if (declaration.source === 'ansible') return withDeclaration(ansible, declaration);
  return withDeclaration(localhost, declaration);
}

function withDeclaration<D>(source: InventorySource<D>, declaration: D) {
  return {
    requiredActions: source.requiredActions,
    list: (context: ListingContext) => source.list(declaration, context),
    plan: () => source.plan(declaration),
    check: (context: ListingContext) => source.check(declaration, context),
  };
}
