import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import path from 'node:path';
import { type Endpoint, formatEndpoint } from '../endpoint.ts';
import { connectionReason, tlsReason } from './tls-failure.ts';

/** Where a Vault is read, and how it proves that it is the one. */
export interface VaultAccess extends Endpoint {
  /** Namespace of Vault Enterprise or OpenBao; sent as X-Vault-Namespace. */
  readonly namespace?: string | undefined;
  /** PEM file with the CAs that may vouch for it, in place of those that Node.js brings along. */
  readonly caFile?: string | undefined;
  readonly baseDirectory: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a Vault answered; the reason where it did not is one lower-case line that repeats nothing of what it said. */
export type VaultAnswer =
  | { readonly kind: 'read'; readonly status: number; readonly body: string }
  | { readonly kind: 'unread'; readonly reason: string };

/** More than any chain or list of issuers that people keep. Our choice. */
const largestAnswer = 1024 * 1024;

/**
 * Reads one path of Vault's HTTP API without a token: what tells of CAs is open to everybody (HashiCorp: API, PKI secrets engine, "Read issuer",
 * "List issuers"). Its certificate is verified: whoever could stand in between would name other CAs. Follows no redirect. Never throws.
 */
export async function readVault(access: VaultAccess, route: string): Promise<VaultAnswer> {
  const where = formatEndpoint(access);
  const ca = await readCas(access);
  if (typeof ca === 'object') return ca;
  return new Promise((resolve) => {
    const unread = (reason: string): void => resolve({ kind: 'unread', reason });
    const limit = AbortSignal.timeout(access.timeoutMs);
    const signal = access.signal === undefined ? limit : AbortSignal.any([access.signal, limit]);
    const call = request(
      {
        host: access.host,
        port: access.port,
        path: `/v1/${route}`,
        headers: { 'X-Vault-Request': 'true', ...(access.namespace === undefined ? {} : { 'X-Vault-Namespace': access.namespace }) },
        agent: false,
        signal,
        ...(ca === undefined ? {} : { ca }),
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
          if (body.length <= largestAnswer) return;
          response.destroy();
          unread(`${where} answered with more than ${largestAnswer} bytes`);
        });
        response.on('end', () => resolve({ kind: 'read', status: response.statusCode ?? 0, body }));
        response.on('error', () => unread(`${where} broke its answer off`));
      },
    );
    call.on('error', (error) => {
      if (isTimeout(signal.reason)) unread(`no answer from ${where} within ${access.timeoutMs / 1000} s`);
      else if (signal.aborted) unread(`interrupted before ${where} had answered`);
      else if (isAboutTls(error)) unread(tlsFailure(where, error));
      else unread(connectionReason(where, error, false));
    });
    call.end();
  });
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

async function readCas({ caFile, baseDirectory }: VaultAccess): Promise<string | undefined | Extract<VaultAnswer, { kind: 'unread' }>> {
  if (caFile === undefined) return undefined;
  try {
    return await readFile(path.resolve(baseDirectory, caFile), 'utf8');
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    return { kind: 'unread', reason: `the CA file ${caFile} cannot be read (${typeof code === 'string' ? code : 'no cause given'})` };
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

// Node's names for what its verification finds (node: lib/_tls_wrap.js, onConnectSecure), and OpenSSL's own.
function isAboutTls(error: Error): boolean {
  return /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_|INVALID_)/.test(codeOf(error));
}

function tlsFailure(where: string, error: Error): string {
  const code = codeOf(error);
  if (code.startsWith('ERR_SSL_')) return tlsReason(where, error);
  return `the certificate of ${where} is not trusted here (${code}): name its CA with caFile`;
}
