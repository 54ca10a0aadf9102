import type { CheckName, Stage } from '../../clients/knobs/path-knobs.ts';
import { type PathReason, rankOf } from '../../clients/path-reason.ts';
import { searchBacktracking } from './backtracking-search.ts';
import { candidatePath } from './candidate-path.ts';
import { type CandidatePath, quoted } from './checks/check.ts';
import { whyUnreadable } from './defects.ts';
import { searchForward } from './forward-search.ts';
import { searchGreedy } from './greedy-search.ts';
import { whyNoHandshake } from './handshake.ts';
import type { PathFailure, PathQuestion, PathVerdict } from './path-verdict.ts';
import { type Found, prepare, type Search } from './search.ts';
import { whyTooMuch } from './served-limits.ts';
import { problemsOf } from './stages.ts';

type Path = Extract<Found, { kind: 'path' }>;

/**
 * Whether the client would accept the served chain for that name at that time (RFC 4158 building, RFC 5280 §6 validation), with the path as its
 * proof or the failure that the client reports. What the engine does not model is `unsupported`, never a guess.
 *
 * Not done: revocation (RFC 5280 §6.3), because no client of ours asks for it by default.
 */
export function judgePath(question: PathQuestion): PathVerdict {
  const { knobs, served } = question;
  const [leaf] = served;
  if (leaf === undefined) return { kind: 'unsupported', reason: 'the served chain is empty' };
  const broken =
    question.withoutHandshake === true
      ? undefined
      : (whyTooMuch(served, knobs.servedLimits) ?? whyNoHandshake(leaf, knobs.strength.handshake));
  if (broken !== undefined) return { kind: 'handshake', reason: broken };
  const unreadable = served.find((certificate) => whyUnreadable(certificate, knobs) !== undefined);
  if (unreadable !== undefined) {
    const detail = `the client cannot read ${quoted(unreadable)}: ${whyUnreadable(unreadable, knobs)}`;
    return rejected([{ reason: 'malformed', at: unreadable, path: [leaf], detail }]);
  }
  if (knobs.search.lookFirst === 'served-chain') {
    return { kind: 'unsupported', reason: 'a client that looks at the served chain first is not modelled yet' };
  }
  const search = prepare(question, leaf);
  return knobs.search.strategy === 'greedy' ? judgeOnePath(search) : judgeEveryPath(search);
}

// One path, and every check on it: a breach rejects whatever else is not modelled
function judgeOnePath(search: Search): PathVerdict {
  const { question } = search;
  const goesOn = question.knobs.reports === 'last';
  const { failures, unsupported } = problemsOf(candidatePath(question, [search.leaf]), question.knobs.beforeSearch.map(asStage), goesOn);
  if (failures.length > 0 && !goesOn) return rejected(failures);
  const found = searchGreedy(search);
  if (found.kind === 'unsupported') return failures.length > 0 ? rejected(failures.toReversed(), failures[0]) : found;
  if (found.kind === 'failure' && !goesOn) return rejected([found.failure], found.cause);
  const certificates = found.kind === 'path' ? found.certificates : found.failure.path;
  const path = found.kind === 'path' ? ofFound(search, found) : { ...candidatePath(question, certificates), leadsNowhere: true };
  const problems = problemsOf(path, question.knobs.stages, goesOn, failures.length + (found.kind === 'path' ? 0 : 1));
  const all = [...failures, ...(found.kind === 'failure' ? [found.failure] : []), ...problems.failures];
  if (all.length > 0)
    return rejected(
      goesOn ? all.toReversed() : all,
      (found.kind === 'failure' && failures.length === 0 ? found.cause : undefined) ?? all[0],
    );
  const notModelled = unsupported ?? problems.unsupported;
  if (notModelled !== undefined) return { kind: 'unsupported', reason: notModelled };
  return accepted(found);
}

// Several paths: the first that passes is taken; failures of whole paths say more than those of the search
function judgeEveryPath(search: Search): PathVerdict {
  const { knobs } = search.question;
  const before = problemsOf(candidatePath(search.question, [search.leaf]), knobs.beforeSearch.map(asStage), false);
  if (before.failures.length > 0) return rejected(before.failures);
  let unsupported: string | undefined;
  const whole: PathFailure[] = [];
  const partial: PathFailure[] = [];
  for (const found of knobs.search.strategy === 'backtracking' ? searchBacktracking(search) : searchForward(search)) {
    if (found.kind === 'unsupported') unsupported ??= found.reason;
    if (found.kind === 'failure') partial.push(found.failure);
    if (found.kind !== 'path') continue;
    const problems = problemsOf(ofFound(search, found), knobs.stages, false);
    whole.push(...problems.failures);
    if (problems.failures.length > 0) continue;
    // what is not modelled of the end-entity matters where a path would do otherwise
    const doubt = before.unsupported ?? problems.unsupported;
    if (doubt === undefined) return accepted(found);
    unsupported ??= doubt;
  }
  if (unsupported !== undefined) return { kind: 'unsupported', reason: unsupported };
  const failures = knobs.reports === 'last' ? [...partial, ...whole].toReversed() : [...whole, ...partial];
  return rejected(failures, mostTelling(failures));
}

function asStage(check: CheckName): Stage {
  return { on: 'end-entity', direction: 'up', checks: [check] };
}

function ofFound({ question }: Search, { certificates, untrusted, anchor, anchorDates }: Path): CandidatePath {
  const asked = anchorDates === undefined ? question : { ...question, knobs: { ...question.knobs, anchorDates } };
  return candidatePath(asked, certificates, anchor, untrusted);
}

function accepted(found: Found): PathVerdict {
  if (found.kind !== 'path') throw new Error('a failure is not accepted');
  return { kind: 'accepted', path: { certificates: found.certificates, anchor: found.anchor } };
}

// `failures` as the client reports them, the first one is what it prints
function rejected(failures: readonly PathFailure[], cause?: PathFailure): PathVerdict {
  const [failure, ...others] = failures;
  if (failure === undefined) return { kind: 'unsupported', reason: 'no path and no reason' };
  return { kind: 'rejected', failure, cause: cause ?? failure, others };
}

const vague = new Set<PathReason>(['unknown-issuer', 'bad-signature', 'no-trust-anchors']);

// A client that says only that it found no path has often seen why: the failure that came furthest is the one to mend
function mostTelling(failures: readonly PathFailure[]): PathFailure | undefined {
  if (failures[0]?.reason !== 'unknown-issuer') return failures[0];
  return failures.filter(({ reason }) => !vague.has(reason)).toSorted((a, b) => rankOf(b.reason) - rankOf(a.reason))[0] ?? failures[0];
}
