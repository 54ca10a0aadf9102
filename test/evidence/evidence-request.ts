import type { CollectContext } from '../../src/evidence/transport.ts';
import type { Host } from '../../src/inventory/host.ts';

const now = Date.parse('2026-11-22T14:00:00Z');

/** A host as an inventory would list it. */
export function hostNamed(id: string): Host {
  return { id, name: `${id}.corp.test`, source: 'hosts-file', scope: 'hosts.yaml', services: [], reach: 'remote' };
}

/** A context with a fixed clock; a test states only what is unusual about it. */
export function contextWith(parts: Partial<CollectContext> = {}): CollectContext {
  return { now: () => now, timeoutMs: 60_000, knownBlobs: new Set(), ...parts };
}
