/** What a declaration must say; what it says instead is shown after it (schema-problems.ts). */
export const endpointMessage = 'expected https://host:port or host:port';

/** Never shows what was found: whoever writes a user name there writes the password beside it, and a query may hold a token. */
export const secretInEndpointMessage =
  'an endpoint takes no user name, password, query or fragment: they would stand in every report (the value is not shown)';

/** The texts that hold nothing of the kind; as a pattern, because editors know the JSON Schema only. %40 is an @ that some reader may decode. */
export const endpointWithoutSecret = /^(?:(?!%40)[^@?#])*$/;

/** A store is a name and a port: under a path that nobody asks for, another store would be judged than the one that was meant. */
export const pathInEndpointMessage = 'an endpoint takes no path: write it as https://host:port';

/** The texts that are no URL with a path; a slash at the end is none. As a pattern for the same reason. */
export const endpointWithoutPath = /^(?![Hh][Tt][Tt][Pp][Ss]:\/\/[^/]+\/.)/;

/**
 * Whether the text is `host`, `host:port`, an IPv6 address or an https URL. Only the shape: where it points is decided by
 * credential-store/endpoint.ts, which can read whatever is accepted here.
 */
export function isEndpointText(text: string): boolean {
  if (!endpointWithoutSecret.test(text) || /[\s\\]/.test(text)) return false;
  if (/^[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(text)) return URL.canParse(`https://[${text}]`);
  const isUrl = /^https:\/\//i.test(text);
  if (!isUrl && text.includes('/')) return false;
  const parsed = URL.parse(isUrl ? text : `https://${text}`);
  return parsed !== null && parsed.hostname.replace(/\.$/, '') !== '' && parsed.port !== '0';
}
