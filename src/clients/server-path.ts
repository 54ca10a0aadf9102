// How servers verify the certificates of their clients: the same engines the other way round. Which program a store is nobody knows, so all of them are asked.
import { goPath } from './go-path.ts';
import type { PathKnobs } from './knobs/path-knobs.ts';
import { atLevel2, openssl3Path, openssl111Path } from './openssl-path.ts';

/** One kind of server as far as it verifies client certificates. */
export interface ClientVerifier {
  readonly title: string;
  readonly path: PathKnobs;
}

// crypto/x509/v3_purp.c, check_purpose_ssl_client: XKU_SSL_CLIENT alone, and one of KU_DIGITAL_SIGNATURE and KU_KEY_AGREEMENT
const opensslPurpose: PathKnobs['purpose'] = {
  ...openssl3Path.purpose,
  of: 'client',
  equivalents: [],
  endEntityKeyUsage: 'any-tls-client',
};

/**
 * nginx and Apache httpd as they come (ssl_verify_depth and SSLVerifyDepth 1: one intermediate between certificate and root), at the security level 2 of
 * Debian; servers on OpenSSL 1.1.1 with no bound at level 1 (HAProxy); and those in Go with tls.VerifyClientCertIfGiven or RequireAndVerifyClientCert (Vault).
 */
export const clientVerifiers: readonly ClientVerifier[] = [
  {
    title: 'nginx with OpenSSL 3',
    // build_chain looks for no further issuer where more than depth + 1 certificates are there; nginx 1.22.1 takes one intermediate and refuses two (seen)
    path: { ...atLevel2(openssl3Path), purpose: opensslPurpose, search: { ...openssl3Path.search, longestPath: 2 } },
  },
  { title: 'a server with OpenSSL 1.1.1', path: { ...openssl111Path, purpose: opensslPurpose } },
  // crypto/tls handshake_server.go, processCertsFromClient: KeyUsages is ClientAuth
  { title: 'a server in Go', path: { ...goPath, purpose: { ...goPath.purpose, of: 'client' } } },
];
