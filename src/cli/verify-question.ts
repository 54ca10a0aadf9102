import { isIP } from 'node:net';
import type { ClientProfile } from '../clients/client-profile.ts';
import { clientFamilies, clientProfiles, profileNamed } from '../clients/registry.ts';
import { nearestName } from '../config/nearest.ts';
import { quote } from '../config/shown-value.ts';
import { type Endpoint, parseEndpoint } from '../credential-store/endpoint.ts';
import { UsageError } from '../errors.ts';
import type { Flags } from './options.ts';

/** What `snowline verify` is asked, checked and with nothing read yet. */
export interface VerifyQuestion {
  readonly clients: readonly ClientProfile[];
  /** As given, in order. */
  readonly trustStores: readonly string[];
  readonly password: string | undefined;
  readonly imported: boolean;
  readonly chain: { readonly from: 'file'; readonly file: string } | { readonly from: 'handshake'; readonly endpoint: Endpoint };
  readonly name: string;
}

/** Checks the flags; throws UsageError that names the flag, its value and what was expected. */
export function verifyQuestion(flags: Flags): VerifyQuestion {
  const trustStores = flags.trustStore ?? [];
  if (trustStores.length === 0)
    throw new UsageError('verify needs a trust store', { hint: 'name a file or directory with --trust-store PATH' });
  const empty = trustStores.find((path) => path === '' || path === '-');
  if (empty !== undefined) throw new UsageError(`--trust-store ${quote(empty)} is no path`, { hint: 'stdin is for --chain -' });
  const chain = chainOf(flags);
  return {
    clients: clientsOf(flags),
    trustStores,
    password: flags.storePassword,
    imported: flags.imported === true || flags.allClients === true,
    chain,
    name: nameOf(flags.name, chain),
  };
}

function chainOf(flags: Flags): VerifyQuestion['chain'] {
  const { chain, connect } = flags;
  if (chain !== undefined && connect !== undefined)
    throw new UsageError('--chain and --connect are both given: which of the two is the served chain?');
  if (chain !== undefined) {
    if (chain === '') throw new UsageError('--chain "" is no path', { hint: 'name a file, or - for stdin' });
    return { from: 'file', file: chain };
  }
  const hint = 'give a file with --chain FILE, or where it is served with --connect HOST:PORT';
  if (connect === undefined) throw new UsageError('verify needs the chain that is served', { hint });
  const endpoint = parseEndpoint(connect);
  if (endpoint === undefined) throw new UsageError(`--connect ${quote(connect)} is not an endpoint`, { hint: 'write it as host:port' });
  return { from: 'handshake', endpoint };
}

function clientsOf({ client, allClients }: Flags): readonly ClientProfile[] {
  if (allClients === true) {
    if (client !== undefined) throw new UsageError(`--client ${quote(client)} and --all-clients are both given`);
    return clientProfiles;
  }
  if (client === undefined)
    throw new UsageError('verify needs a client', { hint: 'name one with --client PROFILE, or pass --all-clients' });
  const profile = profileNamed(client);
  if (profile !== undefined) return [profile];
  const names = clientProfiles.map((known) => known.name);
  const family = clientFamilies.find((known) => known.family === client);
  if (family !== undefined) {
    const own = [...new Set(family.coverage.map((entry) => entry.profile.name))];
    throw new UsageError(`--client ${client} is several clients that differ`, { hint: `one of ${own.join(', ')}` });
  }
  const near = nearestName(client, names);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  throw new UsageError(`unknown client ${quote(client)}${meant}`, { hint: `one of ${names.join(', ')}` });
}

function nameOf(given: string | undefined, chain: VerifyQuestion['chain']): string {
  if (given === undefined) {
    if (chain.from === 'handshake') return chain.endpoint.host;
    throw new UsageError('verify needs the name that the client asks for', { hint: 'give the host name or IP address with --name HOST' });
  }
  const name = given.replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) !== 0) return name;
  if (name === '' || /[\s/@:?#]/.test(name)) {
    throw new UsageError(`--name ${quote(given)} is neither a host name nor an IP address`, {
      hint: 'the name alone, without scheme, port and path: vault.example.com',
    });
  }
  return name;
}
