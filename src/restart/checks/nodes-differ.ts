import { reasonCodes } from '../../reason-codes.ts';
import type { Reason } from '../restart-verdict.ts';
import { answerForChain } from '../trust-answer.ts';
import type { Asked } from '../trust-standing.ts';

/**
 * A rejection with STORE_NODES_DIFFER beside it where other nodes of the store serve what the client accepts (at `now`, epoch ms): which of them a restarted
 * service is sent to is chance, so the rejection counts, and it is the nodes that have to be mended. The rejection alone where no node would do.
 */
export function whereNodesDiffer(rejection: Reason, { effective, store, today }: Asked, now: number): readonly Reason[] {
  const { chains, state } = store;
  const relying = { client: effective.client, anchors: effective.anchors };
  const rejected = chains.find(({ certificates }) => certificates === today.served);
  const accepted = chains.filter(
    (chain) => chain !== rejected && answerForChain(relying, chain.certificates, state.names, now).verdict.kind === 'accepted',
  );
  const others = accepted.flatMap(({ nodes }) => nodes);
  if (rejected === undefined || others.length === 0) return [rejection];
  const remedy = `let all nodes of ${state.endpoint} serve one chain`;
  const differ: Reason = {
    code: 'STORE_NODES_DIFFER',
    severity: reasonCodes.STORE_NODES_DIFFER.severity,
    proof: {
      summary: `that is the chain of ${someOf(rejected.nodes)}; ${someOf(others)} ${others.length === 1 ? 'serves' : 'serve'} one that is accepted, and which of them a restart meets is chance`,
    },
    remedy,
  };
  return [{ ...rejection, remedy: `do not restart it; ${remedy}` }, differ];
}

/** Some of many addresses. */
export function someOf(addresses: readonly string[]): string {
  const shown = addresses.slice(0, mostAddresses).join(', ');
  return addresses.length > mostAddresses ? `${shown} and ${addresses.length - mostAddresses} more` : shown;
}

/** Addresses that a sentence names. Our choice. */
const mostAddresses = 3;
