import * as z from 'zod';
import type { Immutable } from '../config/immutable.ts';
import type { WorkloadVerdict } from '../restart/restart-verdict.ts';
import { withoutRoot } from '../risk/without-root.ts';
import { byText } from './by-text.ts';
import { distinctNames } from './distinct-names.ts';
import { withoutNames } from './without-names.ts';

const count = z.number().int();

/** Expected against seen in one place: the workloads of one service in one account and region. */
export const ledgerRowSchema = z.object({
  /** `account` and `region` are absent where the inventory knows none. */
  scope: z.object({ account: z.string().optional(), region: z.string().optional(), service: z.string() }),
  /** Workloads that consume a store, or may. */
  expected: count,
  /** Those of hosts of which there is evidence that counts. */
  seen: count,
  judged: count,
  /** Why the others were not: the counts are those of `expected` less `judged`. */
  holes: z.array(z.object({ code: z.string(), reason: z.string(), count, examples: z.array(z.string()) })),
});
export type LedgerRow = Immutable<z.infer<typeof ledgerRowSchema>>;

/** What the ledger needs of a host's report. */
export interface LedgerHost {
  readonly id: string;
  readonly name: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly restart: { readonly workloads: readonly Pick<WorkloadVerdict, 'service' | 'verdict' | 'reasons' | 'root'>[] };
  readonly evidence: { readonly observedAt?: string | undefined };
}

/** Reasons of one row that are told one by one; a fleet may fail in as many ways as it has hosts. Our choice. */
const mostHoles = 20;
const mostExamples = 3;

/** The ledger of hosts, by account, region and service; its sums are those of the coverage. The order of the hosts does not matter. */
export function coverageLedger(hosts: readonly LedgerHost[]): readonly LedgerRow[] {
  const rows = new Map<string, OpenRow>();
  const nameOf = distinctNames(hosts);
  for (const one of hosts) {
    const host = { ...one, name: nameOf(one) };
    for (const workload of host.restart.workloads) {
      if (workload.verdict === 'not-applicable') continue;
      const row = rowOf(rows, host, workload.service);
      row.expected += 1;
      if (host.evidence.observedAt !== undefined) row.seen += 1;
      if (workload.verdict === 'unknown') addHole(row, host, workload);
      else row.judged += 1;
    }
  }
  return [...rows].toSorted(([a], [b]) => byText(a, b)).map(([, { holes, ...row }]) => ({ ...row, holes: told(holes) }));
}

interface Hole {
  readonly code: string;
  readonly reason: string;
  count: number;
  examples: readonly string[];
}

type OpenRow = Omit<{ -readonly [Key in keyof LedgerRow]: LedgerRow[Key] }, 'holes'> & { readonly holes: Map<string, Hole> };

function rowOf(rows: Map<string, OpenRow>, { account, region }: LedgerHost, service: string): OpenRow {
  const key = [account ?? '', region ?? '', service].join('\u0000');
  const known = rows.get(key);
  if (known !== undefined) return known;
  const scope = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }), service };
  const row: OpenRow = { scope, expected: 0, seen: 0, judged: 0, holes: new Map() };
  rows.set(key, row);
  return row;
}

function addHole(row: OpenRow, host: LedgerHost, { reasons, root }: LedgerHost['restart']['workloads'][number]): void {
  const why = reasons.find((candidate) => candidate.severity !== 'info') ?? reasons[0];
  const code = why?.code ?? 'UNKNOWN_EVIDENCE';
  const reason = withoutNames(withoutRoot(why?.proof.summary ?? 'no reason was recorded', root), [host.id, host.name]);
  const key = `${code}\n${reason}`;
  const hole = row.holes.get(key) ?? { code, reason, count: 0, examples: [] };
  hole.count += 1;
  hole.examples = [...new Set([...hole.examples, host.name])].sort(byText).slice(0, mostExamples);
  row.holes.set(key, hole);
}

function told(holes: ReadonlyMap<string, Hole>): LedgerRow['holes'] {
  const sorted = [...holes.values()].toSorted((a, b) => b.count - a.count || byText(a.code, b.code) || byText(a.reason, b.reason));
  const rest = sorted.slice(mostHoles);
  if (rest.length === 0) return sorted;
  const examples = rest.flatMap((hole) => hole.examples).toSorted(byText);
  const others = rest.reduce((sum, hole) => sum + hole.count, 0);
  return [
    ...sorted.slice(0, mostHoles),
    { code: 'UNKNOWN_EVIDENCE', reason: `${rest.length} other reasons`, count: others, examples: examples.slice(0, mostExamples) },
  ];
}
