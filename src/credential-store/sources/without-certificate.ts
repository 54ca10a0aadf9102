import type { TLSSocket } from 'node:tls';

/**
 * What a server that asks for a client certificate makes of a client without one: it refuses (`required`), or it was seen to serve such a client all
 * the same (`optional`). A handshake that goes through proves neither: nginx completes it and answers 400 then, others answer 401 or 403.
 */
export type ClientCertificateNeed = 'required' | 'optional' | 'unknown';

/** What the end of a connection says about it: only an alert is the server's own word; other errors are made on this side. */
export function needByFailure(error: Error): ClientCertificateNeed {
  const reason = 'reason' in error ? String(error.reason) : '';
  return refusal.test(reason) ? 'required' : 'unknown';
}

// Node passes on OpenSSL's words (crypto/err/openssl.txt; up to 3.4 `sslv3 alert …`, then `ssl/tls alert …`). Which alert it is depends on the server:
// RFC 8446 §4.4.2.4 certificate_required, RFC 5246 §7.4.6 handshake_failure, Go bad_certificate before TLS 1.3 (crypto/tls, processCertsFromClient).
const refusal = / alert (?:handshake failure|bad certificate|no certificate|certificate required)$/;

/** Our choices: a server in TLS 1.3 hears of the missing certificate only after the client is done, and then has this long to object and to answer. */
const quietMs = 500;
const answerMs = 3000;
/** Vault's answer has 300 bytes. */
const largestAnswer = 16_384;

/**
 * Asks over a finished handshake for Vault's health (`GET /v1/sys/health`: no token, nothing is changed, it tells only whether Vault is sealed), because
 * Vault asks every client for a certificate and by default needs none (hashicorp/vault internalshared/listenerutil/listener.go, TLSConfig:
 * RequestClientCert, with no CAs named). Never rejects; takes at most three and a half seconds, and ends when the connection does.
 */
export function needAfterHandshake(tls: TLSSocket, host: string): Promise<ClientCertificateNeed> {
  return new Promise((resolve) => {
    let answer = '';
    const settle = (need: ClientCertificateNeed): void => {
      clearTimeout(quiet);
      clearTimeout(limit);
      tls.removeListener('data', receive);
      tls.pause();
      resolve(need);
    };
    // It is looked at once, when all is there: whoever sends a byte at a time must not have it read anew each time.
    const judge = (): void => settle(isVaultHealth(answer) ? 'optional' : 'unknown');
    const receive = (bytes: Buffer): void => {
      answer += bytes.toString('latin1');
      if (answer.length > largestAnswer) settle('unknown');
    };
    let asked = false;
    const ask = (): void => {
      clearTimeout(quiet);
      if (!asked && tls.writable) tls.write(healthRequest(host));
      asked = true;
    };
    const quiet = setTimeout(ask, quietMs);
    const limit = setTimeout(judge, quietMs + answerMs);
    // A ticket comes only from a server whose handshake is over: OpenSSL, Go and Java send none before they have read the client's last flight. Writing
    // within this very event breaks the connection (seen with Node 24: the server gets a bad record).
    tls.once('session', () => setImmediate(ask));
    // Before TLS 1.3 the server has the last word of a handshake.
    if (tls.getProtocol() !== 'TLSv1.3') setImmediate(ask);
    tls.on('data', receive);
    tls.on('error', (error) => settle(needByFailure(error)));
    tls.on('end', judge);
    tls.on('close', judge);
  });
}

function healthRequest(host: string): string {
  return `GET /v1/sys/health HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: snowline\r\nAccept: application/json\r\nConnection: close\r\n\r\n`;
}

/**
 * Whether this is the own answer of a Vault that hands out secrets (hashicorp/vault http/sys_health.go, HealthResponse; http/handler.go sets
 * `Cache-Control: no-store`). A proxy in front of it, which says so in `Server` or `Via`, may let this path through alone.
 */
export function isVaultHealth(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  const head = answer.slice(0, Math.max(0, end));
  // Heads of 1xx stand before the real one.
  if (!/^HTTP\/1\.[01] [2-5]\d\d[ \r]/.test(`${head}\r`) || /^(?:server|via):/im.test(head)) return false;
  if (!/^cache-control:[ \t]*no-store[ \t]*$/im.test(head)) return false;
  const json = answer.slice(answer.indexOf('{', end), answer.lastIndexOf('}') + 1);
  try {
    const said: unknown = JSON.parse(json);
    return isObject(said) && said['initialized'] === true && said['sealed'] === false && typeof said['version'] === 'string';
  } catch (error) {
    // Half of an answer, or no JSON at all.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
