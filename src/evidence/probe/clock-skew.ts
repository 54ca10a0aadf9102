/** Clocks that differ by more are not to be believed: certificates that end tomorrow look valid, or none does. Our choice. */
const implausibleSeconds = 86_400;

/**
 * Seconds by which a host's clock is ahead of ours at the least, negative where it is behind: it was read some time between our asking
 * and the answer. All in epoch milliseconds.
 */
export function clockSkew(host: number, asked: number, answered: number): number {
  if (host > answered) return Math.floor((host - answered) / 1000);
  return host < asked ? Math.ceil((host - asked) / 1000) : 0;
}

/** Why a clock is not to be believed; undefined where it may be. */
export function whyImplausible(skewSeconds: number): string | undefined {
  if (Math.abs(skewSeconds) <= implausibleSeconds) return undefined;
  const days = Math.round(Math.abs(skewSeconds) / 86_400);
  return `the host's clock is ${days} days ${skewSeconds > 0 ? 'ahead of' : 'behind'} the auditor's`;
}
