import type { PathKnobs } from '../../clients/knobs/path-knobs.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { whyUnreadable } from './defects.ts';
import type { TrustAnchor } from './path-verdict.ts';

type Rules = PathKnobs['parsing'];

// A bundle of 145 roots is asked about many chains: indexed once per array of anchors and way of reading
const indexes = new WeakMap<readonly TrustAnchor[], WeakMap<Rules, AnchorIndex>>();

/** The index of the anchors for that client, remembered as long as the array lives. */
export function indexOf(anchors: readonly TrustAnchor[], knobs: PathKnobs): AnchorIndex {
  const known = indexes.get(anchors) ?? new WeakMap<Rules, AnchorIndex>();
  indexes.set(anchors, known);
  const index = known.get(knobs.parsing) ?? new AnchorIndex(anchors, knobs);
  known.set(knobs.parsing, index);
  return index;
}

/**
 * The anchors of a store as a client can read them, found by what a search asks for. Only names are read at first: of a bundle of 145 roots a search
 * looks at one or two, and digests and extensions of the others would cost more than the rest of the judgement.
 */
export class AnchorIndex {
  readonly #all: readonly TrustAnchor[];
  readonly #knobs: PathKnobs;
  readonly #byName = new Map<string, TrustAnchor[]>();
  /** Names whose anchors were looked at: each once, and readable. */
  readonly #ready = new Map<string, readonly TrustAnchor[]>();

  #byDigest: ReadonlyMap<string, TrustAnchor> | undefined;

  constructor(anchors: readonly TrustAnchor[], knobs: PathKnobs) {
    this.#knobs = knobs;
    const spoilt = knobs.parsing.unreadableAnchor === 'no-anchors' && anchors.some((anchor) => !this.#isReadable(anchor));
    this.#all = spoilt ? [] : anchors;
    for (const anchor of this.#all) {
      const { folded } = anchor.certificate.subject;
      const same = this.#byName.get(folded);
      if (same === undefined) this.#byName.set(folded, [anchor]);
      else same.push(anchor);
    }
  }

  /** The anchors with that subject (folded), in the order of the trust store; a second copy stands aside. */
  named(folded: string): readonly TrustAnchor[] {
    const known = this.#ready.get(folded);
    if (known !== undefined) return known;
    const seen = new Set<string>();
    const ready = (this.#byName.get(folded) ?? []).filter(
      (anchor) => this.#isReadable(anchor) && !seen.has(anchor.certificate.sha256) && seen.add(anchor.certificate.sha256),
    );
    // names that nobody has are asked for by served chains: they are not worth a memory
    if (ready.length > 0) this.#ready.set(folded, ready);
    return ready;
  }

  /** The anchor that is this very certificate. */
  like(certificate: Certificate): TrustAnchor | undefined {
    return this.named(certificate.subject.folded).find((anchor) => anchor.certificate.sha256 === certificate.sha256);
  }

  /** Every anchor once, by its digest: for searches that walk through all of them. */
  get byDigest(): ReadonlyMap<string, TrustAnchor> {
    if (this.#byDigest !== undefined) return this.#byDigest;
    const found = new Map<string, TrustAnchor>();
    for (const anchor of this.#all) {
      const { sha256 } = anchor.certificate;
      // of copies the first one counts: its file is named in the proof
      if (!found.has(sha256) && this.#isReadable(anchor)) found.set(sha256, anchor);
    }
    this.#byDigest = found;
    return found;
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  /** How many different certificates there are: for messages. */
  count(): number {
    return this.byDigest.size;
  }

  #isReadable(anchor: TrustAnchor): boolean {
    return whyUnreadable(anchor.certificate, this.#knobs) === undefined;
  }
}
