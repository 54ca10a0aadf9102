import type { StoreState } from '../../credential-store/store-state.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { Outcome, Subject } from '../check.ts';
import { type ClientDemand, refusesClientsWithout } from '../client-demand.ts';
import { clientErrorOf } from '../expected-error.ts';
import type { Reason } from '../restart-verdict.ts';
import { unknownReason } from '../unknown-reason.ts';
import { noneSent, notThePolicy } from './client-refusal.ts';

/**
 * What becomes of a client of which no client certificate is known. One that surely has none is refused where the store refuses clients without one; where
 * the store only asks, or the program may have one from its own configuration, nobody can tell; a store that was seen to serve clients without one does. Of
 * a store whose handshake nobody has looked at, as configured, that is remarked.
 */
export function judgeWithout(
  { credential, effective, workload }: Subject,
  { endpoint, servedChain }: StoreState,
  demand: ClientDemand,
): Outcome {
  // A chain from a file, or none at all, judges trust; nobody has seen then what else the handshake brings
  if (demand.kind === 'not-known' && servedChain.state !== 'unknown') return { kind: 'pass', reasons: [notSeen(endpoint)] };
  if (demand.kind !== 'asks') return { kind: 'not-applicable' };
  const { need, names, current } = demand;
  const from = names.length === 0 ? '' : names.length === 1 ? ' of one CA' : ` of one of ${names.length} CAs`;
  // A store that is configured with client CAs may hand its secrets out by them alone, though it serves others too
  if (need === 'optional' && names.length === 0 && current === undefined) return { kind: 'not-applicable' };
  const asks = `${endpoint} asks for a client certificate${from}`;
  const surely = credential?.kind === 'none' && credential.surely;
  if (surely && refusesClientsWithout(need)) {
    const expectedError = effective?.kind === 'known' ? clientErrorOf(effective.client, noneSent(demand), '') : undefined;
    return {
      kind: 'finding',
      reasons: [
        {
          code: 'CLIENT_CERT_MISSING',
          severity: reasonCodes.CLIENT_CERT_MISSING.severity,
          proof: { summary: `${asks} and refuses clients without one, and ${workload.service} has none` },
          ...(expectedError === undefined ? {} : { expectedError }),
          notThis: notThePolicy,
          remedy: `issue a client certificate for ${workload.service} from a CA that ${endpoint} accepts, and name it to the client`,
        },
      ],
      fields: { latent: false },
    };
  }
  const refuses = refusesClientsWithout(need) ? ' and refuses clients without one' : '';
  const why = surely
    ? `${asks}, and ${workload.service} has none: whether it is served without one is not known: ask it for a secret as the service does, or let the store not ask (Vault: tls_disable_client_certs)`
    : `${asks}${refuses}, and whether ${workload.service} has one is not known: declare its files with clientCertificate, or none`;
  return { kind: 'unknown', reasons: [unknownReason(why)] };
}

function notSeen(endpoint: string): Reason {
  const summary = `whether ${endpoint} asks for a client certificate was not seen: as configured, nobody has looked at its handshake`;
  return { code: 'UNKNOWN_EVIDENCE', severity: 'info', proof: { summary } };
}
