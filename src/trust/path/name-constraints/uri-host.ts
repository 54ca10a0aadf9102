import { isIPv6 } from 'node:net';
import { type DnsNameSyntax, isDnsName, looseIpv4 } from './dns-name.ts';

/** The host of a URI as a client takes it out: `none` where the URI has none, `invalid` where the client reads no such URI, `unclear` where that is not modelled. */
export type UriHost = { readonly host: string } | 'none' | 'invalid' | 'unclear';

/** OpenSSL's nc_uri before it had a parser: what stands after `://` up to a colon anywhere, or else up to a slash. */
export function hostByColons(uri: string): UriHost {
  const start = uri.indexOf(':');
  if (start === -1 || !uri.startsWith('://', start)) return 'invalid';
  const rest = uri.slice(start + 3);
  const colon = rest.indexOf(':');
  const end = colon === -1 ? rest.indexOf('/') : colon;
  const host = end === -1 ? rest : rest.slice(0, end);
  return host === '' ? 'invalid' : { host };
}

/** OpenSSL's OSSL_parse_url (crypto/http/http_lib.c), as nc_uri calls it: a scheme must be there, a user is left out, a port must be a number. */
export function hostByParser(uri: string): UriHost {
  // it reads a C string
  const [text = ''] = uri.split('\0');
  const start = text.indexOf('://');
  if (start < 1) return 'invalid';
  const rest = text.slice(start + 3).replace(/^[^@]*@/, '');
  if (rest.startsWith('[')) {
    const literal = /^\[[^\]]*\]/.exec(rest)?.[0];
    return literal !== undefined && isPortAndPath(rest.slice(literal.length)) ? { host: literal.slice(1, -1) } : 'invalid';
  }
  const end = [':', '/', '?', '#'].map((mark) => rest.indexOf(mark)).find((at) => at !== -1) ?? rest.length;
  return isPortAndPath(rest.slice(end)) ? { host: rest.slice(0, end) } : 'invalid';
}

// sscanf("%u") skips white space and takes a sign
function isPortAndPath(text: string): boolean {
  if (!text.startsWith(':')) return /^(?:$|[/?#])/.test(text);
  const port = /^:(\d+)(?:$|[/?#])/.exec(text)?.[1];
  return port !== undefined && Number(port) <= 65_535;
}

/** Go's URL.Host without its port, of a URI that Go has read when it parsed the certificate (net/url; crypto/x509/verify.go, matchURIConstraint). */
export function hostForGo(uri: string): UriHost {
  const authority = /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?\/\/([^/?#]*)/.exec(uri)?.[1];
  const host = authority?.slice(authority.lastIndexOf('@') + 1).replaceAll('%25', '%') ?? '';
  if (host === '') return 'none';
  // an address in brackets is refused with its port or without
  if (host.startsWith('[')) return 'invalid';
  if (!host.includes(':') || host.endsWith(']')) return { host };
  const colons = host.split(':');
  return colons.length === 2 ? { host: colons[0] ?? '' } : 'invalid';
}

const javaCharacters = /^(?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,#[\]]|%[0-9a-fA-F]{2})*$/;
const javaServer = /^(?:(?:[A-Za-z0-9\-_.!~*'();:&=+$,]|%[0-9a-fA-F]{2})*@)?(\[[^\]]*\]|[A-Za-z0-9.-]*)(?::(\d{0,9}))?$/;

/** Java's URI.getHost, of a URI that sun.security.x509.URIName takes: it has a scheme, and a host, if any, is a host name or an address. */
export function hostForJava(uri: string, syntax: DnsNameSyntax): UriHost {
  if (/[\u0080-\u00ff]/.test(uri)) return 'unclear';
  if (!javaCharacters.test(uri)) return 'invalid';
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(uri)?.[0];
  if (scheme === undefined || uri === scheme || uri.slice(scheme.length).startsWith('#')) return 'invalid';
  if (uri.indexOf('#') !== uri.lastIndexOf('#')) return 'invalid';
  const rest = uri.slice(scheme.length);
  if (!rest.startsWith('//')) return rest.startsWith('[') || /[[\]]/.test(rest) ? 'unclear' : 'none';
  const authority = /^[^/?#]*/.exec(rest.slice(2))?.[0] ?? '';
  if (/[[\]]/.test(rest.slice(2 + authority.length))) return 'unclear';
  if (authority === '') return rest === '//' ? 'invalid' : 'none';
  const host = javaServer.exec(authority)?.[1];
  // anything else is an authority of another kind (RFC 2396 §3.2.1), which has no host
  if (host === undefined) return authority.includes('[') ? 'unclear' : 'none';
  if (host.startsWith('[')) return isIPv6(host.slice(1, -1)) && !host.includes('%') ? { host } : 'unclear';
  if (!isServerName(host)) return 'none';
  if (isDnsName(host, syntax) || looseIpv4(host) !== undefined) return { host };
  // a dot at the end: the loose ones ask the resolver whether it is an address
  return syntax === 'strict' ? 'invalid' : 'unclear';
}

// java.net.URI, parseHostname and parseIPv4Address: the last of several labels begins with a letter, and a dot may end the name
function isServerName(host: string): boolean {
  const dotted = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) && host.split('.').every((part) => Number(part) <= 255);
  if (dotted) return true;
  const labels = host.replace(/\.$/, '').split('.');
  const last = labels.at(-1) ?? '';
  return (
    labels.every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label)) && (labels.length === 1 || /^[A-Za-z]/.test(last))
  );
}
