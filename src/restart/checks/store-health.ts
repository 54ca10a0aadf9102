import type { StoreNode } from '../../credential-store/store-node.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { Check, Subject } from '../check.ts';
import { notTheDatabase } from '../expected-error.ts';
import type { Reason } from '../restart-verdict.ts';
import { unknownReason } from '../unknown-reason.ts';
import { someOf } from './nodes-differ.ts';

type Health = NonNullable<Extract<StoreNode, { state: 'known' }>['health']>;
type KnownHealth = Extract<Health, { state: 'known' }>;

/**
 * Whether a Vault or OpenBao hands out secrets at all: STORE_SEALED where a node is sealed, not initialised, or one that passes nothing on. Standby nodes pass
 * requests on, so they are fine. Which node a restart meets is chance, so one is enough. A node that withholds its health passes with a remark: its TLS was
 * seen, and many proxies close this path; one that did not answer, or not as Vault does, is unknown.
 */
export const storeHealth: Check = {
  name: 'store-health',
  codes: ['STORE_SEALED'],
  judge(subject) {
    const nodes = subject.store?.state.nodes?.flatMap((node) =>
      node.state === 'known' && node.health !== undefined ? [{ ...node, health: node.health }] : [],
    );
    if (nodes === undefined || nodes.length === 0) return { kind: 'not-applicable' };
    const unusable = nodes.flatMap(({ address, health }) => {
      const why = health.state === 'known' ? whyUnusable(health) : undefined;
      return why === undefined ? [] : [{ address, why }];
    });
    if (unusable.length > 0) {
      const latent = subject.workload.evidence?.process !== undefined;
      return {
        kind: 'finding',
        reasons: [...new Set(unusable.map(({ why }) => why))].map((why) => reasonOf(why, unusable, subject)),
        fields: { latent },
      };
    }
    const open = nodes.flatMap(({ health }) => (health.state === 'unknown' ? [health.reason] : []));
    if (open.length > 0) return { kind: 'unknown', reasons: open.map((reason) => unknownReason(reason)) };
    return { kind: 'pass', reasons: nodes.flatMap(({ health }) => (health.state === 'withheld' ? [notSeen(health.reason)] : [])) };
  },
};

function notSeen(why: string): Reason {
  return { code: 'UNKNOWN_EVIDENCE', severity: 'info', proof: { summary: `whether Vault is sealed was not seen: ${why}` } };
}

/**
 * Why no secret comes from a Vault with this health, as the end of a sentence; undefined where it hands them out (HashiCorp: API, "/sys/health": 200 active, 429
 * standby, 473 performance standby; 472 secondary for disaster recovery, which serves no clients; 474 standby without an active node; 530 removed).
 */
export function whyUnusable({ status, initialized, sealed }: Pick<KnownHealth, 'status' | 'initialized' | 'sealed'>): string | undefined {
  if (!initialized) return 'not initialised';
  if (sealed) return 'sealed';
  return otherStates[status];
}

const otherStates: Readonly<Record<number, string>> = {
  472: 'a secondary for disaster recovery, which serves no clients',
  474: 'a standby that does not reach the active node',
  530: 'removed from its cluster',
};

function reasonOf(
  why: string,
  unusable: readonly { readonly address: string; readonly why: string }[],
  { effective, store }: Subject,
): Reason {
  const those = unusable.filter((node) => node.why === why).map(({ address }) => address);
  const others = (store?.state.nodes?.length ?? 0) > those.length ? ', and which node a restart meets is chance' : '';
  return {
    code: 'STORE_SEALED',
    severity: reasonCodes.STORE_SEALED.severity,
    proof: { summary: `${someOf(those)} ${those.length === 1 ? 'is' : 'are'} ${why}${others}` },
    // sdk/helper/consts/error.go ErrSealed, which http/handler.go gives to every request; api/response.go prints the errors of the body behind a star
    ...(why === 'sealed' && effective?.client?.name === 'vault' ? { expectedError: '* Vault is sealed' } : {}),
    notThis: notTheDatabase,
    remedy: remedies[why] ?? `take ${someOf(those)} out of the name that services use`,
  };
}

const remedies: Readonly<Record<string, string>> = {
  sealed: 'vault operator unseal',
  'not initialised': 'vault operator init, or point services to the Vault that holds their secrets',
};
