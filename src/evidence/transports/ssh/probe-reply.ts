import { shownSeconds } from '../../../config/duration.ts';
import type { ProbeReply } from '../../probe/channel.ts';
import type { RunOutcome } from './bounded-run.ts';
import { withAdvice } from './failure-advice.ts';
import { connectionFailure, type SshFailure, startFailure } from './failure-reason.ts';
import type { SshSettings } from './host-settings.ts';

/** What is known of a run of ssh beside its outcome. */
export interface RunFacts {
  readonly program: string;
  readonly settings: SshSettings;
  /** Text that destinationOf() let through. */
  readonly destination: string;
  /** What ssh itself logged in this run. */
  readonly log: string;
  /** What the ssh logged that goes through the configured jump host. */
  readonly jumpLog: string;
  /** Whether the host let us in. */
  readonly loggedIn: boolean;
  /** Whether the probe was to be started as root. */
  readonly become: boolean;
  readonly timeoutMs: number;
  readonly maximumBytes: number;
}

/** What a run of ssh amounts to. */
export interface SshAnswer {
  readonly reply: ProbeReply;
  /** What may be tried in its place: `not-root`: without root; `dropped`: the same a moment later. */
  readonly instead?: 'not-root' | 'dropped';
}

/** The reply that a run of ssh amounts to, and what may be tried in its place. */
export function replyOf(outcome: RunOutcome, facts: RunFacts): SshAnswer {
  if (outcome.kind === 'not-started') {
    const why = outcome.code === 'ENOENT' ? 'there is no such program on this machine' : outcome.code;
    return failed({ reason: `${facts.program} cannot be started: ${why}`, mayRetry: outcome.code === 'EAGAIN' });
  }
  const begun = hasBegun(outcome.stdout);
  const came = `${outcome.stdout.byteLength} bytes of output`;
  const there = (failure: SshFailure): SshAnswer => failed(withAdvice(failure, facts));
  const within = shownSeconds(facts.timeoutMs);
  if (outcome.ending === 'bytes') {
    return there({ reason: `the host sent more than ${shownBytes(facts.maximumBytes)} and was cut off`, mayRetry: false, kind: 'flood' });
  }
  if (outcome.ending !== 'itself') {
    if (begun)
      return there({ reason: `timed out: the host did not end its answer within ${within} (${came})`, mayRetry: true, kind: 'slow' });
    if (facts.loggedIn)
      return there({ reason: `timed out: logged in, and no answer of the probe within ${within}`, mayRetry: true, kind: 'slow' });
    return there({ reason: `timed out: not logged in within ${within}`, mayRetry: true });
  }
  if (outcome.exitCode === null) return failed({ reason: 'ssh was ended by a signal', mayRetry: true });
  // ssh(1): 255 is its own failure. The remote command may end with it, too; ssh then has nothing to log.
  if (outcome.exitCode === 255 && begun) {
    return there({ reason: `the connection was lost in the middle of the answer (${came})`, mayRetry: true });
  }
  if (outcome.exitCode === 255 && (facts.log.trim() !== '' || !facts.loggedIn)) return there(connectionFailure(facts.log, facts.jumpLog));
  if (begun) return { reply: { kind: 'output', stdout: outcome.stdout } };
  const answer = there(startFailure(outcome.exitCode, outcome.stderr, facts.become));
  return facts.become ? { ...answer, instead: 'not-root' } : answer;
}

function shownBytes(bytes: number): string {
  const mebibytes = bytes / 1024 ** 2;
  return Number.isInteger(mebibytes) ? `${mebibytes} MiB` : `${bytes} bytes`;
}

// The first record of either script, at the start of a line: whatever .bashrc or a banner prints stands before it.
function hasBegun(stdout: Buffer): boolean {
  return ['begin\tsnowline-probe/', 'begin\tsnowline-rehearsal/'].some(
    (mark) => stdout.subarray(0, mark.length).toString('latin1') === mark || stdout.includes(`\n${mark}`),
  );
}

function failed({ reason, mayRetry, isDropped }: SshFailure): SshAnswer {
  return { reply: { kind: 'failed', reason, mayRetry }, ...(isDropped === true ? { instead: 'dropped' as const } : {}) };
}
