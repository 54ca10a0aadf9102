// The thread in which one parser is fuzzed, so that one that never ends can be watched and ended from outside.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './campaign.ts';
import { makeInputs } from './inputs.ts';
import { parsersFor } from './parsers.ts';
import { keptMegabytes, type Task } from './watch.ts';

const { parser: name, seed, ms, heartbeat, shown } = workerData as Task;
const parser = parsersFor(makeInputs())[name];
if (parser === undefined) throw new Error(`no parser is called ${name}`);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heldMegabytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

const beat = new Int32Array(heartbeat);
const window = new Uint8Array(shown);
const show = (input: Uint8Array): true => {
  window.set(input.subarray(0, window.length));
  Atomics.store(beat, 1, Math.min(input.length, window.length));
  Atomics.add(beat, 0, 1);
  return true;
};

// once before the count, so that what is remembered for good is there
fuzz(name, parser, seed ^ 1, (mutants, input) => mutants < 50 && show(input));
const before = heldMegabytes();
const end = performance.now() + ms;
const result = fuzz(name, parser, seed, (_mutants, input) => performance.now() < end && show(input));
const kept = heldMegabytes() - before;
const leak = { kind: 'memory', parser: name, detail: `${Math.round(kept)} MB stay`, input: new Uint8Array() } as const;
parentPort?.postMessage({ ...result, kept, findings: [...result.findings, ...(kept > keptMegabytes ? [leak] : [])] }, []);
