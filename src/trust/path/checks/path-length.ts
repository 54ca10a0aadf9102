import { breach, type Check, isAnchor, quoted } from './check.ts';

/** RFC 5280 §6.1.4 (l)(m): an issuer's pathLenConstraint allows as many intermediates as stand below it. */
export const checkPathLength: Check = (path, index) => {
  const certificate = path.certificates[index];
  const limit = certificate?.extensions.basicConstraints?.pathLength;
  if (certificate === undefined || limit === undefined || index === 0) return undefined;
  const { pathLength, pathLengthCounts } = path.knobs.issuers;
  if (pathLength === 'intermediates' && isAnchor(path, index)) return undefined;
  const below = path.certificates
    .slice(1, index)
    .filter((intermediate) => pathLengthCounts === 'all' || intermediate.subject.folded !== intermediate.issuer.folded).length;
  if (below <= limit) return undefined;
  return breach('path-too-long', `${quoted(certificate)} allows ${limit} intermediates below it, there are ${below}`);
};
