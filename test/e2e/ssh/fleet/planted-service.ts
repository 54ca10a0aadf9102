import { subjectHash } from '../../../../src/formats/subject-hash.ts';
import { parseCertificate } from '../../../../src/x509/parse-certificate.ts';
import type { Issued } from '../../../certificates.ts';
import { javaKeyStore } from '../../../fixtures/incident/trust-stores.ts';
import { storeAddress, storeName, storeUrl } from './authorities.ts';
import type { FetchingClient, FetchingPrograms } from './fetching-programs.ts';
import type { Planted } from './host-description.ts';

/** What a host trusts by its system store: the bundle, the hash links beside it, and Debian's key store for Java; one list stands for all three. */
export interface SystemStore {
  readonly bundle: readonly Issued[] | string;
  readonly links: readonly Issued[];
  readonly java: readonly Issued[];
}

/** The same certificates for every client. */
export function everywhere(...certificates: readonly Issued[]): SystemStore {
  return { bundle: certificates, links: certificates, java: certificates };
}

/** A service that fetches its secrets with a client: as a unit that is enabled and not running, or as a process that no unit tells of. */
export interface PlantedService {
  readonly name: string;
  readonly client: FetchingClient;
  /** Words between the program and what it runs: a JVM's or Node's options. */
  readonly options?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables in its EnvironmentFile. */
  readonly environmentFile?: Readonly<Record<string, string>>;
  /** Variables that a drop-in of the case sets: what a real start has beside the others. */
  readonly viaDropIn?: Readonly<Record<string, string>>;
  readonly user?: 'app';
  /** No unit starts it: it runs and listens. Node and Python only. */
  readonly isRunning?: true;
}

/** The words that start it. */
export function commandOf(service: PlantedService, programs: FetchingPrograms, secret?: string): readonly string[] {
  const [program = '', ...rest] = programs.words[service.client];
  return [
    program,
    ...(service.options ?? []),
    ...rest,
    ...(secret === undefined ? [] : secretWords[service.client](secret)),
    `${storeUrl}/`,
  ];
}

/** Everything that it has at its start. */
export function environmentOf(service: PlantedService): Readonly<Record<string, string>> {
  return { ...service.environment, ...service.viaDropIn, ...service.environmentFile };
}

/** Its files on a host with that system store. `secret` is planted wherever services carry theirs, and may never be seen again. */
export function filesOf(
  service: PlantedService,
  store: SystemStore,
  programs: FetchingPrograms,
  secret: string,
): Readonly<Record<string, Planted>> {
  const unit = [
    '[Unit]',
    `Description=${service.name} (deployed with token ${secret})`,
    '[Service]',
    ...(service.user === undefined ? [] : [`User=${service.user}`]),
    `Environment="DB_PASSWORD=${secret}" DATABASE_URL=postgres://app:${secret}@db.corp.test/app`,
    ...Object.entries(service.environment ?? {}).map(([name, value]) => `Environment="${name}=${value}"`),
    `EnvironmentFile=/etc/${service.name}.env`,
    `ExecStart=${commandOf(service, programs, secret).join(' ')}`,
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ];
  if (service.isRunning === true) return { ...hostFiles(service, store, programs), ...listeningProgram(service) };
  const environmentFile = { API_TOKEN: secret, AWS_SECRET_ACCESS_KEY: secret, ...service.environmentFile };
  return {
    ...hostFiles(service, store, programs),
    [`/etc/systemd/system/${service.name}.service`]: unit.join('\n'),
    [`/etc/systemd/system/multi-user.target.wants/${service.name}.service`]: { link: `../${service.name}.service` },
    [`/etc/${service.name}.env`]: Object.entries(environmentFile)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  };
}

function hostFiles(service: PlantedService, store: SystemStore, programs: FetchingPrograms): Readonly<Record<string, Planted>> {
  return {
    '/etc/hosts': `127.0.0.1 localhost\n${storeAddress} ${storeName}\n`,
    ...programs.files[service.client],
    ...storeFiles(store),
  };
}

// A process without a unit is named for its script.
function listeningProgram({ name, client }: PlantedService): Readonly<Record<string, Planted>> {
  if (client === 'node') return { [`/opt/app/${name}.js`]: "require('node:net').createServer().listen(8080);\n" };
  if (client === 'python') {
    return { [`/opt/app/${name}.py`]: "import socket\nserver = socket.create_server(('', 8080))\nwhile True: server.accept()\n" };
  }
  throw new Error(`no listening program for ${client}`);
}

/** The shell command that starts a running service with its settings, and with secrets. */
export function listeningCommand(service: PlantedService, secret: string): string {
  const environment = {
    PATH: '/usr/bin:/bin',
    HOME: '/home/app',
    DB_PASSWORD: secret,
    API_URL: `https://app:${secret}@api.corp.test`,
    ...environmentOf(service),
  };
  const pairs = Object.entries(environment).map(([name, value]) => `'${name}=${value}'`);
  const user = service.user === undefined ? '' : 'setpriv --reuid=1000 --regid=1000 --clear-groups';
  const program =
    service.client === 'node'
      ? `/usr/bin/node ${(service.options ?? []).join(' ')} /opt/app/${service.name}.js`
      : `/usr/bin/python3 /opt/app/${service.name}.py`;
  return `env -i ${pairs.join(' ')} ${user} ${program} --db-password=${secret} --token ${secret}`;
}

/** PEM of some certificates, as update-ca-certificates writes them. */
export function pemOf(...certificates: readonly Issued[]): string {
  return certificates.map(({ pem }) => pem).join('');
}

/** A JKS trust store. */
export function keyStoreOf(...certificates: readonly Issued[]): Buffer {
  const blob = javaKeyStore(certificates, Date.parse('2026-01-10T08:00:00Z'));
  return Buffer.from(blob.content, blob.encoding);
}

function storeFiles(store: SystemStore): Readonly<Record<string, Planted>> {
  const links = store.links.flatMap(({ der, pem }, index) => {
    const hash = subjectHash(parseCertificate(der).subject);
    const before = store.links.slice(0, index).filter((one) => subjectHash(parseCertificate(one.der).subject) === hash).length;
    return [[`/etc/ssl/certs/${hash}.${before}`, pem] as const];
  });
  return {
    '/etc/ssl/certs/ca-certificates.crt': typeof store.bundle === 'string' ? store.bundle : pemOf(...store.bundle),
    '/etc/ssl/certs/java/cacerts': keyStoreOf(...store.java),
    ...Object.fromEntries(links),
  };
}

const plainSecret = (secret: string): readonly string[] => [`--db-password=${secret}`, '--token', secret];
const secretWords: Readonly<Record<FetchingClient, (secret: string) => readonly string[]>> = {
  node: plainSecret,
  python: plainSecret,
  java: plainSecret,
  go: plainSecret,
  curl: (secret) => ['-u', `app:${secret}`, '-H', `X-Vault-Token:${secret}`],
};
