import { clientFamilies, clientProfiles } from '../clients/registry.ts';
import type { Config } from '../config/config.ts';
import type { Mistake } from '../config/mistake.ts';
import { nearestName } from '../config/nearest.ts';
import { quote } from '../config/shown-value.ts';

/** Services that are declared with a client nobody knows. config/ stands left of clients/, so this is the first place that knows both. */
export function unknownClients({ services }: Config): readonly Mistake[] {
  const known = [...clientFamilies.map((entry) => entry.family), ...clientProfiles.map((profile) => profile.name)];
  return (services?.declared ?? []).flatMap(({ client }, index): readonly Mistake[] => {
    if (client === undefined || known.includes(client)) return [];
    const near = nearestName(client, known);
    const meant = near === undefined ? '' : `; did you mean ${quote(near)}?`;
    return [{ path: ['services', 'declared', index, 'client'], message: `no client profile is called ${quote(client)}${meant}` }];
  });
}
