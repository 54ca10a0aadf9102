import { shownSeconds } from '../../config/duration.ts';
import type { ProbeChannel } from '../probe/channel.ts';
import { runBounded } from './ssh/bounded-run.ts';

/** How the probe is run on the machine that this runs on. */
export interface ProbeHereOptions {
  /** Text of the probe. */
  readonly script: () => string;
  /** Environment of the invoking shell: its PATH tells where else clients are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The channel to the machine that this runs on: the probe in a shell of its own. */
export function probeHere({ script, environment }: ProbeHereOptions): ProbeChannel {
  return {
    name: 'local',
    async run(_host, request) {
      request.signal?.throwIfAborted();
      const { timeoutMs, maximumBytes, signal } = request;
      const words = ['-s', '--', ...request.arguments];
      const outcome = await runBounded({ program: 'sh', arguments: words, environment, stdin: script(), timeoutMs, maximumBytes, signal });
      signal?.throwIfAborted();
      if (outcome.kind === 'not-started') return { kind: 'failed', reason: `sh cannot be started: ${outcome.code}`, mayRetry: false };
      if (outcome.ending === 'time')
        return { kind: 'failed', reason: `the probe took longer than ${shownSeconds(timeoutMs)}`, mayRetry: true };
      if (outcome.ending === 'bytes')
        return { kind: 'failed', reason: `the probe printed more than ${maximumBytes} bytes`, mayRetry: false };
      // What it printed is judged by its frame, however it ended.
      return { kind: 'output', stdout: outcome.stdout };
    },
  };
}
