import type { Blob } from '../file-evidence.ts';

/** A content that is fetched once for all hosts that have it. */
export type Claim =
  /** Nobody has it: whoever claimed it fetches it and says in any case what came of it. */
  | { readonly kind: 'mine'; readonly settle: (blob: Blob | undefined) => void }
  /** Another host's fetcher is at it; gives undefined where it failed, and the content may then be claimed again. */
  | { readonly kind: 'theirs'; readonly content: Promise<Blob | undefined> };

/**
 * Who fetches which content. Nobody owns a claim while waiting for another one's: whoever holds some settles them all first, and a
 * failed claim is free again rather than handed on. So each waiting ends.
 */
export interface ContentClaims {
  claim(sha256: string): Claim;
  /** Lets go of contents that the caller has written down, so that they are not held for ever. */
  forget(known: ReadonlySet<string>): void;
}

/** Returns claims with nothing claimed. */
export function createContentClaims(): ContentClaims {
  const claims = new Map<string, Promise<Blob | undefined>>();
  const settled = new Set<string>();
  return {
    claim(sha256) {
      const theirs = claims.get(sha256);
      if (theirs !== undefined) return { kind: 'theirs', content: theirs };
      const { promise, resolve } = Promise.withResolvers<Blob | undefined>();
      claims.set(sha256, promise);
      return {
        kind: 'mine',
        settle(blob) {
          // A later settling of the same claim must not free what somebody else has claimed by then.
          if (claims.get(sha256) !== promise || settled.has(sha256)) return;
          if (blob === undefined) claims.delete(sha256);
          else settled.add(sha256);
          resolve(blob);
        },
      };
    },
    forget(known) {
      for (const sha256 of settled) {
        if (!known.has(sha256)) continue;
        settled.delete(sha256);
        claims.delete(sha256);
      }
    },
  };
}
