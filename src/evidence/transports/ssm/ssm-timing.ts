/** Waiting times of the SSM channel, in milliseconds. */
export interface SsmTiming {
  /** How long the first host of a command waits for others that ask the same, while no command is under way. */
  readonly gatherMs: number;
  /** The same while others are: their hosts answer one by one, and those that come after them would make a command each. */
  readonly gatherBusyMs: number;
  /** From sending a command to the first look at it. */
  readonly firstLookMs: number;
  /** Between two looks at most; it grows by half from the first. */
  readonly lookMs: number;
  /** How long AWS may not know an invocation (InvocationDoesNotExist) after its command was sent, or after others of it last moved. */
  readonly unknownMs: number;
  /** Before a second attempt of a call; doubled with each further one, and always a random part of it. */
  readonly backOffMs: number;
  /** How long a command to a tag is there for hosts that ask later: their evidence is as old as that. */
  readonly targetMs: number;
  /** How long a passing failure of what all hosts of a region share stands for all of them, before it is tried again. */
  readonly failureMs: number;
}

/** Our choice: an agent takes a command within one to three seconds, and a probe takes about one. */
export const ssmTiming: SsmTiming = {
  gatherMs: 250,
  gatherBusyMs: 2_000,
  firstLookMs: 1_000,
  lookMs: 5_000,
  unknownMs: 15_000,
  backOffMs: 250,
  targetMs: 300_000,
  failureMs: 10_000,
};
