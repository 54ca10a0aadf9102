import path from 'node:path';
import { sha256Of } from '../evidence/blob-store.ts';
import type { Header } from '../evidence-file.ts';
import type { ScanPlan } from './scan-plan.ts';

/** Digests of what a plan asks, by part. What bounds the asking (concurrency, time limits) or judges the answers is no part of it, nor is how a host is asked: that is told for each of them (host-way.ts). */
export function planDigests(plan: ScanPlan): NonNullable<Header['plan']> {
  return {
    inventory: digestOf([plan.inventory.map((declaration) => absolute(declaration, plan.baseDirectory)), plan.settings.serviceTag]),
    stores: digestOf(plan.stores),
    recordings: digestOf(plan.recordings),
  };
}

/** The parts in which two plans differ, as a sentence calls them. */
export function differingParts(a: NonNullable<Header['plan']>, b: NonNullable<Header['plan']>): readonly string[] {
  const names = {
    inventory: 'inventory',
    stores: 'credential stores',
    recordings: 'recordings (evidence: replay)',
  } as const;
  return (Object.keys(names) as (keyof typeof names)[]).filter((part) => a[part] !== b[part]).map((part) => names[part]);
}

// The same file is the same inventory, wherever the command was called from
function absolute(declaration: ScanPlan['inventory'][number], baseDirectory: string): ScanPlan['inventory'][number] {
  return 'path' in declaration ? { ...declaration, path: path.resolve(baseDirectory, declaration.path) } : declaration;
}

function digestOf(value: unknown): string {
  return sha256Of(Buffer.from(JSON.stringify(value)));
}
