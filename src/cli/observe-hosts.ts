import { fromInstant, toInstant } from '../config/instant.ts';
import { parseEndpoint } from '../credential-store/endpoint.ts';
import { resolveAddresses } from '../credential-store/resolve-addresses.ts';
import { collectFleet } from '../evidence/fleet/collect-fleet.ts';
import { CompactHosts } from '../evidence/fleet/compact-hosts.ts';
import { FleetTally } from '../evidence/fleet/fleet-progress.ts';
import type { HostOutcome } from '../evidence/fleet/host-outcome.ts';
import { createContentClaims } from '../evidence/probe/content-claims.ts';
import { clientCertificatesOf } from '../evidence/reading/client-files.ts';
import { identitiesOf } from '../evidence/reading/credential-files.ts';
import { Bearers } from '../evidence/transports/replay.ts';
import type { EvidenceRecord } from '../evidence-file.ts';
import type { InventoryItem } from '../inventory/host.ts';
import { listHosts } from '../inventory/list-hosts.ts';
import { isDatedAhead, shownLimit } from '../restart/freshness.ts';
import type { Surroundings } from './command.ts';
import { progressLines } from './fleet-progress-lines.ts';
import { heldBehind } from './held-behind.ts';
import { routesOf } from './host-routes.ts';
import { wayTo } from './host-way.ts';
import type { Journal } from './journal.ts';
import { openTransports } from './open-transports.ts';
import { openRecordings, type Recordings } from './recordings.ts';
import { retryHints } from './retry-hints.ts';
import type { ScanPlan } from './scan-plan.ts';
import { wantedHosts } from './wanted-hosts.ts';
import { WrittenContents } from './written-contents.ts';

/** Time for the names of the stores: hosts wait for it. Our choice. */
const lookupMs = 5000;

/**
 * The records of all hosts: the inventory first, then those of the stores, without which nothing can be judged, then what stands of an earlier run, then every
 * other host as soon as its transport has answered, its blobs before it. Of a fleet little more than its names is kept in memory. Throws when interrupted.
 */
export async function* observeHosts(
  plan: ScanPlan,
  timeoutMs: number,
  surroundings: Surroundings,
  journal: Journal | undefined,
  stores: Promise<readonly EvidenceRecord[]>,
): AsyncGenerator<EvidenceRecord> {
  const recordings = await openRecordings(plan.recordings, surroundings.signal);
  try {
    yield* observe(plan, timeoutMs, surroundings, journal, { stores, recordings });
  } finally {
    await recordings.close();
  }
}

async function* observe(
  plan: ScanPlan,
  timeoutMs: number,
  { now, signal, terminal }: Surroundings,
  journal: Journal | undefined,
  { stores, recordings }: { readonly stores: Promise<readonly EvidenceRecord[]>; readonly recordings: Recordings },
): AsyncGenerator<EvidenceRecord> {
  const progress = (text: string): void => terminal.progress(text);
  const bearers = new Bearers();
  const waiting = new CompactHosts();
  const standing = new Set<string>();
  const wayOf = wayTo(plan);
  let failed = 0;
  let elsewhere = 0;
  let aged = 0;
  const recorded = new Set(journal?.earlier?.recorded);
  const wanted = wantedHosts(plan.only);
  let hosts = 0;
  let gaps = 0;
  for await (const item of inventoryOf(plan, journal, signal, progress)) {
    if (item.kind === 'gap') {
      gaps += 1;
      wanted.noteGap(item.gap);
      yield { type: 'gap', gap: item.gap };
      continue;
    }
    // who else goes by its name tells whether a recording under that name is of this host
    bearers.add(item.host);
    if (!wanted.takes(item.host)) continue;
    hosts += 1;
    recorded.delete(item.host.id);
    const way = wayOf(item.host);
    const stands = journal?.earlier?.standing(item.host, way);
    if (stands === undefined) waiting.push(item.host);
    else standing.add(item.host.id);
    if (stands === 'missing') failed += 1;
    const changed = journal?.earlier?.whatChanged(item.host, way);
    if (changed === 'way') elsewhere += 1;
    else if (changed === 'age') aged += 1;
    yield { type: 'inventory', host: item.host, way };
  }
  signal.throwIfAborted();
  wanted.assertAllFound();
  yield { type: 'listed', hosts, gaps };

  const contents = new WrittenContents();
  if (journal?.resumes === true && journal.earlier === undefined)
    terminal.say(`no run was begun in ${journal.file} yet: every host is asked`);
  if (journal?.earlier !== undefined) {
    for (const remark of journal.earlier.remarks) terminal.say(`warning: ${remark}`);
    if (recorded.size > 0) terminal.say(`no longer listed: ${someOf([...recorded].toSorted())}`);
    const without =
      failed === 0 ? '' : `; ${failed} of those that stand ${failed === 1 ? 'has' : 'have'} no evidence: --retry-failed asks them, too`;
    terminal.say(`continuing ${journal.file}: ${standing.size} of ${hosts} hosts stand, ${waiting.length} are asked${without}`);
    if (elsewhere > 0) {
      const these = elsewhere === 1 ? '1 host is' : `${elsewhere} hosts are`;
      terminal.say(
        `${these} asked again because the way there changed (transport, port, jump host, known hosts): another machine may answer`,
      );
    }
    if (aged > 0) {
      const these = aged === 1 ? '1 host is asked again because its' : `${aged} hosts are asked again because their`;
      terminal.say(`${these} evidence is older than ${shownLimit(plan.settings.maxAgeDays)} (--max-age)`);
    }
    // The older run's states of the stores are left out: what they serve now counts. Whatever ends this before leaves the file as it was
    yield* await stores;
    for await (const record of journal.earlier.records(standing)) if (record.type !== 'blob' || contents.isNew(record.blob)) yield record;
    journal.settled();
  }
  for await (const blob of recordings.blobs()) if (contents.isNew(blob)) yield { type: 'blob', blob };

  const tally = new FleetTally();
  const tell = progressLines(terminal, now);
  const total = waiting.length;
  const claims = createContentClaims();
  const storeAddresses = await addressesOf(plan);
  const transports = await openTransports(plan, recordings.transportFor(bearers));
  const askHosts = async function* (stop: AbortSignal): AsyncGenerator<readonly EvidenceRecord[]> {
    const outcomes = collectFleet(waiting, routesOf(plan, transports.open), {
      limits: { ...plan.limits, timeoutMs },
      context: {
        now,
        knownBlobs: contents.proven,
        claims,
        storeAddresses,
        clientCertificates: clientCertificatesOf(plan.services),
        identities: identitiesOf(plan.services),
      },
      signal: AbortSignal.any([signal, stop]),
      onChange: (state) => tell({ done: tally.done, total }, () => tally.line({ ...state, listed: total, listing: false })),
    });
    for await (const outcome of outcomes) {
      const dated = withoutDatesAhead(outcome, now());
      tally.add(dated);
      yield [...recordsOf(dated, contents)];
      claims.forget(contents.proven);
    }
  };
  try {
    yield* heldBehind(journal?.earlier === undefined ? stores : Promise.resolve([]), askHosts, plan.limits.concurrency);
  } finally {
    await transports.close();
  }
  // what asks hosts by their names takes no file, and has few to ask
  const keeping = journal !== undefined ? 'kept' : plan.only === undefined ? 'may-be' : 'never';
  for (const hint of retryHints(tally, keeping)) terminal.say(hint);
}

