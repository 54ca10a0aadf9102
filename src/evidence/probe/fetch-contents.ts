import type { Blob } from '../file-evidence.ts';
import type { WantedContent } from '../reading/trust-files.ts';
import type { Accepted } from './accept-content.ts';
import type { ContentClaims } from './content-claims.ts';

/** Asks the host for some of the contents; one that is not in the answer could not be had. Never rejects except when aborted. */
export type AskForContents = (wanted: readonly WantedContent[]) => Promise<ReadonlyMap<string, Accepted>>;

/** Contents that are there now, and why others are not. */
export interface FetchedContents {
  readonly blobs: readonly Blob[];
  /** Digest → reason. */
  readonly refused: ReadonlyMap<string, string>;
}

/**
 * Fetches what nobody else fetches, then waits for what others do, until all is there or known not to be had. `late` ends the waiting
 * for others: it resolves when time is up.
 */
export async function fetchContents(
  wanted: readonly WantedContent[],
  ask: AskForContents,
  claims: ContentClaims,
  late: Promise<unknown>,
): Promise<FetchedContents> {
  const blobs: Blob[] = [];
  const refused = new Map<string, string>();
  const over = late.then(() => 'late' as const);
  let left = wanted;
  while (left.length > 0) {
    // Any host may send it for all: what does not hash to its name is refused.
    const claimed = left.map((one) => ({ one, claim: claims.claim(one.sha256) }));
    const mine = claimed.flatMap(({ one, claim }) => (claim.kind === 'mine' ? [{ one, settle: claim.settle }] : []));
    const theirs = claimed.flatMap(({ one, claim }) => (claim.kind === 'theirs' ? [{ one, content: claim.content }] : []));
    try {
      const answers: ReadonlyMap<string, Accepted> = mine.length === 0 ? new Map() : await ask(mine.map(({ one }) => one));
      for (const { one, settle } of mine) {
        const answer = answers.get(one.sha256);
        if (answer?.kind === 'blob') blobs.push(answer.blob);
        else refused.set(one.sha256, answer?.reason ?? 'the host did not send its content');
        settle(answer?.kind === 'blob' ? answer.blob : undefined);
      }
    } finally {
      // Whatever happened: those who wait go on.
      for (const { settle } of mine) settle(undefined);
    }
    const again: WantedContent[] = [];
    for (const { one, content } of theirs) {
      const blob = await Promise.race([content, over]);
      if (blob === 'late') refused.set(one.sha256, 'its content was still being fetched from another host when time was up');
      else if (blob === undefined) again.push(one);
      else blobs.push(blob);
    }
    left = again;
  }
  return { blobs, refused };
}
