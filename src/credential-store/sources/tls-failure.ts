import { shownSeconds } from '../../config/duration.ts';

const connectionReasons: Readonly<Record<string, (where: string) => string>> = {
  ECONNREFUSED: (where) => `connection refused by ${where}`,
  ENOTFOUND: (where) => `the host name of ${where} cannot be resolved`,
  EAI_AGAIN: (where) => `the host name of ${where} cannot be resolved at the moment`,
  ETIMEDOUT: (where) => `no answer from ${where}`,
  EHOSTUNREACH: (where) => `no route to ${where}`,
  ENETUNREACH: (where) => `no route to ${where}`,
};

/** Why a connection ended before the chain was known, in one line. */
export function connectionReason(where: string, error: Error | undefined, connected: boolean): string {
  const code = codeOf(error);
  if (connected)
    return code === 'ECONNRESET' || code === 'EPIPE'
      ? `connection reset by ${where} during the TLS handshake`
      : `${where} closed the connection during the TLS handshake`;
  const known = code === undefined ? undefined : connectionReasons[code];
  return known === undefined ? `cannot connect to ${where} (${code ?? 'no cause given'})` : known(where);
}

/** Why TLS gave up although the server still listens, in one line; OpenSSL's words are its own, never the server's. */
export function tlsReason(where: string, error: Error | undefined): string {
  const reason: unknown = error !== undefined && 'reason' in error ? error.reason : undefined;
  return `the TLS handshake with ${where} failed: ${typeof reason === 'string' ? reason : (codeOf(error) ?? 'no cause given')}`;
}

// Where a name has several addresses, node collects the errors of all; the first one's code is told.
function codeOf(error: Error | undefined): string | undefined {
  const one: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code: unknown = one instanceof Error && 'code' in one ? one.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Why nothing more was waited for, in one line. */
export function deadlineReason(where: string, timeoutMs: number, reached: 'connecting' | 'connected' | 'in-handshake'): string {
  const within = `within ${shownSeconds(timeoutMs)}`;
  if (reached === 'connecting') return `no answer from ${where} ${within}`;
  if (reached === 'connected') return `no answer from ${where} ${within}: it accepts connections and says nothing`;
  return `${where} did not finish its side of the TLS handshake ${within}`;
}
