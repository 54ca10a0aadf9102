import { curlStoreOptions } from './curl-options.ts';

/** Options of curl without a value that change nothing about what it asks a store for, nor by which way. */
export const curlSettledFlags =
  '--silent --show-error --fail --location --compressed --progress-bar --ipv4 --http1.1 --tlsv1 --tlsv1.2'.split(' ');

const settled: ReadonlySet<string> = new Set([
  ...curlSettledFlags,
  ...curlStoreOptions,
  '--no-insecure',
  '--no-ca-native',
  ...`--alt-svc --connect-timeout --cookie --cookie-jar --expect100-timeout --happy-eyeballs-timeout-ms --header --hsts --keepalive-time --key --limit-rate
--login-options --max-redirs --max-time --netrc-file --oauth2-bearer --referer --retry --retry-delay --retry-max-time --speed-limit --speed-time --user
--user-agent --write-out`.split(/\s+/),
]);

// What is asked for, where the answer goes, and by which of a host's addresses (curl(1), -6 -d -C -F -G -I -o -O -Q -r -t -T -X -z)
const asking = /[6dCFGIoOQrtTXz]/;
// Up to the one that takes what follows for its value
const ownLetters = /^-[^AbcCdDeEFhHKmoPQrtTuUwxXyYz]*.?/;

/**
 * Whether an option in a .curlrc lets curl ask a store as its command line says, or is one that is read for what it is (curl-options.ts). Of others (another
 * method, another interface) no start may have shown what comes of them.
 */
export function isSettled(option: string): boolean {
  if (option.startsWith('--')) return settled.has(option);
  return !asking.test(ownLetters.exec(option)?.[0] ?? '');
}
