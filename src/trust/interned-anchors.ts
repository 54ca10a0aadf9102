import type { TrustAnchor } from './path/path-verdict.ts';
import { TwoGenerations } from './path/two-generations.ts';

/** Different trust stores that are kept, twice: a fleet has some dozens. What hangs on one is a few kilobytes beside the certificates. Our choice. */
const stores = new TwoGenerations<readonly TrustAnchor[]>(1_000);

/**
 * The one array that stands for these anchors, in this order and from these files: hosts with the same trust store share it, and with it everything that is
 * remembered of it (its index, the answers of trust-answer.ts).
 */
export function internAnchors(anchors: readonly TrustAnchor[]): readonly TrustAnchor[] {
  const key = anchors.map(({ certificate, file }) => `${certificate.sha256} ${file}`).join('\n');
  return stores.get(key, () => anchors);
}
