import type { Authorities } from '../authorities.ts';
import type { DrillCase, DrillHost, ServiceKind } from '../drill-case.ts';
import { encoded, ownStore, systemStore } from '../own-store.ts';
import { inHosts } from './in-hosts.ts';

interface Detour {
  readonly kind: ServiceKind;
  readonly label: string;
  /** What a drop-in sets later. */
  readonly environment?: string;
  /** A line that its .curlrc has later. */
  readonly curlrc?: string;
  /** Nobody looked at what stands between: it could let the service through. */
  readonly undecidable?: string;
}

const nobody = 'http://127.0.0.1:9';
const between = 'a proxy that a variable names is not looked at';
const proxied = `HTTPS_PROXY=${nobody} https_proxy=${nobody}`;
// Not vault-go: the drill's stand-in for Vault's client goes by no proxy, which that does (api/client.go).
const detours: readonly Detour[] = [
  ...(['curl', 'requests', 'urllib', 'boto3', 'go'] as const).map((kind) => ({
    kind,
    label: 'gone',
    environment: proxied,
    undecidable: between,
  })),
  ...(['curl', 'requests', 'urllib', 'boto3', 'go'] as const).map((kind) => ({
    kind,
    label: 'excepted',
    environment: `${proxied} NO_PROXY=.corp.test`,
  })),
  // They read no such variable
  { kind: 'node', label: 'not-read', environment: proxied },
  { kind: 'java', label: 'not-read', environment: proxied },
  {
    kind: 'java',
    label: 'gone',
    environment: '"JAVA_TOOL_OPTIONS=-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9"',
    undecidable: between,
  },
  {
    kind: 'java',
    label: 'excepted',
    environment: '"JAVA_TOOL_OPTIONS=-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9 -Dhttp.nonProxyHosts=localhost|*.corp.test"',
  },
  { kind: 'curl', label: 'curlrc', curlrc: `proxy = ${nobody}`, undecidable: between },
  {
    kind: 'curl',
    label: 'resolve',
    curlrc: 'resolve = secrets.corp.test:8401:127.0.0.9',
    undecidable: 'an address of its own is not looked at',
  },
];

/** Services that are told later to go to their store by another way than its name. */
export function proxyHosts(ca: Authorities): readonly DrillHost[] {
  return inHosts(
    'proxies',
    systemStore([ca.foreign]),
    detours.map(({ kind, label, environment, curlrc, undecidable }): DrillCase => {
      const name = `${kind}-proxy-${label}`;
      const own = ownStore(kind, name);
      const home = `/srv/${name}`;
      const lines =
        environment === undefined ? {} : { [`/etc/systemd/system/${name}.service.d/way.conf`]: `[Service]\nEnvironment=${environment}\n` };
      const rc = (line: string): Readonly<Record<string, string>> => ({ [`${home}/.curlrc`]: `${line}\n` });
      return {
        name,
        kind,
        mechanism: 'another way to the store',
        endpoint: 'steady',
        unit: curlrc === undefined ? own.unit : { ...own.unit, environment: { ...own.unit.environment, CURL_HOME: home } },
        files: { [own.path]: encoded(kind, [ca.old.root]), ...(curlrc === undefined ? {} : rc('silent')) },
        after: { files: { ...lines, ...(curlrc === undefined ? {} : rc(curlrc)) }, run: 'systemctl daemon-reload' },
        ...(undecidable === undefined ? {} : { undecidable }),
      };
    }),
  );
}
