import { randomBytes } from 'node:crypto';
import { toInstant } from '../../config/instant.ts';
import { ParseError } from '../../errors.ts';
import type { Host } from '../../inventory/host.ts';
import type { FileEvidence } from '../file-evidence.ts';
import type { Collected, HostEvidence, MissingFact, RootEvidence } from '../host-evidence.ts';
import { picturedMachine, problemsIn } from '../machine/pictured-machine.ts';
import { filesOf } from '../reading/client-files.ts';
import { readHost } from '../reading/read-host.ts';
import type { CollectContext, Transport } from '../transport.ts';
import { boundEvidence } from './bounded-evidence.ts';
import type { ProbeChannel, ProbeReply } from './channel.ts';
import { clockSkew, whyImplausible } from './clock-skew.ts';
import { createContentClaims } from './content-claims.ts';
import { askForContents, type ProbeRuns } from './content-rounds.ts';
import { fetchContents } from './fetch-contents.ts';
import { type Picture, readPicture } from './picture.ts';
import { instantIn } from './picture-fields.ts';
import { reportIn } from './probe-report.ts';

/** Largest picture that is read: a machine with 100 services has 0.3 MB. Our choice, so that 32 hosts at once that flood stay under 1 GB. */
const maximumPictureBytes = 16 * 1024 * 1024;

/** A transport that sends the probe through a channel. */
export function probeTransport(channel: ProbeChannel): Transport {
  return { name: channel.name, collect: async (host, context) => collectWithProbe(channel, host, context) };
}

/**
 * Evidence of a host by the probe, in two rounds: the picture, then those contents that nobody has yet. Rejects only when aborted;
 * whatever else goes wrong is the host's reason.
 */
export async function collectWithProbe(channel: ProbeChannel, host: Host, context: CollectContext): Promise<Collected> {
  context.signal?.throwIfAborted();
  const deadline = performance.now() + context.timeoutMs;
  const runs: ProbeRuns = {
    channel,
    host,
    timeLeft: () => Math.ceil(deadline - performance.now()),
    nonce: () => randomBytes(16).toString('hex'),
    signal: context.signal,
  };
  try {
    return await collectInRounds(runs, context);
  } catch (error) {
    context.signal?.throwIfAborted();
    // An answer that was cut short may come whole another time; one that is something else will not.
    if (error instanceof ParseError) return { kind: 'missing', reason: error.message, mayRetry: error.byteOffset > 0 };
    throw error;
  } finally {
    await channel.release?.(host);
  }
}

async function collectInRounds(runs: ProbeRuns, context: CollectContext): Promise<Collected> {
  const { channel, host, signal } = runs;
  const nonce = runs.nonce();
  const asked = context.now();
  context.progress?.('running the probe');
  const reply = await channel.run(host, {
    arguments: [...factsArguments(nonce, channel, context), ...declaredArguments(host, context)],
    timeoutMs: runs.timeLeft(),
    maximumBytes: maximumPictureBytes,
    signal,
  });
  if (reply.kind === 'failed') return failed(reply);
  const answered = context.now();
  const picture = readPicture(reportIn(reply.stdout, { nonce, mode: 'facts', maximumBytes: maximumPictureBytes }));
  const addressesAsked = (context.storeAddresses?.length ?? 0) > 0;
  const reading = await readHost(picturedMachine(picture, { signal, addressesAsked }), context);
  const claims = context.claims ?? createContentClaims();
  context.progress?.('fetching contents');
  const late = lateAfter(runs.timeLeft(), signal);
  const contents = await fetchContents(reading.wanted, async (wanted) => askForContents(runs, wanted), claims, late.promise).finally(
    late.cancel,
  );
  signal?.throwIfAborted();
  const clock = clockOf(picture, asked, answered);
  const evidence: HostEvidence = {
    id: host.id,
    collector: channel.name === 'local' ? 'probe/1' : `${channel.name}/1`,
    observedAt: toInstant(asked),
    ...(clock.skew === undefined ? {} : { clockSkewSeconds: clock.skew }),
    ...reading.evidence,
    trustFiles: reading.evidence.trustFiles.map((file) => withoutContent(file, contents.refused)),
    ...(reading.evidence.roots === undefined
      ? {}
      : { roots: reading.evidence.roots.map((root) => withoutContents(root, contents.refused)) }),
    missing: [...problemsIn(picture), ...reading.evidence.missing, ...(reply.missing ?? []), ...clock.missing],
  };
  const bounded = boundEvidence(evidence);
  if (bounded.kind === 'unfit') return { kind: 'missing', reason: bounded.reason };
  const fetched = contents.blobs.filter((blob) => !context.knownBlobs.has(blob.sha256));
  claims.forget(context.knownBlobs);
  return { kind: 'evidence', evidence: bounded.evidence, blobs: [...reading.blobs, ...fetched] };
}

