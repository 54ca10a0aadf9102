import type { WorkloadEvidence } from '../evidence/host-evidence.ts';
import { changedSinceStart } from './changed-since-start.ts';
import type { Moment, Subject } from './check.ts';
import { standingOf } from './trust-standing.ts';

/**
 * The same program started as the running process was: with its settings, and on its runtime where that is another one and still there. Undefined where the
 * next start is like it, or where nobody saw how it was started.
 */
export function startedAsRunning(evidence: WorkloadEvidence | undefined): WorkloadEvidence | undefined {
  if (evidence?.process === undefined || evidence.running === undefined) return undefined;
  // Hosts that were recorded as alike share the very objects of their evidence, and so do what is made of them
  const made = known.get(evidence) ?? { started: otherStart(evidence) };
  known.set(evidence, made);
  return made.started;
}

const known = new WeakMap<WorkloadEvidence, { readonly started: WorkloadEvidence | undefined }>();

function otherStart(evidence: WorkloadEvidence): WorkloadEvidence | undefined {
  if (evidence.process === undefined || evidence.running === undefined) return undefined;
  const { process, running, nextStart, missing = [] } = evidence;
  if (
    process.runtime === undefined &&
    sameSettings(running.environment, nextStart.environment) &&
    sameSettings(running.options, nextStart.options)
  )
    return undefined;
  // what is not known of the next start says nothing of this one, and the other way round
  const own = missing.flatMap(({ fact, reason }) =>
    fact.startsWith('running')
      ? [{ fact: fact.replace('running', 'nextStart'), reason }]
      : fact.startsWith('nextStart')
        ? []
        : [{ fact, reason }],
  );
  const runtime = process.runtime ?? evidence.runtime;
  return { ...evidence, ...(runtime === undefined ? {} : { runtime }), nextStart: running, missing: own };
}

function sameSettings(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

/**
 * What a restart does to the trust of a process that was started otherwise than its next start: `breaks` what works as it runs, `fixes` what does not, or
 * `neither`. Undefined where one of the two cannot be told, or where the trust store of the running process is not what lies there now.
 */
export function effectOfRestart(subject: Subject, { now }: Moment): 'breaks' | 'fixes' | 'neither' | undefined {
  const { asRunning, workload } = subject;
  if (asRunning?.kind !== 'known') return undefined;
  if (asRunning.client.reRead !== 'per-connection' && changedSinceStart(asRunning, workload.evidence).length > 0) return undefined;
  const [next, running] = [standsAt(subject, now), standsAt({ ...subject, effective: asRunning }, now)];
  if (next === undefined || running === undefined) return undefined;
  if (next === running) return 'neither';
  return next === 'accepts' ? 'fixes' : 'breaks';
}

function standsAt(subject: Subject, now: number): 'accepts' | 'refuses' | undefined {
  const standing = standingOf(subject, now);
  switch (standing.kind) {
    case 'unknown':
      return undefined;
    case 'unusable':
      return 'refuses';
    case 'unverified':
      return 'accepts';
    case 'asked': {
      const { kind } = standing.today.verdict;
      return kind === 'accepted' ? 'accepts' : kind === 'rejected' ? 'refuses' : undefined;
    }
  }
}
