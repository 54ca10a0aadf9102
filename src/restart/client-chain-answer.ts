import { type ClientVerifier, clientVerifiers } from '../clients/server-path.ts';
import { acceptanceFrom } from '../trust/acceptance.ts';
import type { PathFailure, PathVerdict, TrustAnchor } from '../trust/path/path-verdict.ts';
import type { Certificate } from '../x509/certificate.ts';

/** What servers make of a client certificate from one moment on. Which program the store is nobody knows: only where all agree it is an answer. */
export type ClientChainStep = { readonly at: number } & (
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly failure: PathFailure }
  | { readonly kind: 'open'; readonly reason: string }
);

/**
 * Whether a server that trusts these CAs accepts the chain of a client, end-entity first: now (epoch ms) and at every later moment at which that changes, the
 * first step being the one of now. Revocation is not looked at.
 */
export function clientChainSteps(
  chain: readonly Certificate[],
  cas: readonly Certificate[],
  now: number,
): readonly [ClientChainStep, ...ClientChainStep[]] {
  const anchors: readonly TrustAnchor[] = cas.map((certificate) => ({ certificate, file: 'the client CAs of the store' }));
  const answers = clientVerifiers.map((verifier) => ({
    verifier,
    intervals: acceptanceFrom({ knobs: verifier.path, anchors, served: chain, name: undefined, at: now, withoutHandshake: true }),
  }));
  const times = [...new Set(answers.flatMap(({ intervals }) => intervals.map(({ from }) => from)))].toSorted((a, b) => a - b);
  const steps = times.map((at) =>
    combined(
      at,
      answers.flatMap(({ verifier, intervals }) => {
        const then = intervals.findLast(({ from }) => from <= at);
        return then === undefined ? [] : [{ verifier, verdict: then.verdict }];
      }),
    ),
  );
  const [first = { at: now, kind: 'open', reason: 'there is no certificate to judge' }, ...later] = withoutLastSecond(steps);
  return [first, ...later.filter((step, index) => isAnother(index === 0 ? first : later[index - 1], step))];
}

// In the very second of notAfter OpenSSL refuses already what Go still takes (CLIENTS §8.13): what all say after it counts from its beginning
function withoutLastSecond(steps: readonly ClientChainStep[]): readonly ClientChainStep[] {
  return steps.flatMap((step, index): readonly ClientChainStep[] => {
    const [before, next] = [steps[index - 1], steps[index + 1]];
    if (step.kind === 'open' && next !== undefined && next.at - step.at <= 1000) return [{ ...next, at: step.at }];
    return before?.kind === 'open' && step.at - before.at <= 1000 ? [] : [step];
  });
}

interface Said {
  readonly verifier: ClientVerifier;
  readonly verdict: PathVerdict;
}

function combined(at: number, said: readonly Said[]): ClientChainStep {
  for (const { verdict } of said) if ('reason' in verdict) return { at, kind: 'open', reason: verdict.reason };
  const rejecting = said.flatMap(({ verifier, verdict }) => (verdict.kind === 'rejected' ? [{ verifier, failure: verdict.cause }] : []));
  const [first] = rejecting;
  if (first === undefined) return { at, kind: 'accepted' };
  if (rejecting.length === said.length) return { at, kind: 'rejected', failure: first.failure };
  const names = rejecting.map(({ verifier }) => verifier.title).join(' and ');
  return { at, kind: 'open', reason: `${names} would refuse it (${first.failure.detail}), and other servers would not` };
}

function isAnother(before: ClientChainStep | undefined, step: ClientChainStep): boolean {
  if (before?.kind !== step.kind) return true;
  return step.kind === 'rejected' && before.kind === 'rejected' && before.failure.reason !== step.failure.reason;
}
