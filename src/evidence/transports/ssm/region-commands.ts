import type { SsmConfig } from '../../../config/ssm-config.ts';
import type { CheckedDocument } from './document-check.ts';
import type { DocumentParameters } from './document-words.ts';
import type { RegionCalls } from './region-calls.ts';
import { type Recipients, type Sent, sendCommand } from './send-command.ts';
import { type CommandOutcome, type SentCommand, type Waiter, watchCommand } from './sent-command.ts';
import type { SsmTiming } from './ssm-timing.ts';

/** Outcome of the document on one host, with the nonce that it was really sent with: hosts of one command share one. */
export type HostOutcome = CommandOutcome & { readonly nonce: string };

/** Runs the document on hosts of one account and region, many hosts to a command. */
export interface RegionCommands {
  /** `tags` are the host's, for commands to a tag. Rejects with the signal's reason when aborted. */
  run(instanceId: string, parameters: DocumentParameters, tags: Readonly<Record<string, string>>, waiter: Waiter): Promise<HostOutcome>;
}

type PinnedDocument = Extract<CheckedDocument, { readonly kind: 'pinned' }>;

interface Gathered {
  readonly instanceId: string;
  readonly waiter: Waiter;
  readonly resolve: (outcome: HostOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

interface TagCommand {
  readonly sentAt: number;
  readonly nonce: string;
  readonly sent: Promise<SentCommand | Exclude<Sent, { readonly kind: 'sent' }>>;
  readonly asked: Set<string>;
}

/** Gathers what is asked within a short while into commands of at most `settings.batch` hosts, or one command for all hosts with the configured tag. */
export function createRegionCommands(calls: RegionCalls, document: PinnedDocument, settings: SsmConfig, timing: SsmTiming): RegionCommands {
  const gathering = new Map<
    string,
    { readonly parameters: DocumentParameters; readonly hosts: Gathered[]; readonly timer: NodeJS.Timeout }
  >();
  // Hosts that a command was sent to and that have not answered yet.
  let underWay = 0;
  const tagCommands = new Map<string, TagCommand>();

  const send = async (recipients: Recipients, parameters: DocumentParameters, signal: AbortSignal) => {
    const sent = await sendCommand(calls, document, recipients, parameters, settings.maxConcurrency, signal);
    if (sent.kind !== 'sent') return sent;
    const hosts = 'ids' in recipients ? recipients.ids.length : sent.hosts;
    return watchCommand(calls, sent.commandId, hosts, timing);
  };
  const follow = async (sent: SentCommand, instanceId: string, waiter: Waiter, nonce: string): Promise<HostOutcome> => {
    underWay += 1;
    try {
      return { ...(await sent.await(instanceId, waiter)), nonce };
    } finally {
      underWay -= 1;
    }
  };
  const sendToIds = async (hosts: readonly Gathered[], parameters: DocumentParameters): Promise<void> => {
    const here = hosts.filter(({ waiter, reject }) => {
      if (waiter.signal.aborted) reject(waiter.signal.reason);
      return !waiter.signal.aborted;
    });
    if (here.length === 0) return;
    for (const { waiter } of here) waiter.say('SSM to accept the command');
    const { signal, end } = signalOfAll(here.map(({ waiter }) => waiter.signal));
    try {
      const sent = await send({ ids: here.map(({ instanceId }) => instanceId) }, parameters, signal);
      if ('await' in sent) {
        for (const { instanceId, waiter, resolve, reject } of here) {
          void follow(sent, instanceId, waiter, parameters.nonce).then(resolve, reject);
        }
      } else if (sent.kind === 'one-of-them') {
        // Halves find the one that is refused in few calls, and the others are asked all the same.
        const half = Math.ceil(here.length / 2);
        await Promise.all([sendToIds(here.slice(0, half), parameters), sendToIds(here.slice(half), parameters)]);
      } else {
        for (const { resolve } of here) resolve({ kind: 'failed', reason: sent.reason, mayRetry: sent.mayRetry, nonce: parameters.nonce });
      }
    } catch (error) {
      for (const { reject } of here) reject(error);
    } finally {
      end();
    }
  };
  const gather = (instanceId: string, parameters: DocumentParameters, waiter: Waiter): Promise<HostOutcome> => {
    const key = keyOf(parameters);
    const { promise, resolve, reject } = Promise.withResolvers<HostOutcome>();
    const dispatch = (): void => {
      const gathered = gathering.get(key);
      if (gathered === undefined) return;
      gathering.delete(key);
      clearTimeout(gathered.timer);
      void sendToIds(gathered.hosts, gathered.parameters);
    };
    // SSM refuses a host that stands in a command twice.
    if (gathering.get(key)?.hosts.some((host) => host.instanceId === instanceId) === true) dispatch();
    const gathered = gathering.get(key) ?? {
      parameters,
      hosts: [],
      timer: setTimeout(dispatch, underWay === 0 ? timing.gatherMs : timing.gatherBusyMs),
    };
    gathering.set(key, gathered);
    gathered.hosts.push({ instanceId, waiter, resolve, reject });
    waiter.signal.addEventListener('abort', () => reject(waiter.signal.reason), { once: true });
    waiter.say('other hosts, to be asked together');
    // Pieces and contents are asked of one host alone.
    if (gathered.hosts.length >= settings.batch || parameters.mode !== 'facts') dispatch();
    return promise;
  };
  const joinTagCommand = async (instanceId: string, parameters: DocumentParameters, waiter: Waiter): Promise<HostOutcome | undefined> => {
    const { target } = settings;
    if (target === undefined) return undefined;
    const key = keyOf(parameters);
    const known = tagCommands.get(key);
    const current = known !== undefined && performance.now() - known.sentAt < timing.targetMs ? known : undefined;
    // Asked before: whoever asks again wants another answer.
    if (current?.asked.has(instanceId) === true) return undefined;
    const command: TagCommand = current ?? {
      sentAt: performance.now(),
      nonce: parameters.nonce,
      // Not this host's signal: others will join.
      sent: send({ target }, parameters, AbortSignal.timeout(Number(parameters.timeout) * 1000)),
      asked: new Set<string>(),
    };
    tagCommands.set(key, command);
    command.asked.add(instanceId);
    waiter.say('SSM to accept the command');
    const sent = await untilAborted(command.sent, waiter.signal);
    if (!('await' in sent)) return { ...sent, kind: 'failed', nonce: command.nonce };
    const outcome = await sent.await(instanceId, waiter);
    // The tag of the inventory may be gone from the host: it is asked by its id.
    return outcome.kind === 'unknown' ? undefined : { ...outcome, nonce: command.nonce };
  };

  return {
    async run(instanceId, parameters, tags, waiter) {
      const { target } = settings;
      const tagged = parameters.mode === 'facts' && target !== undefined && target.values.includes(tags[target.tag] ?? '');
      return (tagged ? await joinTagCommand(instanceId, parameters, waiter) : undefined) ?? (await gather(instanceId, parameters, waiter));
    },
  };
}

/** What hosts of one command have in common: all but the nonce, which is only there to tell the answer from other text. */
function keyOf(parameters: DocumentParameters): string {
  const { nonce, ...rest } = parameters;
  return JSON.stringify(parameters.mode === 'piece' ? { nonce, ...rest } : rest);
}

/** Aborted when all of them are: a command is for several hosts, of which one may give up earlier. */
function signalOfAll(signals: readonly AbortSignal[]): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const check = (): void => {
    if (signals.every((signal) => signal.aborted)) controller.abort(signals[0]?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', check, { once: true });
  check();
  const end = (): void => {
    for (const signal of signals) signal.removeEventListener('abort', check);
  };
  return { signal: controller.signal, end };
}

async function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
