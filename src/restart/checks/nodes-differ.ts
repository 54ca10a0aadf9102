import { reasonCodes } from '../../reason-codes.ts';
import type { Reason } from '../restart-verdict.ts';
import type { Asked } from '../trust-standing.ts';

/**
 * STORE_NODES_DIFFER for a rejection that another node of the store would not meet: which of them a restarted service is sent to is chance, so the rejection
 * counts, and this says which nodes it is of. Nothing where all nodes serve one chain.
 */
export function nodesDiffer({ store, today }: Asked): readonly Reason[] {
  const { chains, state } = store;
  const rejected = chains.find(({ certificates }) => certificates === today.served);
  if (chains.length < 2 || rejected === undefined) return [];
  const others = chains.filter((chain) => chain !== rejected).flatMap(({ nodes }) => nodes);
  return [
    {
      code: 'STORE_NODES_DIFFER',
      severity: reasonCodes.STORE_NODES_DIFFER.severity,
      proof: {
        summary: `this is what ${someOf(rejected.nodes)} would serve; ${someOf(others)} ${others.length === 1 ? 'serves' : 'serve'} another chain, and which of them a restart meets is chance`,
      },
      remedy: `let all nodes of ${state.endpoint} serve one chain`,
    },
  ];
}

/** Some of many addresses. */
export function someOf(addresses: readonly string[]): string {
  const shown = addresses.slice(0, mostAddresses).join(', ');
  return addresses.length > mostAddresses ? `${shown} and ${addresses.length - mostAddresses} more` : shown;
}

/** Addresses that a sentence names. Our choice. */
const mostAddresses = 3;
