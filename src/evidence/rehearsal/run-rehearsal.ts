import { randomBytes } from 'node:crypto';
import type { Host } from '../../inventory/host.ts';
import type { ProbeChannel } from '../probe/channel.ts';
import { encodeWords, wordsMax } from '../transports/ssm/document-words.ts';
import { type RehearsalReading, readAnswers } from './read-answers.ts';
import { defaultSeconds, type HandshakeAnswer, type RehearsalTask, taskWords } from './rehearsal-task.ts';

/** Bytes of the answer that are read: 40 tasks at four addresses fill a tenth of it. Our choice. */
const maximumBytes = 4 * 1024 * 1024;

/** Seconds that connecting to the host, and starting the script on it, may take of its time. Our choice. */
const spareSeconds = 5;

/** Where and for how long. */
export interface RehearsalRun {
  readonly channel: ProbeChannel;
  readonly host: Host;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Has a host do these handshakes, in as few runs as their words fit into. Rejects only when aborted; whatever else goes wrong is the reason. */
export async function runRehearsal(tasks: readonly RehearsalTask[], run: RehearsalRun): Promise<RehearsalReading> {
  const deadline = performance.now() + run.timeoutMs;
  const answers: HandshakeAnswer[] = [];
  const batches = inBatches(tasks);
  const handshakes = tasks.reduce((sum, task) => sum + task.addresses.length, 0);
  const each = Math.floor((run.timeoutMs / 1000 - spareSeconds * batches.length) / Math.max(1, handshakes));
  // One hung store must leave time for the others
  const seconds = Math.max(2, Math.min(defaultSeconds, each - 2));
  try {
    for (const { first, batch } of batches) {
      const nonce = randomBytes(16).toString('hex');
      const timeoutMs = Math.ceil(deadline - performance.now());
      if (timeoutMs <= 0) return { kind: 'none', reason: 'there was no time left to rehearse all of it' };
      const words = ['rehearse', nonce, ...taskWords(batch, seconds)];
      const reply = await run.channel.run(run.host, { arguments: words, timeoutMs, maximumBytes, signal: run.signal });
      if (reply.kind === 'failed') return { kind: 'none', reason: reply.reason };
      const reading = readAnswers(reply.stdout, nonce, batch);
      if (reading.kind === 'none') return reading;
      answers.push(...reading.answers.map((answer) => ({ ...answer, task: answer.task + first })));
    }
    return { kind: 'answers', answers };
  } finally {
    await run.channel.release?.(run.host);
  }
}

interface Batch {
  /** Index of its first task among all. */
  readonly first: number;
  readonly batch: readonly RehearsalTask[];
}

// What SSM takes of words is the least of all ways
function inBatches(tasks: readonly RehearsalTask[]): readonly Batch[] {
  const batches: Batch[] = [];
  for (const [index, task] of tasks.entries()) {
    const last = batches.at(-1);
    const longer = last === undefined ? [task] : [...last.batch, task];
    const fits = last !== undefined && encodeWords(taskWords(longer, 99)).length <= wordsMax;
    if (last !== undefined && fits) batches[batches.length - 1] = { first: last.first, batch: longer };
    else batches.push({ first: index, batch: [task] });
  }
  return batches;
}
