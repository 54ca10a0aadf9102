import type { RehearsalClient, RehearsalOutcome } from './rehearsal-task.ts';

/** What a client ended with: its exit code, or undefined where it was not started. */
export interface ClientEnd {
  readonly client: RehearsalClient;
  readonly code: number | undefined;
  readonly text: string;
}

/**
 * Alerts about the certificate of the client (RFC 5246 §7.2.2, RFC 8446 §6): a store sends them after the client has verified its chain. `handshake failure` is
 * none of them, because a store also answers a first message with it that it cannot go on with.
 */
const afterVerification =
  /(?:certificate[ _](?:required|expired|revoked|unknown)|(?:bad|unsupported)[ _]certificate|unknown[ _]ca|access[ _]denied)/i;
const alert = /\balert\b|received fatal alert/i;

/** How a handshake went, by what its client said. What cannot be told is `no-connection`: nobody may read it as accepted. */
export function outcomeOf({ client, code, text }: ClientEnd): RehearsalOutcome {
  if (code === undefined || code === 126 || code === 127) return 'no-client';
  // timeout(1) with KILL
  if (code === 137 || code === 124) return 'timed-out';
  if (client === 'openssl') return ofOpenssl(text);
  if (client === 'curl') return ofCurl(code, text);
  if (client === 'java' && code !== 13) return ofKeytool(text);
  switch (code) {
    case 0:
      return 'accepted';
    case 10:
      return 'rejected';
    case 11:
      return /no answer within|timed? ?out/i.test(text) ? 'timed-out' : 'no-connection';
    case 12:
      return refusedLater(text);
    case 13:
      return 'no-client';
    default:
      // A virtual machine or an interpreter that does not start
      return 'no-client';
  }
}

function refusedLater(text: string): RehearsalOutcome {
  return alert.test(text) && afterVerification.test(text) ? 'accepted' : 'no-connection';
}

// apps/s_client.c: -verify_return_error ends the handshake at the first error; -brief says CONNECTION ESTABLISHED after it
function ofOpenssl(text: string): RehearsalOutcome {
  if (/^verify error:num=/m.test(text)) return 'rejected';
  if (/^CONNECTION ESTABLISHED$/m.test(text)) return 'accepted';
  if (/connect:errno|BIO_connect|BIO_lookup/.test(text)) return 'no-connection';
  if (alert.test(text)) return refusedLater(text);
  // apps/lib/apps.c, ctx_set_verify_locations: a file that cannot be loaded ends it before it connects
  return /^(?:Could not|Can't|Error|unable to) .*(?:load|open|verify locations)|by_file|error setting .*verify/im.test(text)
    ? 'rejected'
    : 'no-connection';
}

// libcurl-errors(3). 51 was the code of a wrong name before 7.62
const curlRejects: ReadonlySet<number> = new Set([51, 60, 77, 83, 90, 91]);

function ofCurl(code: number, text: string): RehearsalOutcome {
  if (curlRejects.has(code)) return 'rejected';
  const connected = Number(/^appconnect ([\d.,]+)$/m.exec(text)?.[1]?.replace(',', '.') ?? 0);
  if (code === 0 || connected > 0) return 'accepted';
  if (code === 28) return 'timed-out';
  return code === 35 || code === 56 ? refusedLater(text) : 'no-connection';
}

// sun.security.tools.keytool.Main loadCRLs: whatever comes after the handshake is no list of revoked certificates, which it says in many ways
function ofKeytool(text: string): RehearsalOutcome {
  if (/Received fatal alert/.test(text)) return refusedLater(text);
  if (/SocketTimeoutException/.test(text)) return 'timed-out';
  if (/java\.net\.|NoRouteToHost|Remote host terminated|Unsupported or unrecognized/.test(text)) {
    return /Error constructing implementation/.test(text) ? 'rejected' : 'no-connection';
  }
  if (/javax\.net\.ssl\.|PKIX|CertificateException/.test(text)) return 'rejected';
  return /FileNotFoundException|HTTP response code|Empty input|Unable to parse|CRLException|X509 CRL/i.test(text)
    ? 'accepted'
    : 'no-connection';
}
