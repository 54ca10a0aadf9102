import { type Heard, healthOf, statusOf } from './vault-health.ts';

/**
 * What a server that asks for a client certificate makes of a client without one: it ends the handshake (`required`), it answers that
 * it needs one (`required-by-answer`), or it was seen to serve such a client all
 * the same (`optional`). A handshake that goes through proves neither: nginx completes it and answers 400 then, others answer 401 or 403.
 */
export type ClientCertificateNeed = 'required' | 'required-by-answer' | 'optional' | 'unknown';

/** What the end of a connection says about it: only an alert is the server's own word; other errors are made on this side. */
export function needByFailure(error: Error): ClientCertificateNeed {
  const reason = 'reason' in error ? String(error.reason) : '';
  return refusal.test(reason) ? 'required' : 'unknown';
}

// Node passes on OpenSSL's words (crypto/err/openssl.txt; up to 3.4 `sslv3 alert …`, then `ssl/tls alert …`). Which alert it is depends on the server:
// RFC 8446 §4.4.2.4 certificate_required, RFC 5246 §7.4.6 handshake_failure, Go bad_certificate before TLS 1.3 (crypto/tls, processCertsFromClient).
const refusal = / alert (?:handshake failure|bad certificate|no certificate|certificate required)$/;

/**
 * What the answer to a question for Vault's health says about it: Vault asks every client for a certificate and by default needs none (hashicorp/vault
 * internalshared/listenerutil/listener.go, TLSConfig: RequestClientCert, with no CAs named).
 */
export function needByAnswer(heard: Heard): ClientCertificateNeed {
  if (heard.kind === 'failure') return needByFailure(heard.error);
  if (isRefusalOfNginx(heard.text)) return 'required-by-answer';
  return isVaultHealth(heard.text) ? 'optional' : 'unknown';
}

// nginx finishes the handshake whatever `ssl_verify_client` says, and where that is `on` answers every request without a certificate with this page
// (src/http/ngx_http_special_response.c, ngx_http_error_496_page; measured with 1.22). With `optional` it never does by itself.
function isRefusalOfNginx(answer: string): boolean {
  return statusOf(answer) === 400 && answer.includes('<title>400 No required SSL certificate was sent</title>');
}

/**
 * Whether this is the own answer of a Vault that hands out secrets. A proxy in front of it, which says so in `Server` or `Via`, may let this path through
 * alone.
 */
export function isVaultHealth(answer: string): boolean {
  const head = answer.slice(0, Math.max(0, answer.indexOf('\r\n\r\n')));
  const health = healthOf(answer);
  return health !== undefined && health.initialized && !health.sealed && !/^(?:server|via):/im.test(head);
}
