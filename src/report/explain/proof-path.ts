import type { Proof } from '../../restart/restart-verdict.ts';
import type { Page } from '../table/page.ts';
import { date } from '../table/when.ts';

/** A proof in two parts: the certificates as far as the path came, and what it ends at. */
export interface ShownProof {
  /** End-entity first, each with its dates and the beginning of its digest. */
  readonly path: readonly string[];
  /** The anchor's file, or the link that is missing. */
  readonly end: string;
}

/** The proof as lines of a page. */
export function proofPath(page: Page, proof: Proof): ShownProof {
  const { arrow } = page.glyphs;
  const path = (proof.path ?? []).map(({ subject, notBefore, notAfter, sha256 }, depth) => {
    const from = depth === 0 ? '' : `${arrow} `;
    return `${from}"${page.text(subject)}" (${date(page, notBefore)} to ${date(page, notAfter)}, ${page.text(sha256).slice(0, 12)})`;
  });
  return { path, end: proof.anchorFile === undefined ? page.text(proof.summary) : page.text(proof.anchorFile) };
}
