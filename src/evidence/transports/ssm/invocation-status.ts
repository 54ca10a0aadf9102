/** How far a command came on one host. `waiting` goes on by itself; `done` left output behind. */
export type InvocationState =
  | { readonly kind: 'waiting'; readonly status: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string; readonly mayRetry: boolean };

/** What AWS says of one invocation (GetCommandInvocation, ListCommandInvocations). */
export interface ReportedInvocation {
  readonly status: string | undefined;
  readonly details: string | undefined;
  /** Exit status of the script; -1 where it did not run. */
  readonly exitCode?: number | undefined;
}

const waiting: ReadonlySet<string> = new Set(['pending', 'inprogress', 'delayed']);

const outcomes: Readonly<Record<string, { readonly reason: string; readonly mayRetry: boolean }>> = {
  timedout: { reason: 'the command timed out on the way or on the host', mayRetry: true },
  deliverytimedout: { reason: 'the SSM agent did not take the command in time', mayRetry: true },
  executiontimedout: { reason: 'the probe did not finish within its time on the host', mayRetry: true },
  cancelled: { reason: 'the command was cancelled', mayRetry: true },
  cancelling: { reason: 'the command was cancelled', mayRetry: true },
  undeliverable: { reason: 'SSM could not deliver the command: the instance does not respond, or is gone', mayRetry: true },
  terminated: { reason: 'SSM ended the command because it failed on other hosts', mayRetry: true },
  rateexceeded: { reason: 'the account has more commands waiting than SSM accepts', mayRetry: true },
  invalidplatform: { reason: 'the instance does not run Linux, for which the probe is made', mayRetry: false },
  accessdenied: { reason: 'SSM denies the command on this instance', mayRetry: false },
};

/**
 * Reads the status of an invocation: the details where they say more, compared without blanks because AWS writes them both ways
 * (`Delivery Timed Out`, `DeliveryTimedOut`). Statuses: Systems Manager user guide, "Understanding command statuses".
 */
export function stateOf({ status, details, exitCode }: ReportedInvocation): InvocationState {
  const words = [details, status].map((text) => (text ?? '').replaceAll(/[\s_-]/g, '').toLowerCase());
  for (const word of words) {
    if (word === 'success') return { kind: 'done' };
    if (waiting.has(word)) return { kind: 'waiting', status: readable(details ?? status) };
    const outcome = outcomes[word];
    if (outcome !== undefined) return { kind: 'failed', ...outcome };
    if (word === 'failed') return { kind: 'failed', reason: `the document failed on the host${exitText(exitCode)}`, mayRetry: false };
  }
  return {
    kind: 'failed',
    reason: `SSM reports a status that this version does not know (${readable(details ?? status)})`,
    mayRetry: false,
  };
}

function exitText(exitCode: number | undefined): string {
  if (exitCode === undefined) return '';
  if (exitCode === -1) return ' before it ran';
  const mount = exitCode === 126 ? ': the file system of the agent may be mounted without exec' : '';
  return ` with exit status ${exitCode}${mount}`;
}

// A status is one or two words; anything else is not passed on.
function readable(text: string | undefined): string {
  return /^[A-Za-z ]{1,40}$/.test(text ?? '') ? (text ?? '') : 'none';
}
