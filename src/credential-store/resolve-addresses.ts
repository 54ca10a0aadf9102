import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Endpoint, formatEndpoint } from './endpoint.ts';

/** More addresses than one name has in practice; the rest of a longer answer is left out. Our choice. */
const maximumAddresses = 32;

/** Gives all addresses of a name as the system resolves it, those of /etc/hosts too. */
export type Lookup = (name: string) => Promise<readonly { readonly address: string }[]>;

/** The addresses of an endpoint, sorted and each once, or what became of the question. */
export type Resolution =
  | { readonly kind: 'found'; readonly endpoints: readonly Endpoint[] }
  /** Undefined where a name has no address at all. */
  | { readonly kind: 'failed'; readonly error: Error | undefined }
  | { readonly kind: 'late'; readonly afterMs: number };

/** Looks a name up within the limit; an IP address is its own. Never throws. */
export async function resolveEndpoint({ host, port }: Endpoint, timeoutMs: number, ask: Lookup = everyAddress): Promise<Resolution> {
  if (isIP(host) !== 0) return { kind: 'found', endpoints: [{ host, port }] };
  const { promise: late, resolve: giveUp } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => giveUp(undefined), timeoutMs);
  try {
    const found = await Promise.race([ask(host), late]);
    if (found === undefined) return { kind: 'late', afterMs: timeoutMs };
    const addresses = [...new Set(found.map(({ address }) => address))].sort().slice(0, maximumAddresses);
    if (addresses.length === 0) return { kind: 'failed', error: undefined };
    return { kind: 'found', endpoints: addresses.map((address) => ({ host: address, port })) };
  } catch (error) {
    return { kind: 'failed', error: error instanceof Error ? error : undefined };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Addresses of an endpoint as `IP:PORT`, by which open connections of services to it are told; undefined where its name leads nowhere or the answer takes
 * longer than the limit. Names of large services lead elsewhere an hour later, so that no connection is seen proves nothing.
 */
export async function resolveAddresses(endpoint: Endpoint, timeoutMs: number, ask?: Lookup): Promise<readonly string[] | undefined> {
  const resolution = await resolveEndpoint(endpoint, timeoutMs, ask);
  return resolution.kind === 'found' ? resolution.endpoints.map(formatEndpoint) : undefined;
}

function everyAddress(name: string): ReturnType<Lookup> {
  return lookup(name, { all: true });
}
