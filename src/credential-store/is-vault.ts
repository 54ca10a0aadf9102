import type { StoreDeclaration } from '../config/config.ts';

/**
 * Whether a store is known to be Vault or OpenBao: it is declared so, or its CA generations are read from a PKI engine that answers at its own endpoint. One
 * whose generations are read at another address may be anything that has a certificate of that engine.
 */
export function isVault({ kind, generations }: Pick<StoreDeclaration, 'kind' | 'generations'>): boolean {
  return kind === 'vault' || (kind === undefined && generations?.from === 'vault' && generations.address === undefined);
}
