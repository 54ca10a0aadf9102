import { setTimeout as sleep } from 'node:timers/promises';
import { type InvocationState, stateOf } from './invocation-status.ts';
import type { RegionCalls } from './region-calls.ts';
import { describeSsmFailure } from './ssm-failure.ts';
import type { SsmTiming } from './ssm-timing.ts';

/** How a command ended on one host. `unknown`: AWS never listed the host for it. */
export type CommandOutcome =
  | { readonly kind: 'done'; readonly stdout: string }
  | { readonly kind: 'failed' | 'unknown'; readonly reason: string; readonly mayRetry: boolean };

/** Somebody who waits for one host of a command; `say` tells what it waits for. */
export interface Waiter {
  readonly signal: AbortSignal;
  say(waitingFor: string): void;
}

/** A command that AWS accepted. */
export interface SentCommand {
  /** The outcome on one host. Rejects with the signal's reason when aborted; the command is then cancelled on that host. */
  await(instanceId: string, waiter: Waiter): Promise<CommandOutcome>;
}

interface Watched extends Waiter {
  settle(outcome: CommandOutcome): void;
}

// ListCommandInvocations takes 1 to 50.
const pageSize = 50;
// Cancelling is a courtesy to the host, which is bounded by the time limit of the script anyway.
const cancelWithinMs = 5_000;
const cancelAfterMs = 20;

/**
 * Watches a command for whoever waits for one of its hosts, with one loop for all of them: a listing of the whole command where that costs fewer
 * calls than a look at each host, and one call a host for its output, which no listing carries whole.
 */
export function watchCommand(calls: RegionCalls, commandId: string, hosts: number, timing: SsmTiming): SentCommand {
  const waiting = new Map<string, Watched>();
  const abandoned = new Set<string>();
  // The loop that runs now; aborted when nobody waits any more.
  let loop: AbortController | undefined;
  let movedAt = performance.now();

  const settle = (id: string, outcome: CommandOutcome): void => {
    waiting.get(id)?.settle(outcome);
    waiting.delete(id);
  };
  const noteWaiting = (id: string, status: string): void => {
    movedAt = performance.now();
    waiting.get(id)?.say(`the agent to finish (${status})`);
  };
  const noteUnknown = (id: string): void => {
    if (performance.now() - movedAt < timing.unknownMs) return;
    const reason = `AWS accepted the command for this host, and does not know it after ${Math.ceil(timing.unknownMs / 1000)} s`;
    settle(id, { kind: 'unknown', reason, mayRetry: true });
  };
  const look = async (id: string, signal: AbortSignal): Promise<void> => {
    const { GetCommandInvocationCommand } = await import('@aws-sdk/client-ssm');
    const command = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: id });
    try {
      const found = await calls.call({
        action: 'GetCommandInvocation',
        repeatable: true,
        signal,
        perform: (client, options) => client.send(command, options),
      });
      const state = stateOf({ status: found.Status, details: found.StatusDetails, exitCode: found.ResponseCode });
      if (state.kind === 'waiting') return noteWaiting(id, state.status);
      movedAt = performance.now();
      settle(id, state.kind === 'done' ? { kind: 'done', stdout: found.StandardOutputContent ?? '' } : state);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Error && error.name === 'InvocationDoesNotExist') noteUnknown(id);
      else settle(id, { kind: 'failed', ...describeSsmFailure(error, 'GetCommandInvocation', calls.place) });
    }
  };
  const list = async (signal: AbortSignal): Promise<void> => {
    const states = await listStates(calls, commandId, signal);
    // How a command ended, and its output, is not in the listing.
    const ended = [...waiting.keys()].filter((id) => states.has(id) && states.get(id)?.kind !== 'waiting');
    for (const [id, state] of states) if (state.kind === 'waiting') noteWaiting(id, state.status);
    for (const id of [...waiting.keys()].filter((one) => !states.has(one))) noteUnknown(id);
    await Promise.all(ended.map((id) => look(id, signal)));
  };
  const watch = async (signal: AbortSignal): Promise<void> => {
    let pause = timing.firstLookMs;
    try {
      while (waiting.size > 0) {
        await sleep(pause * (0.75 + Math.random() / 2), undefined, { signal });
        pause = Math.min(timing.lookMs, pause * 1.5);
        if (waiting.size <= Math.ceil(hosts / pageSize)) await Promise.all([...waiting.keys()].map((id) => look(id, signal)));
        else await list(signal);
      }
    } catch (error) {
      if (signal.aborted) return;
      const failure = describeSsmFailure(error, 'ListCommandInvocations', calls.place);
      for (const id of waiting.keys()) settle(id, { kind: 'failed', ...failure });
    } finally {
      loop = undefined;
      // Somebody may have come after the last one had left.
      if (waiting.size > 0) start();
    }
  };
  const start = (): void => {
    if (loop !== undefined) return;
    loop = new AbortController();
    void watch(loop.signal);
  };
  // Those who leave together (Ctrl-C) make one call.
  const cancel = (id: string): void => {
    abandoned.add(id);
    if (abandoned.size > 1) return;
    const cancelAll = async (): Promise<void> => {
      await sleep(cancelAfterMs);
      const ids = [...abandoned];
      abandoned.clear();
      await cancelOn(calls, commandId, ids);
    };
    calls.beforeClose(cancelAll());
  };

  return {
    await(instanceId, waiter) {
      const { promise, resolve, reject } = Promise.withResolvers<CommandOutcome>();
      const abort = (): void => {
        waiting.delete(instanceId);
        if (waiting.size === 0) loop?.abort();
        cancel(instanceId);
        reject(waiter.signal.reason);
      };
      if (waiter.signal.aborted) {
        abort();
        return promise;
      }
      waiter.signal.addEventListener('abort', abort, { once: true });
      waiting.set(instanceId, {
        ...waiter,
        settle: (outcome) => {
          waiter.signal.removeEventListener('abort', abort);
          resolve(outcome);
        },
      });
      waiter.say('the agent to take the command');
      start();
      return promise;
    },
  };
}

async function listStates(calls: RegionCalls, commandId: string, signal: AbortSignal): Promise<ReadonlyMap<string, InvocationState>> {
  const { ListCommandInvocationsCommand } = await import('@aws-sdk/client-ssm');
  const states = new Map<string, InvocationState>();
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const command = new ListCommandInvocationsCommand({
      CommandId: commandId,
      MaxResults: pageSize,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const answer = await calls.call({
      action: 'ListCommandInvocations',
      repeatable: true,
      signal,
      perform: (client, options) => client.send(command, options),
    });
    for (const { InstanceId: id, Status: status, StatusDetails: details } of answer.CommandInvocations ?? []) {
      if (id !== undefined) states.set(id, stateOf({ status, details }));
    }
    token = answer.NextToken || undefined;
    if (token !== undefined && seen.has(token)) throw new Error('the page token does not advance');
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
  return states;
}

async function cancelOn(calls: RegionCalls, commandId: string, ids: readonly string[]): Promise<void> {
  const { CancelCommandCommand } = await import('@aws-sdk/client-ssm');
  const command = new CancelCommandCommand({ CommandId: commandId, InstanceIds: [...ids] });
  const signal = AbortSignal.timeout(cancelWithinMs);
  try {
    await calls.call({ action: 'CancelCommand', repeatable: true, signal, perform: (client, options) => client.send(command, options) });
  } catch {
    // Nobody is left to be told: the time limit of the script ends it on the host.
  }
}