function factsArguments(nonce: string, channel: ProbeChannel, context: CollectContext): readonly string[] {
  return [
    'facts',
    nonce,
    // SSM packs what it hands over by itself.
    ...(channel.name === 'ssh' ? ['pack=gzip'] : []),
    ...(context.extraTrustFiles ?? []).map((file) => `file=${file}`),
    ...(context.storeAddresses ?? []).map((address) => `address=${address}`),
  ];
}

/** Characters of paths of declared files that are asked about on one host: SSM takes 1,950 for all arguments together (wordsMax). Our choice. */
const mostCharacters = 1250;

// Those of services that run there, as far as the inventory says which do. What is beyond the bound is not recorded, which says so by itself.
function declaredArguments({ services }: Host, { identities = [], clientCertificates = [] }: CollectContext): readonly string[] {
  const runsThere = ({ service }: { readonly service: string }): boolean => services.length === 0 || services.includes(service);
  const shown = filesOf(clientCertificates.filter(runsThere));
  const words = [
    ...identities
      .filter(runsThere)
      .flatMap(({ files }) => files.map(({ named, path }) => `${named === 'tokenFile' ? 'token' : 'stat'}=${path}`)),
    ...shown.certificates.map((file) => `file=${file}`),
    ...shown.keys.map((file) => `key=${file}`),
  ];
  const asked: string[] = [];
  let characters = 0;
  for (const word of new Set(words)) {
    characters += word.length;
    if (characters <= mostCharacters) asked.push(word);
  }
  return asked;
}

function failed({ reason, code, mayRetry }: ProbeReply & { readonly kind: 'failed' }): Collected {
  return { kind: 'missing', reason, mayRetry, ...(code === undefined ? {} : { code }) };
}

function clockOf(picture: Picture, asked: number, answered: number): { readonly skew?: number; readonly missing: readonly MissingFact[] } {
  const record = picture.find('clock');
  const host = record === undefined || record === 'contested' ? undefined : instantIn(record.fields[0]);
  if (host === undefined) return { missing: [{ fact: 'clock', reason: "the host's clock could not be read" }] };
  const skew = clockSkew(host, asked, answered);
  const why = whyImplausible(skew);
  return { skew, missing: why === undefined ? [] : [{ fact: 'clock', reason: why }] };
}

// A file whose content could not be had is as good as unreadable. A folder keeps its listing: whoever needs that entry learns that its
// content is not there.
function withoutContent(file: FileEvidence, refused: ReadonlyMap<string, string>): FileEvidence {
  const reason = file.state === 'file' && file.sha256 !== undefined ? refused.get(file.sha256) : undefined;
  if (reason === undefined) return file;
  const { sha256: _named, ...rest } = file;
  return { ...rest, state: 'unreadable', reason };
}

function withoutContents(root: RootEvidence, refused: ReadonlyMap<string, string>): RootEvidence {
  return { ...root, trustFiles: root.trustFiles.map((file) => withoutContent(file, refused)) };
}

// Resolves when time is up or the run is aborted.
function lateAfter(
  milliseconds: number,
  signal: AbortSignal | undefined,
): { readonly promise: Promise<void>; readonly cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => resolve();
  const timer = setTimeout(end, Math.max(0, milliseconds));
  signal?.addEventListener('abort', end, { once: true });
  return {
    promise,
    cancel() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      // Whoever still waits for it is let go.
      end();
    },
  };
}
