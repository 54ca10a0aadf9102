import { type LaunchReading, readLaunch } from './launch.ts';
import type { ProcessFacts } from './processes.ts';

/** Reduces what a running process was started with; the process's own gaps (files of its own, say) are part of it. */
export function runningLaunch(process: ProcessFacts, javaVersion: string | undefined): LaunchReading {
  const words = [process.program, ...process.words.slice(1)];
  const reading = readLaunch({ environment: process.environment ?? new Map(), words, javaVersion }, 'running');
  return { launch: reading.launch, missing: [...process.missing, ...reading.missing] };
}