// A store that is not asked over the network is not looked up either: whoever says so may not want it
async function addressesOf({ stores }: ScanPlan): Promise<readonly string[]> {
  const asked = stores.flatMap(({ endpoint, servedChain }) => (servedChain.from === 'tls' ? (parseEndpoint(endpoint) ?? []) : []));
  return (await Promise.all(asked.map((endpoint) => resolveAddresses(endpoint, lookupMs)))).flatMap((addresses) => addresses ?? []);
}

async function* inventoryOf(
  plan: ScanPlan,
  journal: Journal | undefined,
  signal: AbortSignal,
  progress: (text: string) => void,
): AsyncGenerator<InventoryItem> {
  // A file is read again in no time, and may say something else by now. Where it is one of several sources, so are the others: which source an id is taken
  // from depends on them all
  const known = plan.inventory.every(({ source }) => source === 'ec2') ? journal?.earlier?.inventory : undefined;
  if (known === undefined) {
    yield* listHosts(plan.inventory, { serviceTag: plan.settings.serviceTag, baseDirectory: plan.baseDirectory, signal, progress });
    return;
  }
  for (const host of known) yield { kind: 'host', host };
}

// A recording that is dated ahead would pass for new however old it is. The clock of now tells best: a header is older than what is observed last
function withoutDatesAhead(outcome: HostOutcome, now: number): HostOutcome {
  const { collected } = outcome;
  if (collected.kind === 'missing') return outcome;
  const observedAt = fromInstant(collected.evidence.observedAt);
  if (observedAt !== undefined && !isDatedAhead(observedAt, now)) return outcome;
  const reason = `its evidence is dated ${collected.evidence.observedAt}, which is still to come (it is ${toInstant(now)} here)`;
  return { ...outcome, collected: { kind: 'missing', reason } };
}

function* recordsOf({ host, collected, attempts }: HostOutcome, contents: WrittenContents): Generator<EvidenceRecord> {
  const asked = attempts > 1 ? { attempts } : {};
  if (collected.kind === 'missing') {
    const { reason, code, mayRetry } = collected;
    yield {
      type: 'host',
      state: 'missing',
      id: host.id,
      reason,
      ...(code === undefined ? {} : { code }),
      ...(mayRetry === true ? { mayRetry } : {}),
      ...asked,
    };
    return;
  }
  for (const blob of collected.blobs) if (contents.isNew(blob)) yield { type: 'blob', blob };
  yield { type: 'host', state: 'seen', evidence: collected.evidence, ...asked };
}

function someOf(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')}, … (${names.length} hosts)` : names.join(', ');
}
