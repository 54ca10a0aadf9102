import pLimit from 'p-limit';
import type { SsmConfig } from '../../../config/ssm-config.ts';
import { type AwsLimits, awsLimits } from '../../../inventory/aws-limits.ts';
import type { AccountDeclaration } from '../../../inventory/ec2-account.ts';
import type { Host } from '../../../inventory/host.ts';
import type { ProbeChannel, ProbeReply, ProbeRequest } from '../../probe/channel.ts';
import { documentContent } from './document.ts';
import { type DocumentAnswer, readAnswer, unpackAnswer } from './document-answer.ts';
import type { DocumentPurpose } from './document-purpose.ts';
import { pieceSize } from './document-script.ts';
import { type DocumentParameters, encodeWords, patternsFor, wordsMax } from './document-words.ts';
import { isInstanceId } from './instance-id.ts';
import { whyNotAsked } from './managed-nodes.ts';
import type { RegionCommands } from './region-commands.ts';
import type { Waiter } from './sent-command.ts';
import { createSsmRegions, type SsmRegion } from './ssm-regions.ts';
import { type SsmTiming, ssmTiming } from './ssm-timing.ts';

/** What the SSM channel is made of. */
export interface SsmChannelOptions {
  readonly settings: SsmConfig;
  /** The packed probe, which our document carries. */
  readonly probe: () => Uint8Array;
  /** What the document is for; the probe's without it. */
  readonly purpose?: DocumentPurpose;
  /** Accounts of the EC2 inventory, with their roles. */
  readonly accounts: readonly AccountDeclaration[];
  /** Where the defaults do not fit. */
  readonly limits?: AwsLimits;
  readonly timing?: Partial<SsmTiming>;
}

type Piece = Extract<DocumentAnswer, { readonly kind: 'piece' }>;
type Failed = Extract<ProbeReply, { readonly kind: 'failed' }>;

/** Runs the probe through AWS Systems Manager: our own document, pinned by its hash, on many hosts with one command. `close` ends its connections. */
export function ssmChannel(options: SsmChannelOptions): ProbeChannel & { close(): Promise<void> } {
  const { purpose = 'probe' } = options;
  let content: string | undefined;
  const regions = createSsmRegions({
    settings: options.settings,
    accounts: options.accounts,
    content: () => (content ??= documentContent(options.probe(), purpose)),
    limits: options.limits ?? awsLimits,
    timing: { ...ssmTiming, ...options.timing },
  });
  return {
    name: 'ssm',
    async run(host, request) {
      request.signal?.throwIfAborted();
      const parameters = parametersOf(request, purpose);
      if ('reason' in parameters) return failed(parameters.reason);
      if (!isInstanceId(host.id)) return failed('SSM reaches hosts with an instance id (i-… or mi-…) only; a hosts file gives it as id');
      return within(request, async (waiter) => {
        waiter.say('the AWS account to answer');
        const region = await regions.find(host);
        return region.kind === 'region' ? runOnHost(region, host, parameters, request, waiter) : region;
      });
    },
    close: async () => regions.close(),
  };
}

async function runOnHost(
  region: SsmRegion,
  host: Host,
  parameters: DocumentParameters,
  request: ProbeRequest,
  waiter: Waiter,
): Promise<ProbeReply> {
  waiter.say('SSM to list its hosts');
  const listed = await region.nodes();
  if (listed.kind === 'failed') return listed;
  const refused = whyNotAsked(listed.nodes.get(host.id), region.place);
  if (refused !== undefined) return refused;
  waiter.say('SSM to describe the document');
  const ready = await region.commands();
  if (ready.kind === 'failed') return ready;
  const outcome = await ready.commands.run(host.id, parameters, host.tags ?? {}, waiter);
  if (outcome.kind !== 'done') return { kind: 'failed', reason: outcome.reason, mayRetry: outcome.mayRetry };
  const pieces = await fetchPieces(ready.commands, host, { ...parameters, nonce: outcome.nonce }, outcome.stdout, waiter);
  if ('reason' in pieces) return pieces;
  const unpacked = unpackAnswer(pieces, request.maximumBytes);
  if (unpacked.kind === 'failed' || outcome.nonce === parameters.nonce) return unpacked;
  return { kind: 'output', stdout: withNonce(unpacked.stdout, outcome.nonce, parameters.nonce) };
}

