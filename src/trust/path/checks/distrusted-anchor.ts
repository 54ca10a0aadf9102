import { type Check, quoted } from './check.ts';

/** The client has a list of public roots that it distrusts from some date or update on: a path to one of them has no answer. Asked of the end-entity. */
export const checkDistrustedAnchor: Check = (path, index) => {
  const anchor = path.certificates.at(-1);
  if (index !== 0 || !path.complete || anchor === undefined || path.knobs.distrustedAnchors?.has(anchor.sha256) !== true) return undefined;
  return { kind: 'unsupported', reason: `the client distrusts ${quoted(anchor)}, from which update and date on is not modelled` };
};
