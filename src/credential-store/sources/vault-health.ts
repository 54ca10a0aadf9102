import type { TLSSocket } from 'node:tls';

/** What came back over the connection: all that was said until its end or the limit, or the error that ended it. */
export type Heard = { readonly kind: 'answer'; readonly text: string } | { readonly kind: 'failure'; readonly error: Error };

/** What Vault's or OpenBao's own answer says. */
export interface HealthAnswer {
  /** Of the HTTP answer: 200, 429 (standby), 472 (DR secondary), 473 (performance standby), 474, 501, 503, 530 (HashiCorp: API, "/sys/health"). */
  readonly status: number;
  readonly initialized: boolean;
  readonly sealed: boolean;
}

/** Our choices: a server in TLS 1.3 hears of the missing certificate only after the client is done, and then has this long to object and to answer. */
const quietMs = 500;
const answerMs = 3000;
/** Vault's answer has 300 bytes. */
const largestAnswer = 16_384;

/**
 * Asks over a finished handshake for Vault's health (`GET /v1/sys/health`: no token, nothing is changed, it tells only what state Vault is in). A server that
 * has asked for a client certificate gets some time to object first. Never rejects; takes at most three and a half seconds, and ends when the connection does.
 */
export function askVaultHealth(tls: TLSSocket, host: string, hasAskedForCertificate: boolean): Promise<Heard> {
  return new Promise((resolve) => {
    let text = '';
    const settle = (heard: Heard): void => {
      clearTimeout(quiet);
      clearTimeout(limit);
      tls.removeListener('data', receive);
      tls.pause();
      resolve(heard);
    };
    // It is looked at once, when all is there: whoever sends a byte at a time must not have it read anew each time.
    const end = (): void => settle({ kind: 'answer', text });
    const receive = (bytes: Buffer): void => {
      text += bytes.toString('latin1');
      if (text.length > largestAnswer) settle({ kind: 'answer', text: '' });
    };
    let asked = false;
    const ask = (): void => {
      clearTimeout(quiet);
      if (!asked && tls.writable) tls.write(healthRequest(host));
      asked = true;
    };
    const quiet = setTimeout(ask, quietMs);
    const limit = setTimeout(end, quietMs + answerMs);
    // A ticket comes only from a server whose handshake is over: OpenSSL, Go and Java send none before they have read the client's last flight. Writing
    // within this very event breaks the connection (seen with Node 24: the server gets a bad record).
    tls.once('session', () => setImmediate(ask));
    // Before TLS 1.3 the server has the last word of a handshake.
    if (!hasAskedForCertificate || tls.getProtocol() !== 'TLSv1.3') setImmediate(ask);
    tls.on('data', receive);
    tls.on('error', (error) => settle({ kind: 'failure', error }));
    tls.on('end', end);
    tls.on('close', end);
  });
}

function healthRequest(host: string): string {
  return `GET /v1/sys/health HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: snowline\r\nAccept: application/json\r\nConnection: close\r\n\r\n`;
}

/** The status of an HTTP answer; undefined where it is none. Heads of 1xx stand before the real one. */
export function statusOf(text: string): number | undefined {
  const status = /^HTTP\/1\.[01] ([2-5]\d\d)[ \r]/.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}

/**
 * What Vault says of itself; undefined where this is not its own answer (hashicorp/vault http/sys_health.go, HealthResponse; http/handler.go sets
 * `Cache-Control: no-store`) or only half of it.
 */
export function healthOf(text: string): HealthAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  const status = statusOf(text);
  if (end < 0 || status === undefined || !/^cache-control:[ \t]*no-store[ \t]*$/im.test(text.slice(0, end))) return undefined;
  try {
    const said: unknown = JSON.parse(text.slice(text.indexOf('{', end), text.lastIndexOf('}') + 1));
    if (!isObject(said)) return undefined;
    const { initialized, sealed, version } = said;
    if (typeof initialized !== 'boolean' || typeof sealed !== 'boolean' || typeof version !== 'string') return undefined;
    return { status, initialized, sealed };
  } catch (error) {
    // Half of an answer, or no JSON at all.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
