import { fromInstant } from '../../config/instant.ts';
import { reasonCodes } from '../../reason-codes.ts';
import type { Change, Check, Moment, Outcome, Subject } from '../check.ts';
import { type ClientChainStep, clientChainSteps } from '../client-chain-answer.ts';
import { demandOf, refusesClientsWithout } from '../client-demand.ts';
import { isSent, namesShown, type Shown } from '../client-shown.ts';
import type { Reason } from '../restart-verdict.ts';
import { isBeyondRenewal, isShortLived, renewedChain, takenAsRenewed } from '../short-lived.ts';
import { unknownReason } from '../unknown-reason.ts';
import { changesAlone, judgeAlone } from './client-certificate-alone.ts';
import { judgeWithout } from './client-certificate-missing.ts';
import { findingOf, openConnections, reasonOfRefusal, refusalOf } from './client-refusal.ts';

/**
 * Whether the store would serve the client with the certificate that it would show. A store that asks for one may refuse whoever trusts it: for having none,
 * or for the one that it has, which is verified as servers do (clients/server-path.ts) where the CAs are configured that the store accepts. Without them its
 * CertificateRequest names those CAs at the most, and a name proves no key.
 */
export const clientCertificate: Check = {
  name: 'client-certificate',
  codes: ['CLIENT_CERT_EXPIRED', 'CLIENT_CERT_EXPIRES', 'CLIENT_CERT_MISSING', 'CLIENT_CERT_UNTRUSTED', 'CLIENT_EKU'],
  judge(subject, moment) {
    const { store, credential } = subject;
    const demand = store === undefined ? undefined : demandOf(store);
    if (store === undefined || demand === undefined || demand.kind === 'none') return { kind: 'not-applicable' };
    if (credential === undefined || credential.kind === 'none') return judgeWithout(subject, store.state, demand);
    const shown = shownBy(subject);
    // What cannot be read of its files their own check says.
    if (shown === undefined) return { kind: 'not-applicable' };
    if (shown !== 'not-known') return judgeShown(shown, moment);
    const why = `whether ${store.state.endpoint} asks for the client certificate that ${subject.workload.service} has is not known, as its handshake was not seen`;
    return { kind: 'unknown', reasons: [unknownReason(`${why}: name the CAs that it accepts with clientCas`)] };
  },
  changes(subject, moment) {
    const { now } = moment;
    const shown = shownBy(subject);
    if (shown === undefined || shown === 'not-known' || isSent(shown) !== 'yes') return [];
    const { current } = shown.demand;
    if (current === 'unread') return [];
    if (current === undefined) return isShortLived(shown.own, moment) ? [] : changesAlone(shown, now);
    return clientChainSteps(renewedChain(shown.chain, moment), current.certificates, now)
      .slice(1)
      .filter((step) => !isBeyondRenewal(step))
      .map((step) => changeOf(shown, step));
  },
};

function shownBy({ store, credential, effective, workload: { evidence } }: Subject): Shown | 'not-known' | undefined {
  if (store === undefined || credential?.kind !== 'files' || effective?.kind !== 'known' || 'reason' in credential.chain) return undefined;
  const { chain, certificate } = credential;
  const demand = demandOf(store);
  const [own] = chain;
  if (own === undefined || demand.kind === 'none') return undefined;
  if (demand.kind === 'not-known') return 'not-known';
  const { endpoint } = store.state;
  const written = certificate.file?.modifiedAt ?? certificate.key?.modifiedAt;
  const writtenAt = written === undefined ? undefined : fromInstant(written);
  return { endpoint, demand, path: certificate.path, writtenAt, own, chain, client: effective.client, evidence };
}

function judgeShown(shown: Shown, moment: Moment): Outcome {
  const { now } = moment;
  const { demand, endpoint, own, path } = shown;
  const sent = isSent(shown);
  if (sent !== 'yes') return judgeWithheld(shown, sent);
  if (demand.current === 'unread') {
    return { kind: 'unknown', reasons: [unknownReason(`the client CAs that ${endpoint} accepts could not be read from their file`)] };
  }
  if (demand.current === undefined) return judgeAlone(shown, now);
  const [step] = clientChainSteps(shown.chain, demand.current.certificates, now);
  switch (step.kind) {
    case 'open': {
      const why = `whether ${endpoint} accepts the client certificate "${own.subject.text}" in ${path} is not known: ${step.reason}`;
      return { kind: 'unknown', reasons: [unknownReason(why)] };
    }
    case 'rejected':
      return findingOf(shown, refusalOf(shown, step.failure));
    case 'accepted':
      return { kind: 'pass', reasons: [...notByPending(shown, now), ...takenAsRenewed([own], 'CLIENT_CERT_EXPIRES', moment)] };
  }
}

// Go and Java compare the issuers of their certificate with the names that the store gives, and go on without it where none fits
function judgeWithheld(shown: Shown, sent: 'no' | 'not-known'): Outcome {
  const { demand, own, path, endpoint, client } = shown;
  const whose = `"${own.subject.text}" in ${path}, which "${own.issuer.text}" issued, to ${endpoint}, which accepts ${namesShown(shown)}`;
  if (sent === 'no' && refusesClientsWithout(demand.need)) {
    const summary = `${client.title} does not show the client certificate ${whose}`;
    return findingOf(shown, { code: 'CLIENT_CERT_UNTRUSTED', summary, because: undefined, at: own });
  }
  const reason = `${client.title} may show no client certificate, having ${whose}: whether it is served without one is not known`;
  return { kind: 'unknown', reasons: [unknownReason(reason)] };
}

function notByPending(shown: Shown, now: number): readonly Reason[] {
  const { pending } = shown.demand;
  if (pending === undefined) return [];
  const [step] = clientChainSteps(shown.chain, pending.certificates, now);
  if (step.kind === 'accepted') return [];
  const why = step.kind === 'rejected' ? step.failure.detail : step.reason;
  const summary = `${shown.endpoint} will not accept the client certificate "${shown.own.subject.text}" in ${shown.path} after its switch to its pending client CAs: ${why}`;
  // Nothing says when they come: it changes no verdict, as with a pending CA of the store itself
  const { severity } = reasonCodes.PENDING_CA_MISSING;
  const remedy = `issue the successor of the client certificate "${shown.own.subject.text}" from the CA that ${shown.endpoint} will accept, before it switches`;
  return step.kind === 'rejected' ? [{ code: 'CLIENT_CERT_UNTRUSTED', severity, proof: { summary }, remedy }] : [];
}

function changeOf(shown: Shown, step: ClientChainStep): Change {
  switch (step.kind) {
    case 'accepted':
      return { at: step.at, to: 'pass' };
    case 'open':
      return {
        at: step.at,
        to: 'unknown',
        reason: () => unknownReason(`whether ${shown.endpoint} accepts its client certificate then is not known: ${step.reason}`),
      };
    case 'rejected':
      return {
        at: step.at,
        to: 'finding',
        reason: () => {
          const refusal = refusalOf(shown, step.failure);
          return reasonOfRefusal(shown, { ...refusal, code: 'CLIENT_CERT_EXPIRES', summary: `${refusal.summary}; ${openConnections}` });
        },
      };
  }
}
