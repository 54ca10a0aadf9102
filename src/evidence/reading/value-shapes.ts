/** The only kinds of value that leave a host; each is a pattern that a password does not fit. */
export type Shape =
  | 'path'
  | 'path-list'
  | 'endpoint'
  | 'region'
  | 'flag'
  | 'duration'
  | 'number'
  | 'rate'
  | 'key-store-type'
  | 'key-store-path'
  /** Where a proxy listens; of what does not look like an address only that it is there. */
  | 'proxy'
  /** A list of hosts as NO_PROXY and its like hold it, one of them with a dot in its name; anything else is a `?`. */
  | 'hosts'
  /** Of the value only that there is one. */
  | 'set';

/** Types of key store by name (JDK Security Standard Algorithm Names, "KeyStore Types", and what Bouncy Castle adds). */
export const keyStoreTypes: ReadonlySet<string> = new Set([
  'jks',
  'jceks',
  'pkcs12',
  'pkcs11',
  'bks',
  'bcfks',
  'dks',
  'pem',
  'windows-root',
  'keychainstore',
]);

/** Returns the value as it may leave the host, or undefined where it does not have the shape. Empty values mean something to clients and stay. */
export function fitShape(shape: Shape, value: string): string | undefined {
  if (value === '') return value;
  switch (shape) {
    case 'path':
      return isPath(value) ? value : undefined;
    case 'key-store-path':
      // NONE tells the JDK to use no file (JSSE Reference Guide, "customizing the default trust store").
      return value === 'NONE' || isPath(value) ? value : undefined;
    case 'path-list':
      return value.split(':').every((part) => part === '' || isPath(part)) ? value : undefined;
    case 'endpoint':
      return withoutSecrets(value);
    case 'region':
      return /^[a-z]{2}(?:-[a-z]{2,12}){1,3}-\d$/.test(value) ? value : undefined;
    case 'flag':
      return /^(?:[01tf]|true|false|yes|no|on|off)$/i.test(value) ? value : undefined;
    case 'duration':
      // Vault refuses what it cannot read as one, and fails within a thousandth of a second as asked (parseutil.ParseDurationSecond).
      return /^\d{1,6}[smh]?$/.test(value) ? value : undefined;
    case 'number':
      // strconv.ParseUint of 32 bits takes these
      return /^\d{1,9}$/.test(value) ? value : undefined;
    case 'rate':
      // `rate:burst` or a rate alone (parseRateLimit); it takes fractions as well
      return /^\d+(?::\d+)?$/.test(value) && value.length < 10 ? value : undefined;
    case 'set':
      return 'set';
    case 'proxy':
      // curl, Go and Python take one without a scheme for that of an HTTP proxy
      return withoutSecrets(/^[\w-]+(?:\.[\w-]+)+:\d+$/.test(value) ? `http://${value}` : value) ?? 'set';
    case 'hosts':
      return /^[\][\w.*,:/|-]*[.*][\][\w.*,:/|-]*$/.exec(value.replaceAll(' ', ''))?.[0] ?? '?';
    case 'key-store-type':
      return keyStoreTypes.has(value.toLowerCase()) ? value : undefined;
    default:
      return shape satisfies never;
  }
}

// Absolute only: what a relative path means depends on a working folder of the next start that nobody has seen.
// `%` would be a systemd specifier that was not resolved, `$` a variable; `?`, `;` and `&` belong to an address with a query or to a shell's line.
function isPath(value: string): boolean {
  return value.length <= 4096 && /^\/[^\s\p{C}%$'"`?;&]*$/u.test(value);
}

// Userinfo, query and fragment may hold credentials, and a path a token: scheme, host and port are all that trust needs.
function withoutSecrets(value: string): string | undefined {
  if (value.startsWith('unix:///')) return isPath(value.slice('unix://'.length)) ? value : undefined;
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return `${url.protocol}//${url.host}`;
}
