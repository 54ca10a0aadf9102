import { allowedVariables, optionVariables, otherFiles } from '../../reading/allow-list.ts';
import { curlStoreOptions } from '../../reading/options/curl-options.ts';
import { curlOptionsWithValue } from '../../reading/options/curl-options-with-value.ts';
import { curlSettledFlags } from '../../reading/options/curl-settled-options.ts';
import { javaOptionsWithValue, javaProperties } from '../../reading/options/java-options.ts';
import { nodeHandshakeOptions, nodeOptionsWithValue } from '../../reading/options/node-options.ts';
import { storePathOptions, unverifiedFlags } from '../../reading/options/other-options.ts';
import { keyStoreTypes } from '../../reading/value-shapes.ts';

// Needed to find what a service would read, or of which only counts that they are set; beside those that evidence is made of.
const neededVariables: Readonly<Record<string, string>> = {
  PATH: 'folders',
  HOME: 'path',
  CURL_HOME: 'path',
  XDG_CONFIG_HOME: 'path',
  AWS_CONFIG_FILE: 'path',
  AWS_SHARED_CREDENTIALS_FILE: 'path',
  AWS_PROFILE: 'name',
  AWS_DEFAULT_PROFILE: 'name',
  AWS_SDK_LOAD_CONFIG: 'flag',
  VAULT_CACERT_BYTES: 'set',
  VAULT_TLS_SERVER_NAME: 'set',
  OPENSSL_CONF: 'set',
  LD_LIBRARY_PATH: 'set',
  LD_PRELOAD: 'preload',
  LD_AUDIT: 'preload',
  PYTHONPATH: 'set',
  PYTHONHOME: 'set',
  PYTHONUSERBASE: 'set',
};

// Words that stand for themselves wherever they are: names of options, and arguments of programs that fetch nothing (harmless-programs.ts).
const otherWords = `- -- -D -jar -m --module --insecure --no-insecure --ca-native --no-ca-native --next --cert-status
  --tlsv1.3 --crlf --disable --profile -t -T -c configtest stop reset-failed is-active is-enabled kill`;
// vault takes its options with one dash or two.
const paths = [
  ...storePathOptions,
  '--ca-cert',
  '--ca-path',
  ...['cert', 'key'].flatMap((part) => [`-client-${part}`, `--client-${part}`]),
];
const endpoints = ['--endpoint-url', '-address', '--address'];
const told = [
  ...nodeHandshakeOptions,
  ...`-tls-server-name --tls-server-name -config --config --env-file --env-file-if-exists --openssl-config --openssl-shared-config`.split(
    ' ',
  ),
];
const nodeStores = ['openssl', 'system', 'bundled'].flatMap((name) => [`--use-${name}-ca`, `--no-use-${name}-ca`]);

/** The tables of the word filter as awk text, made of the lists that the interpretation reads by, so that the two cannot drift apart. */
export function wordTables(): string {
  const shapes = {
    ...neededVariables,
    ...allowedVariables,
    ...Object.fromEntries(optionVariables.map((name) => [name, name === 'NODE_OPTIONS' ? 'node-options' : 'java-options'])),
  };
  const words = new Set([
    ...otherWords.split(/\s+/),
    ...javaOptionsWithValue,
    ...nodeOptionsWithValue,
    ...curlOptionsWithValue,
    ...curlSettledFlags,
    ...paths,
    ...endpoints,
    ...told,
    ...unverifiedFlags,
    '--tls-skip-verify',
    ...nodeStores,
  ]);
  // The beginning of one that another one begins with is a beginning of that as well
  const shortened = [...curlStoreOptions, '--ca-bundle', '--no-verify-ssl'].filter((name, _at, all) =>
    all.every((other) => other === name || !other.startsWith(name)),
  );
  const trust = Object.entries(allowedVariables).filter(([name, shape]) => !otherFiles.has(name) && shape.startsWith('path'));
  return [
    'BEGIN {',
    table('VARIABLES', Object.entries(shapes).flat(), 2, 'Variables that may leave, each with the shape of its value.'),
    table(
      'TRUST_VARIABLES',
      trust.map(([name]) => name),
      1,
      'Those that name trust stores or client certificates.',
    ),
    table('KEY_STORE_TYPES', [...keyStoreTypes], 1, 'Types of key store.'),
    table('PROPERTIES', [...javaProperties].flat(), 2, 'System properties of Java.'),
    table('PATH_OPTIONS', paths, 1, 'Options whose value is the path of a trust store.'),
    table('ENDPOINT_OPTIONS', endpoints, 1, 'Options whose value is an address.'),
    table('FLAG_OPTIONS', [...unverifiedFlags, '--tls-skip-verify'], 1, 'Options that may have a yes or no behind an equals sign.'),
    table('SET_OPTIONS', told, 1, 'Options of which only counts that they stand there.'),
    table('NODE_STORES', nodeStores, 1, 'Options by which Node chooses a store.'),
    table('SHORTENED', shortened, 1, 'Options of which curl or aws may take a beginning for the whole.'),
    table('KNOWN_WORDS', [...words], 1, 'Words that stand for themselves.'),
    '}',
  ].join('\n');
}

/** One call of fill_table, its words wrapped into lines that people can read. */
function table(name: string, words: readonly string[], columns: 1 | 2, purpose: string): string {
  const odd = words.find((word) => !/^[\w.:-]+$/.test(word));
  if (odd !== undefined) throw new TypeError(`a word of the table ${name} is not plain: ${odd}`);
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line.length + word.length > 110) {
      lines.push(line);
      line = '';
    }
    line += `${word} `;
  }
  lines.push(line);
  const text = lines.map((one) => `    "${one}"`).join(' \\\n');
  return `  # ${purpose}\n  fill_table(${name}, ${columns}, \\\n${text})`;
}
