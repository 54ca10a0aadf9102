import type { ServedChainReading } from './sources/tls-endpoint.ts';
import { healthOf, statusOf } from './sources/vault-health.ts';
import type { VaultHealth } from './store-node.ts';

type Asked = Pick<Extract<ServedChainReading, { kind: 'read' }>, 'health' | 'clientCas'>;

/**
 * What a node of Vault's said of its health. One that asks for a client certificate and answers nobody without, or whose answer is closed by a rule of HTTP
 * (400 of nginx, 401, 403), withholds it, which tells nothing; silence and faults of a proxy leave open whether it works at all, and so does 404: nothing
 * shows then that there is a Vault behind it.
 */
export function healthOfNode(address: string, { health, clientCas }: Asked, observedAt: string): VaultHealth {
  const own = health?.kind === 'answer' ? healthOf(health.text) : undefined;
  if (own !== undefined) return { state: 'known', ...own, observedAt };
  const status = health?.kind === 'answer' ? statusOf(health.text) : undefined;
  if (status === 404 && clientCas === undefined) {
    return { state: 'unknown', reason: `${address} answers the question for its health with 404, as Vault never does: is it one?` };
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return { state: 'withheld', reason: `${address} answers the question for its health with ${status}` };
  }
  if (clientCas !== undefined) return { state: 'withheld', reason: `${address} asks for a client certificate before it tells its health` };
  if (status !== undefined)
    return { state: 'unknown', reason: `${address} answers the question for its health with ${status}, and not as Vault does` };
  return { state: 'unknown', reason: `${address} did not answer the question for its health` };
}
