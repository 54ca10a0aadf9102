import type { Host } from '../../inventory/host.ts';
import type { MissingFact } from '../host-evidence.ts';

/** One run of the probe on a host: the words after `sh -s --`; the script itself is the same for every channel (script.ts). */
export interface ProbeRequest {
  readonly arguments: readonly string[];
  /** Bound for the run, connecting included. */
  readonly timeoutMs: number;
  /** More output than this is cut off: a host that floods must not fill the auditor's memory. */
  readonly maximumBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came back: the host's stdout as it is, which the picture's end record proves whole, or why there is none. */
export type ProbeReply =
  | {
      readonly kind: 'output';
      readonly stdout: Uint8Array;
      /** What the way to the host hid: root was asked for and not had, a path could not be handed over. Belongs into the host's evidence. */
      readonly missing?: readonly MissingFact[];
    }
  | {
      readonly kind: 'failed';
      /** Lower-case sentence: `connection refused`, `the host key changed`. */
      readonly reason: string;
      /** The host is known not to be reachable this way at all, which is a reason of its own. */
      readonly code?: 'HOST_NEVER_MANAGED';
      /** Whether asking again may help: a time-out or a throttled call may, a changed host key does not. */
      readonly mayRetry: boolean;
    };

/** A way to run the probe on a host. `run` never rejects except when aborted. */
export interface ProbeChannel {
  readonly name: 'local' | 'ssh' | 'ssm';
  run(host: Host, request: ProbeRequest): Promise<ProbeReply>;
  /** Ends what is kept open for a host between the rounds; to be called after its last one. */
  release?(host: Host): Promise<void>;
  /** Ends everything that is kept open; to be called when the audit ends, interrupted or not. */
  close?(): Promise<void>;
}
