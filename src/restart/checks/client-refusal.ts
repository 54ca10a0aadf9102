import type { ClientCertificateTrouble } from '../../clients/client-certificate-rules.ts';
import type { PathReason } from '../../clients/path-reason.ts';
import { fromInstant, toInstant } from '../../config/instant.ts';
import { fetchesNothing } from '../../evidence/reading/harmless-programs.ts';
import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import type { PathFailure } from '../../trust/path/path-verdict.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { CheckedFields, Outcome } from '../check.ts';
import type { Shown } from '../client-shown.ts';
import { clientErrorOf } from '../expected-error.ts';
import { shownCertificate } from '../proof.ts';
import type { Reason } from '../restart-verdict.ts';
import { unknownReason } from '../unknown-reason.ts';

/** Why a store refuses what a client shows. */
export interface Refusal {
  readonly code: ReasonCode;
  readonly summary: string;
  /** What the server objects to; undefined where the client sends nothing. */
  readonly because: PathReason | undefined;
  readonly at?: Certificate | undefined;
}

/** Responders look at tokens and policies first. */
export const notThePolicy =
  'the store refuses the connection or the request before it looks at any token, role or policy, and the CA that the host trusts is not the matter';

/** The failure of a client's path, as a reason code with what shows it. */
export function refusalOf(shown: Shown, failure: PathFailure): Refusal {
  const { reason, at, detail } = failure;
  const ofClient = at !== undefined && shown.chain.some(({ sha256 }) => sha256 === at.sha256);
  const code = ofClient ? (codes[reason] ?? 'CLIENT_CERT_UNTRUSTED') : 'CLIENT_CERT_UNTRUSTED';
  const what = code === 'CLIENT_CERT_UNTRUSTED' ? `${shown.endpoint} does not accept the client certificate` : 'the client certificate';
  const summary = `${what} "${shown.own.subject.text}" in ${shown.path}: ${detail}`;
  return { code, summary, because: reason, at };
}

const codes: Readonly<Partial<Record<PathReason, ReasonCode>>> = {
  expired: 'CLIENT_CERT_EXPIRED',
  'not-yet-valid': 'CLIENT_CERT_EXPIRED',
  'wrong-purpose': 'CLIENT_EKU',
};

/** The refusal as a reason; of one that is to come the code is CLIENT_CERT_EXPIRES where an end of validity is the cause. */
export function reasonOfRefusal(shown: Shown, { code, summary, because, at }: Refusal): Reason {
  const trouble = troubleOf(shown, because);
  const expectedError = trouble && clientErrorOf(shown.client, trouble, shown.path);
  return {
    code,
    severity: reasonCodes[code].severity,
    proof: { summary, path: shown.chain.map(shownCertificate) },
    ...(at === undefined ? {} : { failsBecause: at.sha256 }),
    ...(expectedError === undefined ? {} : { expectedError }),
    notThis: notThePolicy,
    remedy: `issue a client certificate${code === 'CLIENT_EKU' ? ' for TLS clients (clientAuth)' : ''} from a CA that ${shown.endpoint} accepts into ${shown.path}, with its key; then restart one host alone and look before the next`,
  };
}

/** The finding of a refusal, with what the running process makes of it. */
export function findingOf(shown: Shown, refusal: Refusal): Outcome {
  const renewer = refusal.because === 'expired' && refusal.at?.sha256 === shown.own.sha256 ? renewerOf(shown) : undefined;
  if (renewer !== undefined) {
    const why = `${refusal.summary}, and whether ${renewer}, which is started first, renews it is not known`;
    return { kind: 'unknown', reasons: [unknownReason(why)] };
  }
  const latency = latencyOf(shown, refusal);
  const going =
    latency.latent === true && refusal.code === 'CLIENT_CERT_EXPIRED' ? `${refusal.summary}; ${openConnections}` : refusal.summary;
  return { kind: 'finding', reasons: [reasonOfRefusal(shown, { ...refusal, summary: going })], fields: latency };
}

// What is started before the program may be what brings its certificate; what fetches nothing brings none.
function renewerOf({ evidence }: Shown): string | undefined {
  return evidence?.unit?.execStartPre?.find((program) => !fetchesNothing([program]));
}

/** A certificate is looked at when a connection begins, and not again. */
export const openConnections = 'connections that were opened before go on, and each new one is refused';

// A store that ends the handshake without one sends alerts; one that lets it through answers with an error page, or looks at it in ways of its own
function troubleOf({ demand, client }: Shown, because: PathReason | undefined): ClientCertificateTrouble | undefined {
  if (demand.need === 'unknown' || demand.need === 'required-by-answer') return 'answer';
  if (demand.need === 'optional') return undefined;
  if (because === undefined) return noneSent(demand);
  if (because === 'expired')
    return isBeforeTls13(demand.protocol) && client.clientCertificate.texts['expired-tls12'] !== undefined ? 'expired-tls12' : 'expired';
  if (because === 'wrong-purpose') return 'purpose';
  return because === 'unknown-issuer' ? 'untrusted' : undefined;
}

/** How a store that needs one refuses a client that sends none: with its answer, or with an alert (RFC 8446 §4.4.2.4, RFC 5246 §7.4.6). */
export function noneSent({ need, protocol }: Pick<Shown['demand'], 'need' | 'protocol'>): ClientCertificateTrouble {
  if (need === 'required-by-answer') return 'answer';
  return isBeforeTls13(protocol) ? 'none-tls12' : 'none';
}

function isBeforeTls13(protocol: string | undefined): boolean {
  return protocol !== undefined && protocol !== 'TLSv1.3';
}

// The end of the certificate, or a write to its file that the process has not read
function latencyOf({ evidence, own, writtenAt }: Shown, { because, at }: Refusal): CheckedFields {
  const startedAt = evidence?.process === undefined ? undefined : fromInstant(evidence.process.startedAt);
  if (startedAt === undefined) return { latent: false };
  const changedAt = because === 'expired' ? (at ?? own).notAfter : writtenAt;
  return changedAt !== undefined && startedAt < changedAt ? { latent: true, latentSince: toInstant(changedAt) } : { latent: false };
}
