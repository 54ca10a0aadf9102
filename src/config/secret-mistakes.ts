import type { Config } from './config.ts';
import type { Mistake } from './mistake.ts';
import { nearestName } from './nearest.ts';
import { type KeyPath, quote } from './shown-value.ts';

/** Secrets whose store is not said or is none of the service's: looked for in the wrong one, a secret would be missing that is not. */
export function secretMistakes(config: Config): readonly Mistake[] {
  const all = (config.stores ?? []).map(({ name }) => name);
  return (config.services?.declared ?? []).flatMap(({ secrets = [], stores }, at) => {
    const known = stores ?? config.services?.defaultStores ?? all;
    return secrets.flatMap((secret, index) => {
      const path: KeyPath = ['services', 'declared', at, 'secrets', index];
      const store = typeof secret === 'string' ? undefined : secret.store;
      if (store === undefined) {
        const id = quote(typeof secret === 'string' ? secret : secret.id);
        if (known.length === 1) return [];
        const message =
          known.length === 0
            ? `secret ${id} is in no store: the service uses none`
            : `secret ${id} may be in several stores (${known.map(quote).join(', ')}); say which with { id: …, store: … }`;
        return [{ path, message }];
      }
      if (known.includes(store)) return [];
      const near = nearestName(store, known);
      const advice = near === undefined ? `its stores: ${known.map(quote).join(', ') || 'none'}` : `did you mean ${quote(near)}?`;
      return [{ path: [...path, 'store'], message: `${quote(store)} is no store of the service; ${advice}` }];
    });
  });
}
