/**
 * The candidate that a misspelt word most likely meant; undefined when none is near enough to be worth suggesting.
 * Case, `-` and `_` count for nothing (`min_coverage` is minCoverage); of equally near candidates the first wins.
 */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(word);
  // Nobody misspells a name of that length; the bound keeps hostile keys from costing quadratic time.
  if (wanted.length === 0 || wanted.length > 64) return undefined;
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of candidates) {
    const folded = fold(name);
    const distance = editDistance(wanted, folded);
    // Our choice: one slip in three letters, so that `foo` does not become `from` but `regoins` becomes `regions`.
    const allowed = Math.max(1, Math.floor(Math.min(wanted.length, folded.length) / 3));
    const usable = distance <= allowed && distance < folded.length;
    if (usable && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[-_\s]/g, '');
}

/** Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions, swapped neighbours. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + cost,
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
