import pLimit from 'p-limit';
import { toInstant } from '../config/instant.ts';
import { observeStore } from '../credential-store/observe-store.ts';
import { isProven, sha256Of, toBlob } from '../evidence/blob-store.ts';
import type { Collected } from '../evidence/host-evidence.ts';
import type { Transport } from '../evidence/transport.ts';
import { transport as local } from '../evidence/transports/local.ts';
import { type EvidenceRecord, evidenceSchemaId } from '../evidence-file.ts';
import type { Host } from '../inventory/host.ts';
import { listHosts } from '../inventory/list-hosts.ts';
import type { PackFile } from '../rules/load-pack.ts';
import type { Surroundings } from './command.ts';
import { openRecordings } from './recordings.ts';
import type { ScanPlan } from './scan-plan.ts';
import { tool } from './version.ts';

/** Hosts that are looked at at once; a local one is bound by processes that it starts, so more would only wait. Our choice. */
const hostsAtOnce = 8;

/**
 * The first half of a scan: everything that is observed, as evidence records in the order in which it comes in, closed by an end record. An
 * interruption ends it early and says so in the end record; what was complete by then is kept.
 */
export async function* collectRecords(
  plan: ScanPlan,
  rules: readonly PackFile[],
  timeoutMs: number,
  surroundings: Surroundings,
): AsyncGenerator<EvidenceRecord> {
  let records = 0;
  for await (const record of observe(plan, rules, timeoutMs, surroundings)) {
    records += 1;
    yield record;
  }
  yield { type: 'end', records, interrupted: surroundings.signal.aborted };
}

async function* observe(
  plan: ScanPlan,
  rules: readonly PackFile[],
  timeoutMs: number,
  surroundings: Surroundings,
): AsyncGenerator<EvidenceRecord> {
  const { now, signal, terminal } = surroundings;
  const startedAt = toInstant(now());
  const ruleRefs = rules.map(({ path, shownAs, text }) => ({ path, shownAs: shownAs ?? path, sha256: sha256Of(Buffer.from(text)) }));
  yield {
    type: 'header',
    schema: evidenceSchemaId,
    tool,
    startedAt,
    now: startedAt,
    horizonDays: plan.horizonDays,
    services: plan.services.length,
    settings: { ...plan.settings, rules: ruleRefs },
  };
  for (const service of plan.services) yield { type: 'service', service };
  for (const { text } of rules)
    yield { type: 'blob', blob: toBlob(Buffer.from(text), { sha256: sha256Of(Buffer.from(text)), redacted: 0 }) };
  // Asked beside the hosts: a store that hangs must not keep what is known of the hosts from being written
  const aside = new AbortController();
  const stores = askStores(plan, timeoutMs, surroundings, AbortSignal.any([signal, aside.signal]));
  try {
    // An interruption ends the collection; what it cut short is unknown because no record names it
    yield* untilInterrupted(observeHosts(plan, timeoutMs, surroundings), signal);
    yield* recordsOfStores(await stores, signal);
  } finally {
    aside.abort();
  }
  if (signal.aborted) terminal.say('interrupted: writing what is complete');
}

async function* untilInterrupted(records: AsyncGenerator<EvidenceRecord>, signal: AbortSignal): AsyncGenerator<EvidenceRecord> {
  try {
    yield* records;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function askStores(plan: ScanPlan, timeoutMs: number, { now, terminal }: Surroundings, signal: AbortSignal) {
  const progress = (text: string): void => terminal.progress(text);
  const context = { now, signal, timeoutMs, progress, baseDirectory: plan.baseDirectory };
  return Promise.allSettled(plan.stores.map((store) => observeStore(store, context)));
}

function* recordsOfStores(stores: Awaited<ReturnType<typeof askStores>>, signal: AbortSignal): Generator<EvidenceRecord> {
  const written = new Set<string>();
  for (const outcome of stores) {
    if (outcome.status === 'rejected') {
      if (!signal.aborted) throw outcome.reason;
      continue;
    }
    yield { type: 'store', store: outcome.value.state };
    for (const certificate of outcome.value.certificates) {
      if (written.has(certificate.sha256)) continue;
      written.add(certificate.sha256);
      yield { type: 'certificate', certificate };
    }
  }
}

async function* observeHosts(plan: ScanPlan, timeoutMs: number, surroundings: Surroundings): AsyncGenerator<EvidenceRecord> {
  const { now, signal, terminal } = surroundings;
  const recordings = await openRecordings(plan.recordings, signal);
  for (const blob of recordings.blobs) yield { type: 'blob', blob };
  // Only what hashes to its name stands in for a file of another host: what a recording calls redacted may be anything
  const written = new Set(recordings.blobs.filter(isProven).map((blob) => blob.sha256));
  const progress = (text: string): void => terminal.progress(text);
  const hosts: Host[] = [];
  const context = { serviceTag: plan.settings.serviceTag, baseDirectory: plan.baseDirectory, signal, progress };
  for await (const item of listHosts(plan.inventory, context)) {
    if (item.kind === 'gap') {
      yield { type: 'gap', gap: item.gap };
    } else {
      hosts.push(item.host);
      yield { type: 'inventory', host: item.host };
    }
  }
  const replay = recordings.transportFor(hosts);
  const limit = pLimit(hostsAtOnce);
  let done = 0;
  const waiting = hosts.map((host) =>
    limit(async () => {
      const collected = await transportFor(host, replay).collect(host, {
        now,
        signal,
        timeoutMs,
        progress,
        knownBlobs: written,
      });
      done += 1;
      terminal.progress(`${done} of ${hosts.length} hosts looked at; last ${host.name}`);
      return { host, collected };
    }),
  );
  // a rejection of a later host must not go unhandled while an earlier one is awaited
  for (const pending of waiting) pending.catch(() => undefined);
  for (const pending of waiting) {
    const { host, collected } = await pending;
    yield* recordsOf(host, collected, written);
  }
}

function transportFor(host: Host, replay: Transport): Transport {
  return host.reach === 'local' ? local : replay;
}

function* recordsOf(host: Host, collected: Collected, written: Set<string>): Generator<EvidenceRecord> {
  if (collected.kind === 'missing') {
    yield { type: 'host', state: 'missing', id: host.id, reason: collected.reason };
    return;
  }
  for (const blob of collected.blobs) {
    if (written.has(blob.sha256)) continue;
    if (isProven(blob)) written.add(blob.sha256);
    yield { type: 'blob', blob };
  }
  yield { type: 'host', state: 'seen', evidence: collected.evidence };
}
