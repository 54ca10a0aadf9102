import type { ClientProfile } from '../clients/client-profile.ts';
import type { StoreState } from '../credential-store/store-state.ts';
import type { WorkloadEvidence } from '../evidence/host-evidence.ts';
import { kindOf } from './asked-names.ts';

type Launch = WorkloadEvidence['nextStart'];

interface Starts {
  readonly next: Launch;
  /** What the running process has; undefined where none runs, or nobody saw. */
  readonly running: Launch | undefined;
}

/**
 * Why it is not known where the next start looks for a store of which the running process was told; undefined where it is told again, or never was. One that
 * runs without a word about it takes the address from its own program or files, and a restart changes nothing in that.
 */
export function lostAddress(store: StoreState, { next, running }: Starts, client: ClientProfile | undefined): string | undefined {
  const kind = kindOf(store);
  // A region, or an address for all of AWS, may be meant for something else where the store is none of AWS that is known
  for (const one of addresses.filter((each) => each.kind === (kind ?? 'vault'))) {
    const told = one.variables.find((name) => isSet(running, name));
    const isToldAgain = one.variables.some((name) => isSet(next, name)) || one.options.some((name) => next.options[name] !== undefined);
    if (isToldAgain) continue;
    if (told !== undefined) return `${told}, by which the running process was told where its store is, is not set at its next start`;
    if (one.kind === 'vault' && running === undefined && client?.defaultAddress !== undefined)
      return `nothing that was collected tells it where ${store.name} is: without VAULT_ADDR it would ask ${client.defaultAddress}`;
  }
  return undefined;
}

// One of each line is enough to be told
const addresses = [
  { kind: 'vault', variables: ['VAULT_ADDR', 'VAULT_AGENT_ADDR'], options: ['-address'] },
  { kind: 'secrets-manager', variables: ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL'], options: ['--endpoint-url'] },
  { kind: 'secrets-manager', variables: ['AWS_REGION', 'AWS_DEFAULT_REGION'], options: ['--endpoint-url'] },
] as const;

function isSet(launch: Launch | undefined, name: string): boolean {
  return (launch?.environment[name] ?? '') !== '';
}
