/** What of a judged host decides whether it is in a sample. */
export interface Sampled {
  readonly id: string;
  readonly services: readonly string[];
  readonly restart: { readonly verdict: string };
}

/**
 * At most so many hosts, spread over services and verdicts: one of each group in turn, groups and hosts by name, so that the same audit gives the same sample. Hosts that
 * use no store are left out.
 */
export function sampleHosts<Item extends Sampled>(hosts: readonly Item[], count: number): readonly Item[] {
  const consuming = hosts.filter(({ restart }) => restart.verdict !== 'not-applicable');
  const groups = Map.groupBy(consuming, ({ services, restart }) => JSON.stringify([restart.verdict, services.toSorted()]));
  const queues = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const inTurn = Array.from({ length: longest }, (_, round) => queues.flatMap((queue) => queue[round] ?? [])).flat();
  return inTurn.slice(0, Math.max(0, count));
}
