import { parseEndpoint } from '../credential-store/endpoint.ts';
import { regionsNamed, secretsManagerName } from '../credential-store/secrets-manager-endpoint.ts';
import type { StoreState } from '../credential-store/store-state.ts';
import type { WorkloadEvidence } from '../evidence/host-evidence.ts';
import { oneLine } from '../formats/one-line.ts';

type Launch = WorkloadEvidence['nextStart'];
type Kind = NonNullable<StoreState['kind']>;

/** How the settings of the next start say that a service reaches a store. */
export type Reach =
  /** They do not say: by any of its names. */
  | { readonly kind: 'any' }
  /** By these of its names alone. */
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** By another name, or another store: what this one presents tells nothing of that. */
  | { readonly kind: 'elsewhere'; readonly reason: string };

/**
 * Which of a store's names a service asks for: a client verifies the name that it was given, and no other. A setting that names what is none of them makes the
 * store unknown to it, because nobody looked there. AWS_ENDPOINT_URL may be meant for other services of AWS, so it counts for a store that is known to be
 * Secrets Manager alone, as AWS_USE_FIPS_ENDPOINT does, which leads to servers of their own.
 */
export function reachOf(store: StoreState, { environment, options }: Launch): Reach {
  const kind = kindOf(store);
  const told = toldEndpoints(environment, options).filter((setting) => (kind === undefined ? setting.isSpecific : setting.kind === kind));
  const port = parseEndpoint(store.endpoint)?.port;
  const endpoints = told.map(({ value }) => parseEndpoint(value));
  const names = store.names.filter((name) => endpoints.some((one) => one?.host === name.toLowerCase() && one.port === port));
  if (names.length > 0) return { kind: 'names', names };
  const [first] = told;
  if (first !== undefined) return { kind: 'elsewhere', reason: `${first.name} names ${missed(first.value, store, port)}` };
  return kind === 'secrets-manager' ? byRegion(store, environment) : { kind: 'any' };
}

// What listens at another port of the same name was not asked
function missed(value: string, store: StoreState, port: number | undefined): string {
  const endpoint = parseEndpoint(value);
  const isNamed = store.names.some((name) => name.toLowerCase() === endpoint?.host);
  if (endpoint === undefined || !isNamed) return `${elsewhere(value)}, which is none of the names of ${store.name}`;
  return `port ${endpoint.port} of ${endpoint.host}, and ${store.name} was asked at port ${port}: configure that as a store`;
}

// An agent or a proxy on the same host fetches for it, with a client of its own that was not followed
const onTheHost = /^(?:unix:|https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?\/?$)/i;

/** What an endpoint is that no configured store has, in the middle of a sentence. */
export function elsewhere(endpoint: string): string {
  if (onTheHost.test(endpoint)) return `${oneLine(endpoint)} (a sidecar or proxy on the host, whose own client is not seen)`;
  return parseEndpoint(endpoint)?.host ?? 'an endpoint that cannot be read';
}

interface Told {
  readonly name: string;
  readonly value: string;
  readonly kind: Kind;
  /** Whether it is about credential stores and nothing else. */
  readonly isSpecific: boolean;
}

const variables: readonly Omit<Told, 'value'>[] = [
  // api/client.go NewClient: an agent's address takes the place of Vault's
  { name: 'VAULT_AGENT_ADDR', kind: 'vault', isSpecific: true },
  { name: 'VAULT_ADDR', kind: 'vault', isSpecific: true },
  { name: 'AWS_ENDPOINT_URL_SECRETS_MANAGER', kind: 'secrets-manager', isSpecific: true },
  { name: 'AWS_ENDPOINT_URL', kind: 'secrets-manager', isSpecific: false },
];
const words: readonly Omit<Told, 'value'>[] = [
  { name: '-address', kind: 'vault', isSpecific: true },
  { name: '--endpoint-url', kind: 'secrets-manager', isSpecific: false },
];

// An option on the command line goes before a variable, and the variable of one service before that of all (AWS SDKs and Tools, "Service-specific endpoints")
function toldEndpoints(environment: Launch['environment'], options: Launch['options']): readonly Told[] {
  const byWord = words.flatMap((setting) => valuesOf(options[setting.name]).map((value) => ({ ...setting, value })));
  const byVariable = variables.flatMap((setting) => valuesOf(environment[setting.name]).map((value) => ({ ...setting, value })));
  const first = (kind: Kind): readonly Told[] => {
    const own = byWord.filter((told) => told.kind === kind);
    if (own.length > 0) return own;
    const set = byVariable.filter((told) => told.kind === kind);
    return set.slice(0, 1);
  };
  return [...first('vault'), ...first('secrets-manager')];
}

function valuesOf(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value];
}

/** What a store is, as far as that is declared or its names tell. */
export function kindOf({ kind, names }: StoreState): Kind | undefined {
  return kind ?? (regionsNamed(names).length > 0 ? 'secrets-manager' : undefined);
}

// Which of the two counts depends on the SDK: boto3 knows AWS_DEFAULT_REGION alone, most others AWS_REGION
function byRegion(store: StoreState, environment: Launch['environment']): Reach {
  const known = regionsNamed(store.names);
  const other = ['AWS_REGION', 'AWS_DEFAULT_REGION'].find(
    (name) => (environment[name] ?? '') !== '' && !known.includes(environment[name] ?? ''),
  );
  if (other === undefined || known.length === 0) return byFlags(store, environment);
  return {
    kind: 'elsewhere',
    reason: `${other} lets it ask ${environment[other]}, and ${store.name} is in ${known[0]}: configure that as a store`,
  };
}

// AWS SDKs and Tools Reference Guide, "Dual-stack and FIPS endpoints"; dual stack has the same names (secrets-manager-endpoint.ts)
function byFlags({ name: store, names }: StoreState, environment: Launch['environment']): Reach {
  const region = regionsNamed(names)[0];
  if (environment['AWS_USE_FIPS_ENDPOINT']?.toLowerCase() !== 'true' || region === undefined) return { kind: 'any' };
  const asked = secretsManagerName(region, true);
  if (names.includes(asked)) return { kind: 'names', names: [asked] };
  return {
    kind: 'elsewhere',
    reason: `AWS_USE_FIPS_ENDPOINT lets it ask ${asked}, which is none of the names of ${store}: configure that as a store`,
  };
}
