import { lookup } from 'node:dns/promises';
import { type Endpoint, formatEndpoint } from './endpoint.ts';

/** More addresses than one name has in practice; the rest of a longer answer is left out. Our choice. */
const maximumAddresses = 32;

/**
 * Addresses of an endpoint as `IP:PORT`, by which open connections of services to it are told; undefined where its name leads nowhere or the answer takes
 * longer than the limit. Names of large services lead elsewhere an hour later, so that no connection is seen proves nothing.
 */
export async function resolveAddresses(endpoint: Endpoint, timeoutMs: number): Promise<readonly string[] | undefined> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => giveUp(undefined), timeoutMs);
  try {
    const found = await Promise.race([lookup(endpoint.host, { all: true }), late]);
    const addresses = found?.map(({ address }) => formatEndpoint({ host: address, port: endpoint.port }));
    return addresses === undefined ? undefined : [...new Set(addresses)].sort().slice(0, maximumAddresses);
  } catch {
    // The name is not known here: whoever judges says that nobody could look for connections.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
