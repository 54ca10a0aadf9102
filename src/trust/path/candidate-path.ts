import type { Certificate } from '../../x509/certificate.ts';
import type { CandidatePath } from './checks/check.ts';
import type { PathQuestion, TrustAnchor } from './path-verdict.ts';

/** A path to that anchor, or on its way to one where that is undefined, as the checks see it. `untrusted` is how many of it were served: all but the anchor. */
export function candidatePath(
  { knobs, name, at, withoutHandshake }: PathQuestion,
  certificates: readonly Certificate[],
  anchor?: TrustAnchor,
  untrusted = anchor === undefined ? certificates.length : Math.max(1, certificates.length - 1),
): CandidatePath {
  return { knobs, certificates, untrusted, complete: anchor !== undefined, anchorFile: anchor?.file, name, at, withoutHandshake };
}
