import type { Config, StoreDeclaration } from './config.ts';
import type { Mistake } from './mistake.ts';
import type { KeyPath } from './shown-value.ts';

/** Keys that contradict each other: one of them would be passed over, or asked of what cannot answer, and the run fail much later for another reason. */
export function contradictions(config: Config): readonly Mistake[] {
  return [...(config.stores ?? []).flatMap((store, index) => ofStore(store, ['stores', index])), ...ofDocuments(config)];
}

function ofStore({ kind, aws, generations }: StoreDeclaration, path: KeyPath): readonly Mistake[] {
  const notAws = { path: [...path, 'aws'], message: 'is for Secrets Manager, and this store is declared kind: vault' };
  // a proxy in front of Secrets Manager may well have its certificate of a Vault, which then answers elsewhere
  const isAsked = generations?.from === 'vault' && generations.address === undefined;
  const notVault = {
    path: [...path, 'generations', 'from'],
    message: '"vault" asks the store itself, and kind says "secrets-manager"; give the address of the Vault',
  };
  return [...(kind === 'vault' && aws !== undefined ? [notAws] : []), ...(kind === 'secrets-manager' && isAsked ? [notVault] : [])];
}

function ofDocuments({ collection }: Config): readonly Mistake[] {
  const ssm = collection?.ssm;
  if (ssm === undefined || ssm.document !== ssm.rehearsalDocument) return [];
  const message = 'is the document of the probe; the rehearsal needs one of its own (snowline ssm-document --rehearsal)';
  return [{ path: ['collection', 'ssm', 'rehearsalDocument'], message }];
}
