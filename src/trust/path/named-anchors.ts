import type { Name } from '../../x509/name.ts';
import type { AnchorIndex } from './anchor-index.ts';
import type { TrustAnchor } from './path-verdict.ts';
import { rfc2253Key } from './rfc2253-name.ts';
import type { Search } from './search.ts';

/** Anchors by their subject, compared in the canonical form of RFC 2253. */
export interface NamedAnchors {
  /** The anchors of that name, each certificate once; empty where there is none. */
  readonly named: (name: Name) => readonly TrustAnchor[];
}

// A bundle of 145 roots is asked about many chains
const known = new WeakMap<AnchorIndex, NamedAnchors>();

/** The anchors of the search by that key, remembered as long as its index lives. */
export function namedAnchors({ question, anchors }: Search): NamedAnchors {
  const remembered = known.get(anchors);
  if (remembered !== undefined) return remembered;
  const byKey = new Map<string, TrustAnchor[]>();
  for (const anchor of question.anchors) {
    const key = rfc2253Key(anchor.certificate.subject);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [anchor]);
    else same.push(anchor);
  }
  // the index knows which of them the client can read, and which is the first copy
  const named = (name: Name): readonly TrustAnchor[] =>
    (byKey.get(rfc2253Key(name)) ?? []).filter((anchor) => anchors.like(anchor.certificate) === anchor);
  known.set(anchors, { named });
  return { named };
}
