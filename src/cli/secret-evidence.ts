import { secretsIn } from '../config/declared-secrets.ts';
import { isSecretsManager } from '../credential-store/secrets-manager-endpoint.ts';
import { readFetchLogs } from '../credential-store/sources/fetch-logs.ts';
import { type AccessQuestion, simulateAccess } from '../credential-store/sources/role-access.ts';
import { secretsAccess } from '../credential-store/sources/secret-describer.ts';
import type { StoreState } from '../credential-store/store-state.ts';
import type { EvidenceRecord } from '../evidence-file.ts';
import type { AwsAccess } from '../inventory/aws-session.ts';
import { accountScope, declaredAccounts } from '../inventory/ec2-account.ts';
import type { Host } from '../inventory/host.ts';
import type { ScanPlan } from './scan-plan.ts';

/** What is kept of a host until all are listed. */
export type KnownHost = Pick<Host, 'id' | 'address' | 'instanceProfile' | 'services'>;

/** What asking needs from outside. */
export interface SecretContext {
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/**
 * Who may read and who has read the secrets that services declare, once the hosts are listed: IAM's simulation for the roles of the hosts, where a store says so
 * (`simulate`), and the last fetch by each host in the logs of `evidence.fetches`. A log that cannot be read is a gap.
 */
export async function* secretEvidence(
  plan: Pick<ScanPlan, 'stores' | 'services' | 'inventory' | 'fetchLogs'>,
  hosts: readonly KnownHost[],
  states: readonly StoreState[],
  context: SecretContext,
): AsyncGenerator<EvidenceRecord> {
  const questions = questionsOf(plan, hosts, states);
  if (questions.length > 0) {
    context.progress(`asking IAM about ${questions.length} roles of hosts`);
    const { now, signal } = context;
    for (const access of await simulateAccess(questions, { now, signal, accessTo: (account) => accessTo(account, plan) })) {
      yield { type: 'access', access };
    }
  }
  const secrets = [
    ...new Set(plan.services.flatMap(({ secrets: own = [] }) => own.map((secret) => (typeof secret === 'string' ? secret : secret.id)))),
  ];
  if (plan.fetchLogs.length === 0 || secrets.length === 0) return;
  const instances = new Set(hosts.map(({ id }) => id));
  const addresses = new Set(hosts.flatMap(({ address }) => address ?? []));
  const { fetches, gaps } = await readFetchLogs(plan.fetchLogs, {
    instances,
    addresses,
    secrets,
    signal: context.signal,
    progress: context.progress,
  });
  for (const fetch of fetches) yield { type: 'fetch', fetch };
  for (const { path, reason } of gaps)
    yield { type: 'gap', gap: { kind: 'fetch-log', scope: path, reason: `fetches of secrets: ${reason}` } };
}

// Each role once, with the described secrets of the services on its hosts; of a host whose services nobody names, with all
function questionsOf(
  { stores, services }: Pick<ScanPlan, 'stores' | 'services'>,
  hosts: readonly KnownHost[],
  states: readonly StoreState[],
): readonly AccessQuestion[] {
  const simulated = states.filter(({ accessSimulated }) => accessSimulated === true);
  if (simulated.length === 0 || stores.length === 0) return [];
  const secrets = new Map<string, Set<string>>();
  for (const { instanceProfile, services: named } of hosts) {
    if (instanceProfile === undefined) continue;
    const own = services.filter(({ name }) => named.length === 0 || named.includes(name));
    const arns = simulated.flatMap((state) => own.flatMap((service) => arnsOf(state, secretsIn(state.name, service))));
    secrets.set(instanceProfile, new Set([...(secrets.get(instanceProfile) ?? []), ...arns]));
  }
  return [...secrets].flatMap(([instanceProfile, arns]) => (arns.size === 0 ? [] : [{ instanceProfile, secrets: [...arns].toSorted() }]));
}

function arnsOf({ secrets = [] }: StoreState, ids: readonly string[]): readonly string[] {
  return secrets.flatMap((state) => (state.state === 'known' && ids.includes(state.id) ? [state.arn] : []));
}

// The account of a role is looked at as its hosts were listed; without a role for it, as the secrets were described
function accessTo(account: string, { inventory, stores }: Pick<ScanPlan, 'inventory' | 'stores'>): AwsAccess {
  const declared = inventory.flatMap((declaration) => (declaration.source === 'ec2' ? declaredAccounts(declaration) : []));
  const own = declared.find((one) => accountScope(one) === account);
  if (own !== undefined) return { roleArn: own.roleArn, externalId: own.externalId };
  const access = stores.filter((store) => isSecretsManager(store) && store.aws?.simulate === true).map(secretsAccess);
  return access.find(({ roleArn }) => roleArn?.split(':')[4] === account) ?? {};
}
