import { secretsReadFrom } from '../config/declared-secrets.ts';
import { toInstant } from '../config/instant.ts';
import { observeStore } from '../credential-store/observe-store.ts';
import { sha256Of, toBlob } from '../evidence/blob-store.ts';
import { type EvidenceRecord, evidenceSchemaId } from '../evidence-file.ts';
import type { Host } from '../inventory/host.ts';
import type { PackFile } from '../rules/load-pack.ts';
import type { Surroundings } from './command.ts';
import type { Journal } from './journal.ts';
import { observeHosts } from './observe-hosts.ts';
import { planDigests } from './plan-digests.ts';
import type { ScanPlan } from './scan-plan.ts';
import { type KnownHost, secretEvidence } from './secret-evidence.ts';
import { tool } from './version.ts';

/**
 * The first half of a scan: everything that is observed, as evidence records in the order in which it comes in, closed by an end record. An
 * interruption ends it early and says so in the end record; what was complete by then is kept. With a journal that an earlier run began, what stands of
 * that comes first.
 */
export async function* collectRecords(
  plan: ScanPlan,
  rules: readonly PackFile[],
  timeoutMs: number,
  surroundings: Surroundings,
  journal?: Journal,
): AsyncGenerator<EvidenceRecord> {
  let records = 0;
  for await (const record of observe(plan, rules, timeoutMs, surroundings, journal)) {
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
  journal: Journal | undefined,
): AsyncGenerator<EvidenceRecord> {
  const { now, signal, terminal } = surroundings;
  const judgedAt = toInstant(now());
  const ruleRefs = rules.map(({ path, shownAs, text }) => ({ path, shownAs: shownAs ?? path, sha256: sha256Of(Buffer.from(text)) }));
  yield {
    type: 'header',
    schema: evidenceSchemaId,
    tool,
    startedAt: journal?.earlier?.header.startedAt ?? judgedAt,
    now: judgedAt,
    horizonDays: plan.horizonDays,
    services: plan.services.length,
    plan: planDigests(plan),
    settings: { ...plan.settings, rules: ruleRefs },
  };
  for (const service of plan.services) yield { type: 'service', service };
  for (const { text } of rules)
    yield { type: 'blob', blob: toBlob(Buffer.from(text), { sha256: sha256Of(Buffer.from(text)), redacted: 0 }) };
  // Asked beside the inventory and the first hosts: a store that hangs must not keep them from being asked
  const aside = new AbortController();
  const asking = askStores(plan, timeoutMs, surroundings, AbortSignal.any([signal, aside.signal]));
  const stores = asking.then((asked) => [...recordsOfStores(asked, signal)]);
  // who does not come to read it does not fail for it
  stores.catch(() => undefined);
  try {
    // An interruption ends the collection; what it cut short is unknown because no record names it
    const hosts: KnownHost[] = [];
    for await (const record of untilInterrupted(observeHosts(plan, timeoutMs, surroundings, journal, stores), signal)) {
      if (record.type === 'inventory') hosts.push(knownOf(record.host));
      yield record;
    }
    // Which roles and addresses there are is known only now
    if (!signal.aborted) yield* untilInterrupted(evidenceOfSecrets(plan, hosts, await asking, surroundings), signal);
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
  const secretsOf = (store: string) => secretsReadFrom(store, plan.services, plan.settings.defaultStores);
  return Promise.allSettled(plan.stores.map((store) => observeStore(store, { ...context, secrets: secretsOf(store.name) })));
}

type Asked = Awaited<ReturnType<typeof askStores>>;

function evidenceOfSecrets(plan: ScanPlan, hosts: readonly KnownHost[], asked: Asked, { now, signal, terminal }: Surroundings) {
  const states = asked.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.state] : []));
  return secretEvidence(plan, hosts, states, { now, signal, progress: (text) => terminal.progress(text) });
}

// Of a hundred thousand hosts no more is kept than that
function knownOf({ id, address, instanceProfile, services }: Host): KnownHost {
  return { id, services, ...(address === undefined ? {} : { address }), ...(instanceProfile === undefined ? {} : { instanceProfile }) };
}

function* recordsOfStores(stores: Asked, signal: AbortSignal): Generator<EvidenceRecord> {
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
