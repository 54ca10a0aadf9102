import type { ExitCode } from './exit-codes.ts';
import type { CommandName, Flags } from './options.ts';
import type { Terminal } from './terminal.ts';

/** What a command gets from the outside: everything that reads a clock, an environment or a stream comes in here. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** Epoch ms; read once per run where a verdict depends on it. */
  readonly now: () => number;
  /** Aborted by Ctrl-C and SIGTERM: commands then write what is complete. */
  readonly signal: AbortSignal;
  /** Folder that relative paths start from. */
  readonly workingDirectory: string;
}

/** One command: its texts for help and completion, and what it does. */
export interface Command {
  readonly name: CommandName;
  readonly summary: string;
  /** Positional argument, where it takes one. */
  readonly argument?: {
    readonly name: 'file' | 'shell' | 'what' | 'hosts';
    readonly description: string;
    /** Takes any number of them. */
    readonly many?: true;
  };
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** Stands at the end of its help: what its flags take and what its exit codes mean, where that is its own. */
  readonly epilog?: string;
  /** Defaults of flags that differ from those of other commands. */
  run(flags: Flags, surroundings: Surroundings): Promise<ExitCode>;
}
