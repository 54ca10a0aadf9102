import type { WorkloadEvidence } from '../../evidence/host-evidence.ts';
import type { RehearsalClient } from '../../evidence/rehearsal/rehearsal-task.ts';
import type { EffectiveStore } from '../../trust/effective-store.ts';

type KnownStore = Extract<EffectiveStore, { kind: 'known' }>;

/** How a client is started for a rehearsal. */
export interface ClientWords {
  readonly client: RehearsalClient;
  readonly program?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly options: readonly string[];
}

/** How the service's own client is started with what its next start would set, or why that cannot be done. */
export type OwnClient = { readonly kind: 'client'; readonly words: ClientWords } | { readonly kind: 'none'; readonly reason: string };

/** Variables that choose a trust store for one of the clients; the script lets no others through. */
const variables = [
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'AWS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_USE_SYSTEM_CA',
  'JAVA_HOME',
] as const;

/** The service's own client: the program and the library that it fetches with, as far as one can be made to shake hands alone. */
export function ownClient(store: KnownStore, workload: WorkloadEvidence): OwnClient {
  const { runtime } = workload;
  const { options } = workload.nextStart;
  const program = runtime?.path === undefined ? {} : { program: runtime.path };
  const client = (words: Omit<ClientWords, 'environment'>): OwnClient => ({
    kind: 'client',
    words: { ...words, environment: environmentOf(workload) },
  });
  switch (runtime?.family) {
    case undefined:
      return none('its runtime was not seen on the host');
    case 'go':
      return none(`${store.client.title} is part of the program, and no other program speaks TLS as it does`);
    case 'python': {
      const library = pythonLibraries[store.client.name] ?? 'python';
      return client({ client: library, ...program, options: library === 'boto3' ? botoWords(options) : [] });
    }
    case 'node':
      return client({ client: 'node', ...program, options: Object.keys(options).filter((name) => nodeOptions.has(name)) });
    case 'java':
      return javaClient(options, client, runtime.path ?? (runtime.home === undefined ? undefined : `${runtime.home}/bin/java`));
    case 'curl':
      if (!isNamed(runtime.path, 'curl')) return none(`${store.client.title} is a library of ${runtime.path ?? 'the program'}`);
      return client({ client: 'curl', ...program, options: pairs(options, ['--cacert', '--capath', '--ca-native', '--insecure']) });
    case 'openssl':
      if (!isNamed(runtime.path, 'openssl')) return none(`${store.client.title} is a library of ${runtime.path ?? 'the program'}`);
      return client({ client: 'openssl', ...program, options: pairs(options, ['-CAfile', '-CApath']) });
  }
}

/**
 * openssl with the files that the service's client would read, for a second opinion: it says what the host sees of the store, and not what the service's
 * client makes of it. Undefined where those files are none that openssl takes as they are.
 */
export function secondOpinion(store: KnownStore): ClientWords | undefined {
  const files = store.loaded.filter(({ takes }) => takes === undefined).map(({ path }) => path);
  const folders = store.loaded.filter(({ takes }) => takes === 'hash-links').map(({ path }) => path);
  const isPlain = store.loaded.every(({ path }) => path.startsWith('/') && !/\.(?:jks|p12|pfx|jceks)$|cacerts$/i.test(path));
  if (!isPlain || files.length + folders.length === 0 || files.length > 1 || folders.length > 1) return undefined;
  if (store.loaded.some(({ takes }) => takes === 'every-file') || store.verification === 'off') return undefined;
  const options = [...files.flatMap((file) => ['-CAfile', file]), ...folders.flatMap((folder) => ['-CApath', folder])];
  return { client: 'openssl', environment: {}, options };
}

const pythonLibraries: Readonly<Record<string, RehearsalClient>> = { requests: 'requests', boto3: 'boto3' };

const nodeOptions: ReadonlySet<string> = new Set(['--use-openssl-ca', '--use-system-ca', '--no-use-system-ca', '--use-bundled-ca']);

function environmentOf({ nextStart: { environment } }: WorkloadEvidence): Readonly<Record<string, string>> {
  const known = variables.filter((name) => environment[name] !== undefined).map((name) => [name, environment[name] ?? '']);
  // set and empty it names no file, which is what it can be told
  return Object.fromEntries([...known, ...(environment['OPENSSL_CONF'] === '' ? [['OPENSSL_CONF', '']] : [])]);
}

// The script asks botocore for nothing of the profile: what stands there is in the evidence
function botoWords(options: Readonly<Record<string, string>>): readonly string[] {
  if (options['--no-verify-ssl'] !== undefined) return ['unverified'];
  return [
    ...(options['--ca-bundle'] === undefined ? [] : [`given=${options['--ca-bundle']}`]),
    ...(options['ca_bundle'] === undefined ? [] : [`profile=${options['ca_bundle']}`]),
  ];
}

function javaClient(
  options: Readonly<Record<string, string>>,
  client: (words: Omit<ClientWords, 'environment'>) => OwnClient,
  program: string | undefined,
): OwnClient {
  const { 'javax.net.ssl.trustStorePassword': password, 'javax.net.ssl.trustStoreProvider': provider } = options;
  if (password !== undefined && password !== 'default') return none('its trust store has a password, which is not collected');
  if (provider !== undefined) return none('it names a provider for its trust store, whose name is not collected');
  const named = ['javax.net.ssl.trustStore', 'javax.net.ssl.trustStoreType'].flatMap((name) =>
    options[name] === undefined ? [] : [`-J-D${name}=${options[name]}`],
  );
  const opened = password === undefined ? [] : ['-J-Djavax.net.ssl.trustStorePassword=changeit'];
  return client({ client: 'java', ...(program === undefined ? {} : { program }), options: [...named, ...opened] });
}

function pairs(options: Readonly<Record<string, string>>, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const value = options[name];
    if (value === undefined) return [];
    return value === '' ? [name] : [name, value];
  });
}

function isNamed(program: string | undefined, name: string): boolean {
  return program === undefined || program.slice(program.lastIndexOf('/') + 1).startsWith(name);
}

function none(reason: string): OwnClient {
  return { kind: 'none', reason };
}
