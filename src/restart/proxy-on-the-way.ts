import type { ProxyRules } from '../clients/proxy-rules.ts';
import type { WorkloadEvidence } from '../evidence/host-evidence.ts';

type Launch = WorkloadEvidence['nextStart'];

/** A proxy that a start sends a client through, or may. */
export interface ProxyOnTheWay {
  /** What names it: `HTTPS_PROXY`, `https.proxyHost`. */
  readonly setting: string;
  /** `http://proxy.corp.test:3128`, as the evidence has it; undefined where it was not told. */
  readonly address: string | undefined;
}

/** The proxy through which a client would ask for one of these names; undefined where none is set, or all of the names are excepted from it. */
export function proxyOnTheWay(rules: ProxyRules, launch: Launch, names: readonly string[]): ProxyOnTheWay | undefined {
  const { environment } = launch;
  const always = firstOf(rules.always ?? [], environment);
  if (always !== undefined) return always;
  if (rules.properties === true) {
    const property = ofJava(rules, launch, names);
    if (property !== undefined) return property;
  }
  const switchedOn = (environment[rules.switchedOn?.by ?? ''] ?? '') === '' ? [] : (rules.switchedOn?.variables ?? []);
  const found = firstOf([...rules.variables, ...switchedOn], environment);
  if (found === undefined) return undefined;
  // Which of the two counts where both are set depends on the client: they have to say the same
  const lists = ['no_proxy', 'NO_PROXY'].flatMap((name) => (environment[name] ?? '') || []);
  const counts = lists.length > 0 && launch.options[rules.exceptOption ?? ''] === undefined;
  const isExcepted = counts && lists.every((list) => list === '*' || names.every((name) => excepts(list.split(','), name, rules)));
  return isExcepted ? undefined : found;
}

/** How a reason names it. */
export function shownProxy({ setting, address }: ProxyOnTheWay): string {
  return `the proxy ${address ?? 'whose address is not told'} (${setting})`;
}

function firstOf(names: readonly string[], environment: Launch['environment']): ProxyOnTheWay | undefined {
  const setting = names.find((name) => (environment[name] ?? '') !== '');
  return setting === undefined ? undefined : { setting, address: told(environment[setting]) };
}

function told(value: string | undefined): string | undefined {
  return value === 'set' ? undefined : value;
}

// sun.net.spi.DefaultProxySelector (JDK 17) and java.net.SocksSocketImpl
function ofJava(rules: ProxyRules, { options }: Launch, names: readonly string[]): ProxyOnTheWay | undefined {
  for (const setting of ['socksProxyHost', 'java.net.useSystemProxies']) {
    if (options[setting] !== undefined) return { setting, address: undefined };
  }
  const list = options['http.nonProxyHosts'] ?? '';
  if (list !== '' && names.every((name) => excepts(list.split('|'), name, rules))) return undefined;
  for (const scheme of ['https', 'http']) {
    const setting = `${scheme}.proxyHost`;
    const { [setting]: host = '', [`${scheme}.proxyPort`]: port = scheme === 'https' ? '443' : '80' } = options;
    if (host !== '') return { setting, address: /^[\w.-]+$/.test(host) ? URL.parse(`http://${host}:${port}`)?.origin : undefined };
  }
  return undefined;
}

function excepts(entries: readonly string[], asked: string, { beneath }: ProxyRules): boolean {
  const name = asked.toLowerCase();
  return entries.some((one) => {
    const entry = one.toLowerCase();
    if (entry.startsWith('*.')) return beneath.includes('star') && name.endsWith(entry.slice(1));
    if (entry.startsWith('.')) return beneath.includes('dot') && name.endsWith(entry);
    return name === entry || (beneath.includes('plain') && name.endsWith(`.${entry}`));
  });
}
