import type { HandshakeAnswer } from '../../evidence/rehearsal/rehearsal-task.ts';
import { type PlannedWorkload, shownPlace } from './plan-rehearsal.ts';
import type { Handshake, Rehearsal, RehearsedHost, RehearsedWorkload } from './rehearsal-verdict.ts';

/** What one workload's handshakes make of its prediction; `answersTo` gives those of a task. Only its own client agrees or disagrees. */
export function compareWorkload(
  planned: PlannedWorkload,
  answersTo: (task: PlannedWorkload['tasks'][number]['task']) => readonly HandshakeAnswer[],
): RehearsedWorkload {
  const { tasks, prediction, verdict, verdictCode, user, why, service, store, root, client } = planned;
  // Connected by the name, as the service does; what lies behind it may not all be within the host's reach
  const byName = new Set<Handshake>();
  const handshakes = tasks.flatMap(({ task, own }) =>
    answersTo(task).map(({ address, user: as, program, outcome, text }): Handshake => {
      const handshake: Handshake = {
        client: task.client,
        ofServicesFamily: own,
        name: shownPlace(task.name, task.port),
        address,
        user: as,
        program,
        outcome,
        text,
      };
      if (address === task.addresses[0]) byName.add(handshake);
      return handshake;
    }),
  );
  const own = handshakes.filter(({ ofServicesFamily }) => ofServicesFamily);
  const reality = realityOf(own, byName);
  const { expectedError } = prediction;
  const isCompared = reality !== 'unknown' && prediction.makes !== 'unknown';
  const reason = isCompared ? whoseRights(own, user) : whyNot(own, prediction.makes === 'unknown' ? prediction.because : undefined, why);
  return {
    service,
    store,
    ...(root === undefined ? {} : { root }),
    ...(client === undefined ? {} : { client }),
    prediction: prediction.makes,
    predictedBecause: prediction.because,
    verdict,
    ...(verdictCode === undefined ? {} : { verdictCode }),
    reality,
    result: isCompared ? (reality === prediction.makes ? 'agrees' : 'disagrees') : 'not-comparable',
    ...(reason === undefined ? {} : { why: reason }),
    ...(expectedError === undefined ? {} : { expectedError }),
    ...(expectedError === undefined || !isCompared ? {} : { expectedErrorSeen: own.some(({ text }) => text.includes(expectedError)) }),
    handshakes: handshakes.filter((one) => one.ofServicesFamily || one.outcome !== 'no-client'),
  };
}

// Which address the service would meet is not known: it has to be accepted at all of them, and one that says no is enough
function realityOf(own: readonly Handshake[], byName: ReadonlySet<Handshake>): RehearsedWorkload['reality'] {
  if (own.some(({ outcome }) => outcome === 'rejected')) return 'rejects';
  const needed = own.filter((one) => byName.has(one));
  return needed.length > 0 && needed.every(({ outcome }) => outcome === 'accepted') ? 'accepts' : 'unknown';
}

function whyNot(own: readonly Handshake[], unpredicted: string | undefined, planned: string | undefined): string {
  if (unpredicted !== undefined) return `nothing is predicted: ${unpredicted}`;
  if (own.length === 0) return planned ?? 'its own client was not started';
  const open = own.find(({ outcome }) => outcome !== 'accepted' && outcome !== 'rejected');
  const said = open?.text.split('\n').find((line) => line.trim() !== '');
  const words = { 'no-connection': 'no handshake that tells', 'timed-out': 'timed out', 'no-client': 'its client could not be started' };
  const how = open === undefined || open.outcome === 'accepted' || open.outcome === 'rejected' ? 'no answer' : words[open.outcome];
  return `${how}${open === undefined || open.address === '' ? '' : ` at ${open.address}`}${said === undefined ? '' : `: ${said}`}`;
}

function whoseRights([first]: readonly Handshake[], user: string | undefined): string | undefined {
  const expected = user ?? first?.user;
  if (first === undefined || expected === first.user) return undefined;
  return `rehearsed as ${first.user}, and the unit runs as ${expected}: what only one of them may read was not told apart`;
}

/** All of it, counted. Hosts stand in the order in which they were asked. */
export function countRehearsal(hosts: readonly RehearsedHost[]): Rehearsal {
  const all = hosts.flatMap(({ workloads }) => workloads);
  const count = (result: RehearsedWorkload['result']): number => all.filter((one) => one.result === result).length;
  return {
    asked: hosts.length,
    agree: count('agrees'),
    disagree: count('disagrees'),
    notComparable: count('not-comparable'),
    hosts: [...hosts],
  };
}
