import type { Host } from '../inventory/host.ts';
import type { Collected } from './host-evidence.ts';
import type { ContentClaims } from './probe/content-claims.ts';
import type { DeclaredClientCertificate } from './reading/client-files.ts';
import type { DeclaredIdentity } from './reading/credential-files.ts';

/** What a transport needs beside the host; effects such as the clock come in here so that tests can fix them. */
export interface CollectContext {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Ends the collection at once: `collect` then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Bound for one host; what has not been seen by then is missing. */
  readonly timeoutMs: number;
  readonly progress?: ((text: string) => void) | undefined;
  /** Digests whose content the caller already has: their blobs are not sent again. The caller adds to it. */
  readonly knownBlobs: ReadonlySet<string>;
  /** Files and folders to look at beside those that the host itself names: absolute paths. */
  readonly extraTrustFiles?: readonly string[] | undefined;
  /** Files that services prove themselves to stores with, as the configuration names them. */
  readonly identities?: readonly DeclaredIdentity[] | undefined;
  /** Certificates that services show to stores, as the configuration names them; of their keys only the public halves leave. */
  readonly clientCertificates?: readonly DeclaredClientCertificate[] | undefined;
  /** Addresses of credential stores, as `IP:PORT`: open connections to them tell who uses them. */
  readonly storeAddresses?: readonly string[] | undefined;
  /** Who fetches which content, for all hosts of a fleet together; without it each host fetches what is not known. */
  readonly claims?: ContentClaims | undefined;
}

/** A way to a host. `collect` never rejects except when aborted: what could not be seen is part of the answer. */
export interface Transport {
  readonly name: string;
  /** It asks nobody, so that it needs no part of a host's time. */
  readonly atOnce?: true;
  collect(host: Host, context: CollectContext): Promise<Collected>;
}
