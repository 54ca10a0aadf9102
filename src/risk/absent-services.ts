import type { ServiceDeclaration } from '../config/config.ts';
import { generationGaps, type StoreState } from '../credential-store/store-state.ts';
import type { Gap } from '../inventory/host.ts';

/** Gaps for services that are declared to use a store and were seen on no host: they are somewhere that nobody looked. */
export function absentServices(
  declared: readonly ServiceDeclaration[],
  defaultStores: readonly string[] | undefined,
  seen: ReadonlySet<string>,
): readonly Gap[] {
  return declared
    .filter((service) => (service.stores ?? defaultStores ?? []).length > 0 && !seen.has(service.name))
    .map((service) => ({
      kind: 'service',
      scope: `service ${service.name}`,
      reason: 'it is declared to use a store, and no host that runs it was seen',
    }));
}

/** Gaps for CA generations that are configured and could not be read: what is pending is then not known. */
export function unreadGenerations(stores: readonly StoreState[]): readonly Gap[] {
  // an unknown served chain makes verdicts unknown, which coverage counts already
  return stores.flatMap((store) =>
    generationGaps(store).map((reason) => ({ kind: 'generations' as const, scope: `store ${store.name}`, reason })),
  );
}
