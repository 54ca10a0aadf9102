import type { ChainView, StoreView } from './store-view.ts';
import { answerForChain, type Relying, type TrustAnswer, type TrustStep, worstOf } from './trust-answer.ts';

/**
 * The answer for everything that a store serves; undefined where that is not known. Which node a restart will meet nobody knows, so of several chains the
 * worst counts, at each moment anew: a store of which one node in three is rejected is one that a fleet cannot be restarted against (our choice: `ready` would
 * be wrong for some hosts, and a verdict that depends on luck helps nobody).
 */
export function answerForServed(relying: Relying, store: StoreView, now: number): TrustAnswer | undefined {
  const answers = store.chains.map((chain) => answerForClient(relying, chain, store.state.names, now));
  const [only] = answers;
  return answers.length > 1 ? worstOf(answers, now) : only;
}

// A server with several certificates chooses by what the client offers and in which order, or by an order of its own (OpenSSL ssl/t1_lib.c, tls1_set_shared_sigalgs),
// which is not known of either side. So an answer holds only where the others agree. Measured with nginx 1.22 and both certificates: in TLS 1.3 Go 1.19 got RSA,
// and curl, Python, Java and Node.js EC; in TLS 1.2 Node.js got RSA and the others EC (test/credential-store/two-certificates.real.test.ts).
function answerForClient(relying: Relying, { certificates, narrower }: ChainView, names: readonly string[], now: number): TrustAnswer {
  const main = answerForChain(relying, certificates, names, now);
  if (narrower.length === 0) return { ...main, served: certificates };
  const others = narrower.map((one) => ({ ...one, steps: stepsOf(answerForChain(relying, one.certificates, names, now), now) }));
  const own = stepsOf(main, now);
  const times = [...new Set([...own, ...others.flatMap(({ steps }) => steps)].map(({ at }) => at))].toSorted((a, b) => a - b);
  const steps = times.flatMap((at): readonly TrustStep[] => {
    const step = own.findLast((one) => one.at <= at);
    if (step === undefined) return [];
    const against = others.find((other) =>
      disagrees(
        step,
        other.offer,
        other.steps.findLast((one) => one.at <= at),
      ),
    );
    if (against === undefined) return [{ ...step, at }];
    return [{ at, name: step.name, verdict: { kind: 'unsupported', reason: dependsOn(against, step) } }];
  });
  const [first, ...later] = steps;
  return { ...main, ...(first === undefined ? {} : { verdict: first.verdict, name: first.name }), later, served: certificates };
}

// Every client that is modelled speaks TLS 1.3 and so meets the main chain: what those without it get can take a promise away, but not a failure.
function disagrees(main: TrustStep, offer: string, other: TrustStep | undefined): boolean {
  if (other === undefined) return false;
  if (main.verdict.kind === 'accepted') return other.verdict.kind !== 'accepted' && other.verdict.kind !== 'handshake';
  return main.verdict.kind === 'rejected' && offer !== 'TLSv1.2' && other.verdict.kind === 'accepted';
}

function dependsOn({ node, offer }: ChainView['narrower'][number], main: TrustStep): string {
  const to = offer === 'TLSv1.2' ? 'clients without TLS 1.3' : `clients that know ${offer} keys alone`;
  const [one, other] = main.verdict.kind === 'accepted' ? ['accepted', 'is not'] : ['rejected', 'is not'];
  return `${node} serves another chain to ${to}: the one for all is ${one} and that one ${other}, and which of them the client gets is not known`;
}

function stepsOf({ verdict, name, later }: TrustAnswer, now: number): readonly TrustStep[] {
  return [{ at: now, verdict, name }, ...later];
}
