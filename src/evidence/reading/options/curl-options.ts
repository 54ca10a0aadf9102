import { curlOptionsWithValue } from './curl-options-with-value.ts';
import type { OptionReader, OptionSheet } from './option-sheet.ts';

/** Of curl's short options (curl(1) 8.11) these take a value, which ends a group such as `-sko`. */
const shortWithValue = /[AbcCdDeEFhHKmoPQrtTuUwxXyYz]/;
const unreadFile = 'curl reads further options from a file, which was not read';
const unreadCertificate =
  'curl ends where it cannot read the client certificate that it is given, and in this form that was not looked into';
const unreadNext = 'curl makes several requests with options of their own, which were not told apart';
/** Options that decide about trust. */
export const curlStoreOptions = [
  '--cacert',
  '--capath',
  '--insecure',
  '--ca-native',
  '--config',
  '--pinnedpubkey',
  '--crlfile',
  '--cert-status',
  '--next',
  '--cert',
  '--cert-type',
  '--key-type',
  '--engine',
  '--proxy',
  '--preproxy',
  '--proxy1.0',
  '--socks4',
  '--socks4a',
  '--socks5',
  '--socks5-hostname',
  '--resolve',
  '--connect-to',
  '--unix-socket',
  '--abstract-unix-socket',
  '--doh-url',
  '--dns-servers',
  '--noproxy',
  '--ciphers',
  '--tls13-ciphers',
  '--sigalgs',
  '--curves',
  '--tls-max',
  '--tlsv1.3',
  '--tlsuser',
];
/** Those that keep curl from speaking with a store as it does by itself; lower bounds beneath TLS 1.3 do not. */
const handshakeOptions: ReadonlySet<string> = new Set(curlStoreOptions.slice(curlStoreOptions.indexOf('--ciphers')));

/** Those by which curl reaches a store by another way than its own name: what it meets there was not seen. */
const wayOptions: ReadonlySet<string> = new Set(
  curlStoreOptions.slice(curlStoreOptions.indexOf('--proxy'), curlStoreOptions.indexOf('--noproxy')),
);
const unseenWay = (name: string): string =>
  `${name} leads curl to another place than the name of the store, and what answers there was not seen`;

/** Reads curl's options, in groups of letters too. */
export const readCurlOptions: OptionReader = (words, sheet) => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    // what follows are addresses (src/tool_getparam.c, parse_args)
    if (word === '--') return;
    if (word === '--cacert' || word === '--capath') sheet.keep(word, 'path', value);
    else if (word === '--insecure' || word === '--ca-native') sheet.mark(word);
    else if (word === '--no-insecure' || word === '--no-ca-native') sheet.drop(word.replace('--no-', '--'));
    else if (word === '--config') sheet.unread(word, unreadFile);
    else if (word === '--next') sheet.unread(word, unreadNext);
    // Exit code 58 or 53, whatever the store asks for; --key, --key-type and --pass do nothing without --cert (seen with 7.88)
    else if (word === '--cert' || word === '-E') readCertificate(value, sheet);
    else if (word === '--key') sheet.keep(word, 'path', value);
    else if (word === '--cert-type' || word === '--key-type') sheet.unread(word, unreadCertificate);
    else if (word === '--engine') sheet.unread(word, 'curl ends where it does not find its engine, and that was not looked into');
    else if (wayOptions.has(word) || word === '-x') sheet.unread(word === '-x' ? '--proxy' : word, unseenWay(word));
    // It takes the place of NO_PROXY, and alone chooses no way
    else if (word === '--noproxy') sheet.mark(word, 'set');
    else if (word === '--pinnedpubkey') sheet.mark(word, 'set');
    else if (word === '--crlfile' || word === '--cert-status') sheet.unread(word, `what ${word} refuses was not looked at`);
    else if (handshakeOptions.has(word)) sheet.unread(word, `a store may not have what ${word} asks for`);
    else if (word.startsWith('--')) readOther(word, sheet);
    else if (/^-[^-]/.test(word)) at += readGroup(word, sheet);
    if (curlOptionsWithValue.has(word) || word === '-E' || word === '-x') at += 1;
  }
};

// A password may follow behind a colon, and a backslash keeps one in the name (src/tool_getparam.c, parse_cert_parameter).
function readCertificate(value: string, sheet: OptionSheet): void {
  sheet.keep('--cert', 'path', value.includes('\\') ? '?' : value.replace(/:.*$/s, ''));
}

// Old versions take the beginning of a name for the name, and none takes a value behind an equals sign: curl 7.88 says
// "option --cacert=/x: is unknown". Which one will run at the next start is not for us to say.
function readOther(word: string, sheet: OptionSheet): void {
  const [name = ''] = word.split('=');
  const meant = curlStoreOptions.find((store) => store.startsWith(name) || `--no-${store.slice(2)}`.startsWith(name));
  const known = name === '--crlf' || word === '--tlsv1' || (curlOptionsWithValue.has(name) && word === name);
  if (word.includes('=')) sheet.unread(meant ?? 'other', 'curl takes no value behind an equals sign, so it would not start');
  else if (meant !== undefined && !known) sheet.unread(meant, `${meant} is abbreviated, which not every version of curl takes`);
}

/** Reads a group of short options; answers how many further words belong to it. */
function readGroup(word: string, sheet: OptionSheet): number {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    if (letter === 'k') sheet.mark('--insecure');
    if (letter === 'K') sheet.unread('--config', unreadFile);
    if (letter === 'E') sheet.unread('--cert', unreadCertificate);
    if (letter === 'x') sheet.unread('--proxy', unseenWay('-x'));
    if (letter === ':') sheet.unread('--next', unreadNext);
    if (shortWithValue.test(letter)) return at === word.length - 1 ? 1 : 0;
  }
  return 0;
}
