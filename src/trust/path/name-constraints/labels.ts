/**
 * The labels of a domain from the right, as Go splits it (domainToReverseLabels in crypto/x509/verify.go): undefined for an empty label, a dot at the end or a
 * character that is not printable ASCII. One empty label at the very start is lost, as it is there: `.a` is `a`.
 */
export function reverseLabels(domain: string): readonly string[] | undefined {
  if (domain === '') return [];
  const labels = domain.split('.').toReversed();
  // the loop ends when nothing is left before the first dot
  if (labels.at(-1) === '') labels.pop();
  return labels.every((label) => /^[!-~]+$/.test(label)) ? labels : undefined;
}

/** Whether the domain of these labels is inside of the constraint (matchDomainConstraint): an empty one holds everything, a dot in front asks for a label more. */
export function isInsideDomain(domain: readonly string[], constraint: string): boolean | undefined {
  if (constraint === '') return true;
  const deeper = constraint.startsWith('.');
  const labels = reverseLabels(deeper ? constraint.slice(1) : constraint);
  if (labels === undefined) return undefined;
  if (domain.length < labels.length || (deeper && domain.length === labels.length)) return false;
  return labels.every((label, index) => label.toLowerCase() === domain[index]?.toLowerCase());
}

/** Why Go refuses the domain of a constraint; undefined where it takes it. */
export function whyNoDomain(constraint: string): string | undefined {
  return reverseLabels(constraint.startsWith('.') ? constraint.slice(1) : constraint) === undefined
    ? `"${constraint}" is no domain`
    : undefined;
}
