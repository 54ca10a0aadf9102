import type { Authorities } from '../authorities.ts';
import type { Break, DrillCase, DrillHost, ServiceKind } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { basicCase, dropInOf } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

/** A service whose way to its store changes after it was started, while its store and its CAs stay as they are. */
interface Way {
  readonly kind: ServiceKind;
  readonly label: string;
  readonly mechanism: string;
  /** Lines that a drop-in adds. */
  readonly lines?: readonly string[];
  /** What curl's own file holds then. */
  readonly curlrc?: string;
  readonly undecidable?: string;
}

const proxied = 'proxy on the way to the store';
const notRead = 'proxy that the client does not read';
const excepted = 'store that NO_PROXY excepts';
const address = 'address of the store changed';
const beyond = 'what answers at a proxy is not seen from where the store is asked';
const byLibrary = 'which HTTP library the program uses, and so whether it reads the variable, is not seen';
const unasked = 'what listens at another place of the store was not asked';

// Nothing listens at the port for discard
const proxy = 'http://127.0.0.1:9';
const sets = (names: readonly string[], more = ''): readonly string[] => [
  `Environment=${names.map((name) => `${name}=${proxy}`).join(' ')}${more}`,
];

const ways: readonly Way[] = [
  ...(['curl', 'requests', 'urllib', 'boto3', 'go', 'vault-go'] as const).flatMap((kind): readonly Way[] => [
    { kind, label: 'proxy', mechanism: proxied, lines: sets(['HTTPS_PROXY']), undecidable: beyond },
    { kind, label: 'excepted', mechanism: excepted, lines: sets(['HTTPS_PROXY', 'https_proxy'], ' NO_PROXY=localhost,.corp.test') },
  ]),
  { kind: 'urllib', label: 'lower', mechanism: proxied, lines: sets(['https_proxy'], ' NO_PROXY=*.corp.test'), undecidable: beyond },
  { kind: 'curl', label: 'all', mechanism: proxied, lines: sets(['ALL_PROXY'], ' NO_PROXY=elsewhere.test'), undecidable: beyond },
  { kind: 'go', label: 'all', mechanism: notRead, lines: sets(['ALL_PROXY', 'HTTP_PROXY']) },
  { kind: 'node', label: 'not-read', mechanism: notRead, lines: sets(['HTTPS_PROXY', 'https_proxy']), undecidable: byLibrary },
  { kind: 'java', label: 'not-read', mechanism: notRead, lines: sets(['HTTPS_PROXY', 'https_proxy']), undecidable: byLibrary },
  { kind: 'node', label: 'proxy', mechanism: proxied, lines: sets(['HTTPS_PROXY'], ' NODE_USE_ENV_PROXY=1'), undecidable: beyond },
  { kind: 'node', label: 'excepted', mechanism: excepted, lines: sets(['HTTPS_PROXY'], ' NODE_USE_ENV_PROXY=1 NO_PROXY=.corp.test') },
  {
    kind: 'java',
    label: 'proxy',
    mechanism: proxied,
    lines: ['Environment="JAVA_TOOL_OPTIONS=-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9"'],
    undecidable: beyond,
  },
  {
    kind: 'java',
    label: 'excepted',
    mechanism: excepted,
    lines: ['Environment="JAVA_TOOL_OPTIONS=-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9 -Dhttp.nonProxyHosts=localhost|*.corp.test"'],
  },
  {
    kind: 'vault-go',
    label: 'own-proxy',
    mechanism: proxied,
    lines: sets(['VAULT_PROXY_ADDR'], ' NO_PROXY=.corp.test'),
    undecidable: beyond,
  },
  { kind: 'curl', label: 'proxy-file', mechanism: proxied, curlrc: `proxy = ${proxy}\n`, undecidable: beyond },
  { kind: 'curl', label: 'resolve-file', mechanism: address, curlrc: 'resolve = secrets.corp.test:8401:127.0.0.9\n', undecidable: unasked },
  {
    kind: 'vault-go',
    label: 'port',
    mechanism: address,
    lines: ['Environment=VAULT_ADDR=https://secrets.corp.test:8999'],
    undecidable: unasked,
  },
  { kind: 'vault-go', label: 'no-address', mechanism: address, lines: ['UnsetEnvironment=VAULT_ADDR'], undecidable: unasked },
];

/** Services that find another way to their store when they are restarted: a proxy, another port, no address any more. */
export function wayHosts(ca: Authorities): readonly DrillHost[] {
  return inHosts(
    'ways',
    systemStore([ca.foreign]),
    ways.map((one) => caseOf(one, ca)),
  );
}

function caseOf({ kind, label, mechanism, lines, curlrc, undecidable }: Way, ca: Authorities): DrillCase {
  const name = `${kind}-way-${label}`;
  const basic = basicCase({ kind, name, mechanism, endpoint: 'steady' }, ca);
  const file = `/srv/${name}/.curlrc`;
  const told: Break = lines === undefined ? {} : dropInOf(name, lines);
  return {
    ...basic,
    unit: { ...basic.unit, environment: { ...basic.unit.environment, ...(curlrc === undefined ? {} : { CURL_HOME: `/srv/${name}` }) } },
    files: { ...basic.files, ...(curlrc === undefined ? {} : { [file]: 'silent\n' }) },
    after: { ...told, files: { ...told.files, ...(curlrc === undefined ? {} : { [file]: curlrc }) } },
    ...(undecidable === undefined ? {} : { undecidable }),
  };
}
