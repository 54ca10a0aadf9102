import type { DrillCase, DrillFile, DrillHost } from '../drill-case.ts';

/** Services on one host: more of them start at once than two processors like. Our choice. */
const mostServices = 28;

/** Hosts with the same files that have these cases among them. */
export function inHosts(name: string, files: Readonly<Record<string, DrillFile>>, cases: readonly DrillCase[]): readonly DrillHost[] {
  const count = Math.ceil(cases.length / mostServices);
  return Array.from({ length: count }, (_, host) => ({
    name: count === 1 ? name : `${name}-${host + 1}`,
    files,
    cases: cases.filter((_case, index) => index % count === host),
  }));
}
