/**
 * Whether Go reads the URI of a subjectAltName (crypto/x509/parser.go, parseSANExtension): Parse of net/url takes it, and its host, with its port, has
 * labels (domainToReverseLabels in crypto/x509/verify.go). The URI is ASCII.
 */
export function isUriForGo(uri: string): boolean {
  // net/url, parse: no control characters
  for (let at = 0; at < uri.length; at += 1) if (uri.charCodeAt(at) < 0x20 || uri.charCodeAt(at) === 0x7f) return false;
  const [beforeFragment, fragment] = cut(uri, '#');
  if (!escapesAreWhole(fragment)) return false;
  // getScheme: letters, then digits and signs; a colon at the start is refused, and what comes to another character has no scheme
  if (beforeFragment.startsWith(':')) return false;
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.exec(beforeFragment)?.[0] ?? '';
  const [rest] = cut(beforeFragment.slice(scheme.length), '?');
  // what does not begin with a slash is opaque after a scheme, and a path without one
  if (!rest.startsWith('/')) return scheme !== '' || (!cut(rest, '/')[0].includes(':') && escapesAreWhole(rest));
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return escapesAreWhole(rest);
  const [authority, path] = cut(rest.slice(2), '/');
  return escapesAreWhole(path) && isAuthority(authority);
}

// net/url, parseAuthority and validUserinfo
function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = at === -1 ? '' : authority.slice(0, at);
  return /^[a-zA-Z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) && escapesAreWhole(user) && isHost(authority.slice(at + 1));
}

// net/url, parseHost: a port of digits; the escapes that a host may have stand for bytes beyond ASCII, which no domain has, or for a percent sign
function isHost(host: string): boolean {
  const bracket = host.lastIndexOf(']');
  if (host.startsWith('[') && bracket === -1) return false;
  const port = host.startsWith('[') ? host.slice(bracket + 1) : host.slice(host.includes(':') ? host.lastIndexOf(':') : host.length);
  if (!/^(?::[0-9]*)?$/.test(port)) return false;
  const bare = host.replaceAll('%25', '');
  if (!/^[a-zA-Z0-9\-_.~!$&'()*+,;=:[\]<>"]*$/.test(bare)) return false;
  // domainToReverseLabels reads from the end, and misses an empty label in front
  return (
    host === '' ||
    (host === '.'
      ? false
      : host
          .replace(/^\./, '')
          .split('.')
          .every((label) => label !== ''))
  );
}

function escapesAreWhole(text: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(text);
}

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
