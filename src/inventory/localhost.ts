import os from 'node:os';
import type { InventoryDeclaration } from '../config/config.ts';
import type { Host, InventoryItem } from './host.ts';
import type { InventorySource } from './inventory-source.ts';

type LocalhostDeclaration = Extract<InventoryDeclaration, { readonly source: 'localhost' }>;

/** The machine that snowline runs on, under its host name. */
export function thisMachine(): Host {
  const name = os.hostname();
  return { id: name, name, source: 'localhost', scope: 'localhost', services: [], reach: 'local' };
}

/** Lists the machine that snowline runs on. */
export const source: InventorySource<LocalhostDeclaration> = {
  requiredActions: [],
  async *list(): AsyncGenerator<InventoryItem> {
    yield { kind: 'host', host: thisMachine() };
  },
  plan: () => [{ scope: 'localhost', action: 'read', resource: 'this machine' }],
  check: async () => [{ scope: 'localhost', check: 'readable', ok: true, detail: `this machine is ${os.hostname()}`, hosts: 1 }],
};
