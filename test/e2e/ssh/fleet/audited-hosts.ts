import { type AuditedHost, hostOf } from './audited-case.ts';
import type { Authorities } from './authorities.ts';
import type { FetchingPrograms } from './fetching-programs.ts';
import { runningCases } from './running-cases.ts';
import { secretCases } from './secret-cases.ts';
import { settingCases } from './setting-cases.ts';
import { systemStoreCases } from './system-store-cases.ts';

/** Hosts that differ in their trust stores, clients and settings. `secretOf` names what is planted on a host and must never leave it. */
export function auditedHosts(ca: Authorities, programs: FetchingPrograms, secretOf: (host: string) => string): readonly AuditedHost[] {
  const kinds = [settingCases(ca), runningCases(ca, secretOf), systemStoreCases(ca), secretCases(ca, secretOf)];
  return inTurn(kinds).map((one) => hostOf(one, programs, secretOf(one.name)));
}

// A fleet that takes only the first of them has some of each kind.
function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
