import { reasonCodes } from '../../reason-codes.ts';
import type { Reason } from '../restart-verdict.ts';
import type { ChainView } from '../store-view.ts';
import { answerForChain } from '../trust-answer.ts';
import type { Asked } from '../trust-standing.ts';

/**
 * A rejection with STORE_NODES_DIFFER beside it where other nodes of the store serve what the client accepts (at `now`, epoch ms): which of them a restarted
 * service is sent to is chance, so the rejection counts, and it is the nodes that have to be mended. The rejection alone where no node would do.
 */
export function whereNodesDiffer(rejection: Reason, { effective, store, today }: Asked, now: number): readonly Reason[] {
  const { state } = store;
  const { rejected, others } = nodesFor({ effective, store, today }, now);
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

/**
 * Why a rejection may never be met, undefined where it may: Java asks the addresses of IPv4 first (java.net.preferIPv6Addresses, JDK 17 networking properties;
 * seen with 17), unless it is told otherwise, which nobody has read, and only those of IPv6 serve what it rejects.
 */
export function whyPerhapsNotMet(asked: Pick<Asked, 'effective' | 'store' | 'today'>, now: number): string | undefined {
  if (asked.effective.client.family !== 'java') return undefined;
  const { rejected, others } = nodesFor(asked, now);
  const isMet = rejected === undefined || !rejected.nodes.every(isIPv6) || others.every(isIPv6);
  return isMet
    ? undefined
    : `it rejects what ${someOf(rejected.nodes)} ${rejected.nodes.length === 1 ? 'serves' : 'serve'}, and whether it asks there before ${someOf(others.filter((node) => !isIPv6(node)))} is not known`;
}

// As an endpoint is written, with the port behind it
function isIPv6(address: string): boolean {
  return address.startsWith('[');
}

// The chain that is rejected, and the nodes that serve one that is not.
function nodesFor(
  { effective, store, today }: Pick<Asked, 'effective' | 'store' | 'today'>,
  now: number,
): { readonly rejected: ChainView | undefined; readonly others: readonly string[] } {
  const relying = { client: effective.client, anchors: effective.anchors };
  const rejected = store.chains.find(({ certificates }) => certificates === today.served);
  const accepted = store.chains.filter(
    (chain) => chain !== rejected && answerForChain(relying, chain.certificates, store.state.names, now).verdict.kind === 'accepted',
  );
  return { rejected, others: accepted.flatMap(({ nodes }) => nodes) };
}

/** Some of many addresses. */
export function someOf(addresses: readonly string[]): string {
  const shown = addresses.slice(0, mostAddresses).join(', ');
  return addresses.length > mostAddresses ? `${shown} and ${addresses.length - mostAddresses} more` : shown;
}

/** Addresses that a sentence names. Our choice. */
const mostAddresses = 3;
