import type { Proof } from '../../restart/restart-verdict.ts';
import type { Page } from '../table/page.ts';
import { date } from '../table/when.ts';

/** The proof as lines, end-entity first: each certificate with its dates and digest, then the anchor's file, or the link that is missing. */
export function proofPath(page: Page, proof: Proof): readonly string[] {
  const { arrow } = page.glyphs;
  const lines = (proof.path ?? []).map(({ subject, notBefore, notAfter, sha256 }, depth) => {
    const from = depth === 0 ? '' : `${arrow} `;
    return `${from}"${page.text(subject)}" (${date(page, notBefore)} to ${date(page, notAfter)}, ${page.text(sha256).slice(0, 12)})`;
  });
  const end = proof.anchorFile === undefined ? page.text(proof.summary) : `trusted: ${page.text(proof.anchorFile)}`;
  return [...lines, lines.length === 0 ? end : `${arrow} ${end}`];
}
