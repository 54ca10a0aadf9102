import { Worker } from 'node:worker_threads';
import type { CampaignResult, Finding } from './campaign.ts';

/** What the thread gets: shared memory shows how many mutants were begun, and the bytes of the last one. */
export interface Task {
  readonly parser: string;
  readonly seed: number;
  readonly ms: number;
  readonly heartbeat: SharedArrayBuffer;
  readonly shown: SharedArrayBuffer;
}

/** A campaign with the memory that it left, in MB. */
export interface WatchedResult extends CampaignResult {
  readonly kept: number;
}

/** Heap that a parser may keep after it has read everything: caches of bounded size, and code. Our choice. */
export const keptMegabytes = 64;

/** Without a new mutant for so long, and not at the start, the parser hangs: ten times what is called slow, since other programs run here too. */
const hangMs = 10_000;
/** Bytes of a mutant that can be shown; those of real inputs have a tenth of it. */
const shownBytes = 4 * 2 ** 20;

/** Fuzzes one parser in a thread of its own for so long; a parser that hangs is ended, and its mutant is the finding. Rejects where the thread fails. */
export async function watch(parser: string, seed: number, ms: number): Promise<WatchedResult> {
  const heartbeat = new SharedArrayBuffer(8);
  const shown = new SharedArrayBuffer(shownBytes);
  const beat = new Int32Array(heartbeat);
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { parser, seed, ms, heartbeat, shown } satisfies Task });
  const { promise, resolve, reject } = Promise.withResolvers<WatchedResult>();
  let last = { mutants: 0, since: performance.now() };
  const timer = setInterval(() => {
    const mutants = Atomics.load(beat, 0);
    if (mutants !== last.mutants) last = { mutants, since: performance.now() };
    if (mutants === 0 || performance.now() - last.since < hangMs) return;
    const input = new Uint8Array(shown).slice(0, Atomics.load(beat, 1));
    const finding: Finding = { kind: 'hang', parser, detail: `no answer within ${hangMs} ms for ${input.length} bytes`, input };
    resolve({ mutants, outcomes: new Map(), findings: [finding], kept: 0 });
  }, 250);
  worker.once('message', resolve);
  worker.once('error', reject);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
    await worker.terminate();
  }
}
