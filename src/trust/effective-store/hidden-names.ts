import { oneLine } from '../../formats/one-line.ts';
import type { TrustAnchor } from '../path/path-verdict.ts';

/** An anchor, and the hashed directory in which the client looks it up when it needs it; absent where it is loaded at the start. */
export interface LoadedAnchor extends TrustAnchor {
  readonly lookedUpIn?: string;
}

/**
 * The anchors that the client can come to, in their order: OpenSSL asks a hashed directory for a name only while it holds no
 * certificate of that name, so a file hides the directories, and the first directory the others. An old root in the bundle thus hides
 * the new one of the same name in the directory.
 *
 * OpenSSL 1.0.2 to 3.5: crypto/x509/x509_lu.c, X509_STORE_CTX_get_by_subject (lookups only where the cache has no such name) and
 * by_dir.c, get_cert_by_subject_ex (returns at the first directory that has it); seen with 3.0.19.
 */
export function withoutHiddenNames(anchors: readonly LoadedAnchor[]): {
  readonly anchors: readonly TrustAnchor[];
  readonly remarks: readonly string[];
} {
  if (anchors.every((anchor) => anchor.lookedUpIn === undefined)) return { anchors, remarks: [] };
  const first = new Map<string, LoadedAnchor>();
  for (const anchor of anchors) if (anchor.lookedUpIn === undefined) keepFirst(first, anchor);
  for (const anchor of anchors) keepFirst(first, anchor);
  const isHidden = (anchor: LoadedAnchor): boolean =>
    anchor.lookedUpIn !== undefined && first.get(anchor.certificate.subject.folded)?.lookedUpIn !== anchor.lookedUpIn;
  const visible = anchors.filter((anchor) => !isHidden(anchor));
  const seen = new Set(visible.map((anchor) => anchor.certificate.sha256));
  const lost = anchors.filter((anchor) => isHidden(anchor) && !seen.has(anchor.certificate.sha256));
  return { anchors: visible.map(({ certificate, file }) => ({ certificate, file })), remarks: remarkOn(lost, first) };
}

function keepFirst(first: Map<string, LoadedAnchor>, anchor: LoadedAnchor): void {
  const name = anchor.certificate.subject.folded;
  if (!first.has(name)) first.set(name, anchor);
}

function remarkOn([lost, ...others]: readonly LoadedAnchor[], first: ReadonlyMap<string, LoadedAnchor>): readonly string[] {
  if (lost === undefined) return [];
  const { subject } = lost.certificate;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  const because = `${first.get(subject.folded)?.file ?? ''} holds another certificate of that name`;
  return [`${lost.file}: the client does not look for '${oneLine(subject.text)}' there, because ${because}${more}`];
}
