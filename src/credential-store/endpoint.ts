import { isIPv6 } from 'node:net';

/** Where a store listens; `host` is a name in lower case or an IP address, IPv6 without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * Where `https://host:port`, `host:port`, `host`, `[::1]:port` or `::1` points; the port defaults to 443.
 * Undefined for anything else, for other schemes (nothing but TLS is read here) and for addresses with a user name.
 */
export function parseEndpoint(text: string): Endpoint | undefined {
  if (isIPv6(text)) return parseEndpoint(`[${text}]`);
  // WHATWG URL would skip white space and tabs inside; an endpoint that needs that is a typing error.
  if (/[\s\\]/.test(text)) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (scheme !== null && scheme[1]?.toLowerCase() !== 'https') return undefined;
  // A path makes sense in a URL alone: VAULT_ADDR may carry one.
  if (scheme === null && /[/?#]/.test(text)) return undefined;
  const url = URL.parse(scheme === null ? `https://${text}` : text);
  if (url === null || url.username !== '' || url.password !== '' || url.port === '0') return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  return host === '' ? undefined : { host, port: url.port === '' ? 443 : Number(url.port) };
}

/** `host:port`, with brackets around IPv6. */
export function formatEndpoint(endpoint: Endpoint): string {
  return `${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
}
