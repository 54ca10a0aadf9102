import { formatEndpoint, parseEndpoint } from '../../credential-store/endpoint.ts';
import type { StoreState } from '../../credential-store/store-state.ts';
import type { RehearsalTask } from '../../evidence/rehearsal/rehearsal-task.ts';
import type { Moment, Subject } from '../check.ts';
import { proxyOf } from '../checks/way-to-store.ts';
import { shownProxy } from '../proxy-on-the-way.ts';
import type { WorkloadVerdict } from '../restart-verdict.ts';
import { type ClientWords, type OwnClient, ownClient, secondOpinion } from './client-words.ts';
import { type Prediction, predictHandshake } from './prediction.ts';

/** A handshake to try for a workload. */
export interface PlannedTask {
  readonly task: RehearsalTask;
  /** Whether it is the service's own client: nothing else can agree or disagree. */
  readonly own: boolean;
}

/** What is tried for one workload of a host, and what is predicted of it. */
export interface PlannedWorkload {
  readonly service: string;
  readonly store: string;
  readonly root?: string;
  /** Name of the client profile. */
  readonly client?: string;
  /** Who the unit runs as, where it names anybody. */
  readonly user?: string;
  readonly prediction: Prediction;
  /** What a restart now would do, as a scan says it, and the first reason of it. */
  readonly verdict: WorkloadVerdict['verdict'];
  readonly verdictCode?: WorkloadVerdict['reasons'][number]['code'];
  readonly tasks: readonly PlannedTask[];
  /** Why its own client is not among them. */
  readonly why?: string;
}

/** Addresses and names of one store that are tried. Our choice: each handshake may hang for ten seconds. */
const mostAddresses = 4;
const mostNames = 4;

/**
 * What a rehearsal of this workload would do, at the moment by its host's clock and beside the verdict of the audit; undefined for one that uses no store
 * that is known. Pure: the same evidence gives the same plan.
 */
export function planRehearsal(
  subject: Subject,
  moment: Moment,
  { verdict, reasons }: Pick<WorkloadVerdict, 'verdict' | 'reasons'>,
): PlannedWorkload | undefined {
  const { workload, store, effective } = subject;
  if (workload.store === undefined || store === undefined || workload.consumer === 'not-detected') return undefined;
  const { evidence } = workload;
  const user = evidence?.unit?.user;
  const [first] = reasons;
  const planned: Omit<PlannedWorkload, 'tasks'> = {
    service: workload.service,
    store: workload.store,
    ...(evidence?.root === undefined ? {} : { root: evidence.root }),
    ...(effective?.client === undefined ? {} : { client: effective.client.name }),
    ...(user === undefined ? {} : { user }),
    prediction: predictHandshake(subject, moment),
    verdict,
    ...(first === undefined ? {} : { verdictCode: first.code }),
  };
  const nothing = (why: string): PlannedWorkload => ({ ...planned, tasks: [], why });
  if (evidence === undefined || effective === undefined) return nothing(workload.reason ?? 'there is no evidence of how it starts');
  if (effective.kind === 'unknown') return nothing(effective.reason);
  if (evidence.root !== undefined) return nothing('it runs in a container or a root of its own, which a rehearsal does not enter');
  if (effective.fatal !== undefined && effective.loaded.length === 0) return nothing(effective.fatal);
  const endpoint = parseEndpoint(store.state.endpoint);
  if (endpoint === undefined) return nothing('its store has no endpoint');
  // A rehearsal starts its clients without one, and would meet the store by another way than the service
  const proxy = proxyOf(subject);
  const own: OwnClient =
    proxy === undefined
      ? ownClient(effective, evidence)
      : { kind: 'none', reason: `it asks its store through ${shownProxy(proxy)}, and a rehearsal asks without one` };
  const places = placesOf(workload.names, store.state, endpoint.host);
  const asTasks = (words: ClientWords, isOwn: boolean): readonly PlannedTask[] =>
    places.flatMap(({ name, addresses }) => {
      // keytool connects to where the name leads, and nowhere else
      const reachable = words.client === 'java' ? addresses.filter((address) => address === name) : addresses;
      const task = { ...words, ...(user === undefined ? {} : { user }), name, port: endpoint.port, addresses: reachable };
      return reachable.length === 0 ? [] : [{ own: isOwn, task }];
    });
  const second = own.kind === 'client' && own.words.client === 'openssl' ? undefined : secondOpinion(effective);
  return {
    ...planned,
    tasks: [
      ...(own.kind === 'client' ? asTasks(own.words, true) : []),
      ...(second === undefined ? [] : asTasks(second, false).slice(0, 1)),
    ],
    ...(own.kind === 'none' ? { why: own.reason } : {}),
  };
}

// The store's own name as the service resolves it, and every address behind it that the auditor knows of. A name that the service's settings ask for it
// resolves itself; of further names of the store nobody says that they lead anywhere, so they are asked for where the store is
function placesOf(
  asked: readonly string[] | undefined,
  { names, addresses: known }: Pick<StoreState, 'names' | 'addresses'>,
  host: string,
): readonly { readonly name: string; readonly addresses: readonly string[] }[] {
  const behind = (known ?? []).flatMap((address) => parseEndpoint(address) ?? []).map((endpoint) => endpoint.host);
  return (asked ?? names).slice(0, mostNames).map((name) => ({
    name,
    addresses: name === host ? [host, ...(behind.length > 1 ? behind.slice(0, mostAddresses) : [])] : [asked === undefined ? host : name],
  }));
}

/** The distinct tasks of workloads, and for each workload the indexes of its own: hosts run many services with one client. */
export function distinctTasks(workloads: readonly PlannedWorkload[]): {
  readonly tasks: readonly RehearsalTask[];
  readonly indexOf: (task: RehearsalTask) => number;
} {
  const keys = new Map<string, RehearsalTask>();
  for (const { task } of workloads.flatMap((one) => one.tasks)) if (!keys.has(JSON.stringify(task))) keys.set(JSON.stringify(task), task);
  const order = [...keys.keys()];
  return { tasks: [...keys.values()], indexOf: (task) => order.indexOf(JSON.stringify(task)) };
}

/** `host:port` as it is shown. */
export function shownPlace(name: string, port: number): string {
  return formatEndpoint({ host: name, port });
}
