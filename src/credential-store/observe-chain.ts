import type { StoreDeclaration } from '../config/config.ts';
import { toInstant } from '../config/instant.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.ts';
import { readChainFile } from './sources/file.ts';
import { certificateOf } from './sources/pem-certificates.ts';
import { readServedChain } from './sources/tls-endpoint.ts';
import type { ServedChain } from './store-state.ts';

/** What observing a store needs from outside: the clock, a deadline, a way to stop. */
export interface StoreObservation {
  /** Epoch milliseconds; asked when the chain is there. */
  readonly now: () => number;
  /** For connecting and the handshake together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Takes a line for people about what is being done. */
  readonly progress?: ((text: string) => void) | undefined;
  /** Where relative paths of the declaration start. */
  readonly baseDirectory: string;
}

/** A served chain as the report tells it and, where every certificate could be decoded, as the trust engine takes it. */
export interface ObservedChain {
  readonly chain: ServedChain;
  /** In served order; empty unless the chain is known. */
  readonly certificates: readonly Certificate[];
}

/** The served chain of a store as its declaration says to get it. A chain of which one certificate cannot be decoded is unknown as a whole. */
export async function observeChain(
  declaration: StoreDeclaration,
  endpoint: Endpoint | undefined,
  context: StoreObservation,
): Promise<ObservedChain> {
  const { servedChain } = declaration;
  if (servedChain.from === 'none') return { chain: { state: 'not-configured' }, certificates: [] };
  if (servedChain.from === 'file') return savedChain(servedChain.path, context);
  const target = servedChain.connect === undefined ? endpoint : parseEndpoint(servedChain.connect);
  if (target === undefined) return unknown(`what is configured for store ${declaration.name} is not an endpoint such as host:port`);
  context.progress?.(`reading the chain that store ${declaration.name} serves at ${formatEndpoint(target)}`);
  return handshakeChain(target, endpoint?.host, context);
}

async function savedChain(file: string, context: StoreObservation): Promise<ObservedChain> {
  const reading = await readChainFile(file, context.baseDirectory);
  if (reading.kind === 'unread') return unknown(reading.reason);
  const { certificates } = reading;
  return { chain: { state: 'known', ...observed(certificates, context), from: 'file' }, certificates };
}

/** `serverName` is the endpoint's host even where the connection goes elsewhere: the server chooses its chain by that name. */
async function handshakeChain(target: Endpoint, serverName: string | undefined, context: StoreObservation): Promise<ObservedChain> {
  const reading = await readServedChain({ ...target, serverName, timeoutMs: context.timeoutMs, signal: context.signal });
  if (reading.kind === 'unread') return unknown(reading.reason);
  const certificates: Certificate[] = [];
  for (const der of reading.certificates) {
    const certificate = certificateOf(der);
    if (certificate === undefined) {
      const position = `certificate ${certificates.length + 1} of ${reading.certificates.length}`;
      return unknown(`${position} that ${formatEndpoint(target)} serves cannot be decoded`);
    }
    certificates.push(certificate);
  }
  const { protocol, clientCas, clientCertificate } = reading;
  return {
    chain: {
      state: 'known',
      ...observed(certificates, context),
      from: 'handshake',
      protocol,
      ...(clientCas === undefined ? {} : { clientCas }),
      ...(clientCertificate === undefined ? {} : { clientCertificate }),
    },
    certificates,
  };
}

function observed(certificates: readonly Certificate[], context: StoreObservation) {
  return { certificates: certificates.map(({ sha256 }) => sha256), observedAt: toInstant(context.now()) };
}

function unknown(reason: string): ObservedChain {
  return { chain: { state: 'unknown', reason }, certificates: [] };
}
