import type { ClientProfile } from './client-profile.ts';
import { profileNamed } from './registry.ts';

/** A real client whose answers to a corpus were recorded, and which profile speaks for it. */
export interface RecordedClient {
  /** As the file of its answers is called, without a patch version: `openssl-3.0`, `curl`, `go`. */
  readonly name: string;
  /** Profile names, the best first; the first that exists speaks for it. */
  readonly profiles: readonly string[];
  /** `handshake`: a real TLS connection; `library`: the verifier was called alone, so a case may come without a name to check. */
  readonly recorded: 'handshake' | 'library';
}

// Which program gave the answers: the README of the corpus. OpenSSL's own are those of the Node.js that carries it, with its host name check.
const recordedClients: readonly RecordedClient[] = [
  { name: 'openssl-1.0.2', profiles: ['node-8', 'openssl-1.0.2'], recorded: 'handshake' },
  { name: 'openssl-1.1.1', profiles: ['node-16'], recorded: 'handshake' },
  { name: 'openssl-3.0', profiles: ['node-20'], recorded: 'handshake' },
  { name: 'openssl-3.5', profiles: ['node-24'], recorded: 'handshake' },
  { name: 'openssl-verify', profiles: ['openssl-verify'], recorded: 'library' },
  { name: 'python-3.11', profiles: ['python'], recorded: 'handshake' },
  { name: 'python-3.13', profiles: ['python-3.13'], recorded: 'handshake' },
  { name: 'curl', profiles: ['curl'], recorded: 'handshake' },
  { name: 'boringssl', profiles: ['boringssl', 'bun'], recorded: 'handshake' },
  { name: 'rustls', profiles: ['rustls', 'deno'], recorded: 'handshake' },
  { name: 'gnutls', profiles: ['gnutls', 'wget'], recorded: 'library' },
  { name: 'go', profiles: ['go'], recorded: 'library' },
  { name: 'java', profiles: ['java'], recorded: 'library' },
];

/** The names that {@link recordedClient} finds without a version being taken away. */
export const recordedNames: readonly string[] = recordedClients.map((client) => client.name);

/**
 * The recorded client of that name, versions taken off its end until one fits (`curl-7.88`, `openssl-3.0.19`), or that of a profile's own
 * name; undefined where neither is known. A name that stands there as written is never shortened: `python-3.13` is not `python`.
 */
export function recordedClient(name: string): RecordedClient | undefined {
  for (let shorter: string | undefined = name; shorter !== undefined; shorter = withoutLastNumber(shorter)) {
    const known = recordedClients.find((client) => client.name === shorter);
    if (known !== undefined) return known;
    if (profileNamed(shorter) !== undefined) return { name: shorter, profiles: [shorter], recorded: 'handshake' };
  }
  return undefined;
}

/** The profile that speaks for the client; undefined where none is finished. */
export function profileOf(client: RecordedClient): ClientProfile | undefined {
  return client.profiles.map(profileNamed).find((profile) => profile !== undefined);
}

// `go-1.19.8` → `go-1.19` → `go-1` → `go`
function withoutLastNumber(name: string): string | undefined {
  const shorter = name.replace(/[-.]\d+[a-z]*$/, '');
  return shorter === name ? undefined : shorter;
}