// The agent runs five commands at once (CommandWorkersLimit of amazon-ssm-agent's appconfig), and others may want one of them.
const piecesAtOnce = 4;

/** All pieces of an answer, the last one alone at the end: with it the host forgets its output. */
async function fetchPieces(
  commands: RegionCommands,
  host: Host,
  parameters: DocumentParameters,
  stdout: string,
  waiter: Waiter,
): Promise<readonly Piece[] | Failed> {
  const first = readAnswer(stdout, parameters.nonce);
  if (first.kind === 'failed') return first;
  const fetchPiece = async (index: number): Promise<Piece | Failed> => {
    const asked = { ...parameters, mode: 'piece', words: '', piece: String(index) };
    const outcome = await commands.run(host.id, asked, {}, waiter);
    if (outcome.kind !== 'done') return { kind: 'failed', reason: outcome.reason, mayRetry: outcome.mayRetry };
    return readAnswer(outcome.stdout, parameters.nonce);
  };
  const count = Math.max(1, Math.ceil(first.length / pieceSize));
  const between = Array.from({ length: Math.max(0, count - 2) }, (_, at) => at + 1);
  const limit = pLimit(piecesAtOnce);
  const others = await Promise.all(between.map(async (index) => limit(fetchPiece, index)));
  const found: (Piece | Failed)[] = [first];
  found.push(...others);
  if (count > 1 && !found.some((piece) => piece.kind === 'failed')) found.push(await fetchPiece(count - 1));
  const failure = found.find((piece) => piece.kind === 'failed');
  return failure ?? found.flatMap((piece) => (piece.kind === 'piece' ? [piece] : []));
}

function parametersOf(
  { arguments: words, timeoutMs }: ProbeRequest,
  purpose: DocumentPurpose,
): DocumentParameters | { readonly reason: string } {
  const [mode = '', nonce = '', ...rest] = words;
  const parameters = {
    mode,
    nonce,
    words: encodeWords(rest),
    piece: '0',
    // In steps of 5 s, so that hosts with some milliseconds more or less share a command; and the agent takes less than 5 s for an hour
    // (pluginutil.go ValidateExecutionTimeout).
    timeout: String(Math.min(28_800, Math.max(1, Math.ceil(timeoutMs / 5000)) * 5)),
  };
  if (parameters.words.length > wordsMax) {
    return { reason: `the arguments of the probe are ${parameters.words.length} characters long, and SSM gets ${wordsMax} at most` };
  }
  const patterns = patternsFor(purpose);
  const names = Object.keys(patterns) as (keyof DocumentParameters)[];
  const odd = names.find((name) => !new RegExp(patterns[name]).test(parameters[name]));
  return odd === undefined ? parameters : { reason: `the document does not take this ${odd} of the probe` };
}

/** Runs something within the time of a request; past it, the reason says what it waited for. Rejects only when the request is aborted. */
async function within(request: ProbeRequest, run: (waiter: Waiter) => Promise<ProbeReply>): Promise<ProbeReply> {
  let waitingFor = '';
  const timedOut = new AbortController();
  const timer = setTimeout(() => timedOut.abort(), request.timeoutMs);
  const signal = request.signal === undefined ? timedOut.signal : AbortSignal.any([timedOut.signal, request.signal]);
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  try {
    const say = (text: string): void => {
      waitingFor = text;
    };
    return await Promise.race([run({ signal, say }), promise]);
  } catch (error) {
    request.signal?.throwIfAborted();
    if (!timedOut.signal.aborted) throw error;
    const seconds = Math.round(request.timeoutMs / 100) / 10;
    return { kind: 'failed', reason: `no answer within ${seconds} s: waited for ${waitingFor}`, mayRetry: true };
  } finally {
    clearTimeout(timer);
  }
}

/** Output as if the host had been asked with its own nonce: it is written in full where it stands, in the first and the last record. */
function withNonce(stdout: Uint8Array, sent: string, wanted: string): Uint8Array {
  return Buffer.from(Buffer.from(stdout).toString('latin1').replaceAll(sent, wanted), 'latin1');
}

function failed(reason: string): ProbeReply {
  return { kind: 'failed', reason, mayRetry: false };
}
