import type { PolicyMapping } from '../../../x509/certificate.ts';

/** RFC 5280 §4.2.1.4 */
export const anyPolicy = '2.5.29.32.0';

/**
 * The policies that are valid at one depth, each with what it is called one certificate further down. RFC 5280 §6.1.2 (a) keeps a tree, which grows
 * exponentially for hostile paths; but all nodes of one policy at one depth have the same expected set, and whether the tree is null hangs on the deepest row
 * alone, so one row is enough (RFC 9618 §3 argues the same of its graph). Undefined stands for the null tree.
 */
export type PolicyRow = ReadonlyMap<string, ReadonlySet<string>>;

/** The row above the first certificate: any policy is acceptable (RFC 5280 §6.1.1 (c)). */
export const initialRow: PolicyRow = new Map([[anyPolicy, new Set([anyPolicy])]]);

/** RFC 5280 §6.1.3 (d)(1)–(3): the row of a certificate with these policies; undefined where none is left. */
export function nextRow(row: PolicyRow, policies: readonly string[], anyCounts: boolean): PolicyRow | undefined {
  const expected = new Set([...row.values()].flatMap((names) => [...names]));
  const next = new Map<string, ReadonlySet<string>>();
  // (d)(1): (i) expected by a parent, or (ii) a child of anyPolicy
  for (const policy of policies) {
    if (policy !== anyPolicy && (expected.has(policy) || expected.has(anyPolicy))) next.set(policy, new Set([policy]));
  }
  // (d)(2)
  if (anyCounts && policies.includes(anyPolicy)) {
    for (const policy of expected) if (!next.has(policy)) next.set(policy, new Set([policy]));
  }
  return next.size === 0 ? undefined : next;
}

/** RFC 5280 §6.1.4 (b): the row after the certificate's mappings, of which none names anyPolicy; undefined where none is left. */
export function mappedRow(row: PolicyRow, mappings: readonly PolicyMapping[], allowed: boolean): PolicyRow | undefined {
  const mapped = new Map(row);
  for (const [policy, subjects] of bySource(mappings)) {
    // (b)(2)
    if (!allowed) mapped.delete(policy);
    // (b)(1)
    else if (row.has(policy) || row.has(anyPolicy)) mapped.set(policy, subjects);
  }
  return mapped.size === 0 ? undefined : mapped;
}

function bySource(mappings: readonly PolicyMapping[]): ReadonlyMap<string, ReadonlySet<string>> {
  const sources = new Map<string, Set<string>>();
  for (const { issuerPolicy, subjectPolicy } of mappings) {
    const subjects = sources.get(issuerPolicy) ?? new Set<string>();
    sources.set(issuerPolicy, subjects.add(subjectPolicy));
  }
  return sources;
}
