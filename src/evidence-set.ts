import type { ServiceDeclaration } from './config/config.ts';
import type { FetchRecord } from './credential-store/fetch-record.ts';
import type { SecretAccess } from './credential-store/secret-access.ts';
import { createSecretRecords } from './credential-store/secret-records.ts';
import type { StoreState } from './credential-store/store-state.ts';
import { ParseError } from './errors.ts';
import { type BlobStore, createBlobStore, sha256Of } from './evidence/blob-store.ts';
import type { HostFacts } from './evidence/host-evidence.ts';
import { type KeptRecord, latestRecord } from './evidence/latest-record.ts';
import { contradictionIn, createExpander, type LikeRecord } from './evidence/shared-evidence.ts';
import type { EvidenceRecord, Header, MalformedLine } from './evidence-file.ts';
import type { Gap, Host } from './inventory/host.ts';
import type { Certificate } from './x509/certificate.ts';
import { parseCertificate } from './x509/parse-certificate.ts';

/** The whole input of the pure half: all records of an evidence file, joined. */
export interface EvidenceSet {
  readonly header: Header;
  readonly hosts: readonly Host[];
  readonly services: readonly ServiceDeclaration[];
  readonly stores: readonly StoreState[];
  readonly gaps: readonly Gap[];
  readonly blobs: BlobStore;
  readonly factsOf: (host: Host) => HostFacts;
  readonly certificateOf: (sha256: string) => Certificate | undefined;
  readonly accessOf: (host: Host) => readonly SecretAccess[];
  readonly fetchesOf: (host: Host) => readonly FetchRecord[];
  readonly complete: boolean;
  /** Why it is not complete, and what else a reader of the report must know of the evidence. */
  readonly remarks: readonly string[];
  /** Set where lines are lost that may have declared services: then nothing may be taken for a non-consumer. */
  readonly declarationsLost: string | undefined;
}

/** Joins records as they come in, in any order. */
export interface EvidenceJoiner {
  add(record: EvidenceRecord | MalformedLine): void;
  /** The joined set; throws ParseError where there is no header, since then nothing says what the evidence is. */
  finish(): EvidenceSet;
}

/** Returns an empty joiner; `file` is how messages call the evidence. */
export function createEvidenceJoiner(file: string): EvidenceJoiner {
  const hosts = new Map<string, Host>();
  const seen = new Map<string, KeptRecord<HostFacts | Like>>();
  const services = new Map<string, ServiceDeclaration>();
  const stores = new Map<string, StoreState>();
  const certificates = new Map<string, Certificate>();
  const secrets = createSecretRecords();
  const gaps: Gap[] = [];
  const broken: MalformedLine[] = [];
  const blobs = createBlobStore();
  const expand = createExpander(blobs);
  let header: Header | undefined;
  let end: Extract<EvidenceRecord, { type: 'end' }> | undefined;
  let records = 0;
  // Each of these stands once (recordSchema). Two that differ leave open which of them is true, whatever their order: a name that stands here is not
  // judged by either, save that of two observations of a host the later one counts
  const twice = new Set<string>();
  const keepFirst = <Item>(kept: Map<string, Item>, name: string, what: string, item: Item): void => {
    const known = kept.get(name);
    if (known === undefined) kept.set(name, item);
    else if (JSON.stringify(known) !== JSON.stringify(item)) twice.add(`${what} ${name}`);
  };
  // what either record says runs on the host may run there
  const addHost = (host: Host): void => {
    const known = hosts.get(host.id);
    keepFirst(hosts, host.id, 'inventory of', host);
    if (known !== undefined) hosts.set(host.id, { ...known, services: [...new Set([...known.services, ...host.services])] });
  };
  const addFacts = (id: string, facts: HostFacts | Like): void => {
    const observedAt = facts.kind === 'seen' ? facts.evidence.observedAt : facts.kind === 'like' ? facts.record.observedAt : undefined;
    seen.set(id, latestRecord(seen.get(id), { observedAt, value: facts }));
  };
  const factsOf = (host: Host): HostFacts => {
    const kept = seen.get(host.id);
    if (kept === undefined) return { kind: 'missing', reason: whyNothing(file, broken, end?.interrupted === true) };
    const differ = `${file} holds it twice, and not the same`;
    if (kept.contested || twice.has(`inventory of ${host.id}`)) return { kind: 'missing', reason: differ };
    const facts = kept.value.kind === 'like' ? expand(kept.value.record) : kept.value;
    if (facts.kind === 'missing') return kept.repeated ? { ...facts, reason: `${facts.reason}; ${differ}` } : facts;
    const contradiction = contradictionIn(facts.evidence);
    return contradiction === undefined ? facts : { kind: 'missing', reason: contradiction };
  };

  return {
    add(record) {
      if (record.type !== 'end') records += 1;
      switch (record.type) {
        case 'header':
          header ??= record;
          if (JSON.stringify(header) !== JSON.stringify(record)) twice.add('header');
          if (JSON.stringify(header.settings.defaultStores) !== JSON.stringify(record.settings.defaultStores)) twice.add('default stores');
          break;
        case 'inventory':
          addHost(record.host);
          break;
        case 'gap':
          gaps.push(record.gap);
          break;
        case 'listed':
          // for who continues the collection; what a file lacks is told by its end record
          break;
        case 'service':
          keepFirst(services, record.service.name, 'service', record.service);
          break;
        case 'store':
          keepFirst(stores, record.store.name, 'store', record.store);
          break;
        case 'certificate':
          addCertificate(certificates, record.certificate.sha256, record.certificate.der);
          break;
        case 'access':
          secrets.addAccess(record.access);
          break;
        case 'fetch':
          secrets.addFetch(record.fetch);
          break;
        case 'blob':
          blobs.add(record.blob);
          break;
        case 'host':
          addFacts(record.state === 'seen' ? record.evidence.id : record.id, factsIn(record));
          break;
        case 'end':
          end = record;
          break;
        case 'malformed':
          broken.push(record);
          if (record.was === 'host' && record.host !== undefined) {
            addFacts(record.host, { kind: 'missing', reason: `line ${record.line} of ${file} is malformed: ${record.reason}` });
          }
      }
    },
    finish() {
      if (header === undefined) throw noHeader(file, broken);
      const repeated = [...seen].flatMap(([id, kept]) => (kept.repeated ? [id] : [])).toSorted();
      const strays = [...seen.keys()].filter((id) => !hosts.has(id));
      const remarks = [
        ...(end === undefined ? [`${file} has no end record: it was cut off, so hosts may be missing from it`] : []),
        ...(end?.interrupted === true ? ['the collection was interrupted: hosts that were not reached by then are unknown'] : []),
        ...(end !== undefined && end.records !== records ? [`${file} should hold ${end.records} records and holds ${records}`] : []),
        ...broken.map((line) => `line ${line.line} of ${file} is malformed: ${line.reason}`),
        ...[...twice].toSorted().map((what) => `${file} holds ${what} twice, and not the same`),
        ...repeated.map((id) => `${file} holds evidence of host ${id} more than once, and not the same`),
      ];
      return {
        header,
        hosts: sorted(hosts, () => true),
        services: sorted(services, (name) => !twice.has(`service ${name}`)),
        stores: sorted(stores, (name) => !twice.has(`store ${name}`)),
        gaps: [
          ...gaps,
          ...strays.map((id) => ({
            kind: 'evidence' as const,
            scope: id,
            reason: `${file} holds evidence of it but no inventory record`,
            hosts: 1,
          })),
          ...(end === undefined ? [{ kind: 'evidence' as const, scope: file, reason: 'cut off before its end record' }] : []),
          ...broken
            .filter((line) => line.was !== 'host')
            .map((line) => ({ kind: 'evidence' as const, scope: file, reason: `line ${line.line} is malformed` })),
        ],
        blobs,
        factsOf,
        certificateOf: (sha256) => certificates.get(sha256),
        accessOf: secrets.accessOf,
        fetchesOf: secrets.fetchesOf,
        complete: remarks.length === 0,
        remarks,
        declarationsLost: whyDeclarationsLost(file, broken, twice, (end?.records ?? 0) > records || (header.services ?? 0) > services.size),
      };
    },
  };
}

function factsIn(record: Extract<EvidenceRecord, { type: 'host' }>): HostFacts | Like {
  if (record.state === 'seen') return { kind: 'seen', evidence: record.evidence };
  if (record.state === 'like') return { kind: 'like', record };
  const { reason, code } = record;
  return { kind: 'missing', reason, ...(code === undefined ? {} : { code }) };
}

function sorted<Item>(byName: ReadonlyMap<string, Item>, keep: (name: string) => boolean): readonly Item[] {
  const kept = [...byName].filter(([name]) => keep(name)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return kept.map(([, item]) => item);
}

// Lines of these kinds declare no service and no store; any other kind, also one that is not known, may have been a declaration
const undeclaring = new Set<string | undefined>([
  'header',
  'inventory',
  'gap',
  'listed',
  'certificate',
  'access',
  'fetch',
  'blob',
  'host',
  'end',
]);

function whyDeclarationsLost(
  file: string,
  broken: readonly MalformedLine[],
  twice: ReadonlySet<string>,
  linesMissing: boolean,
): string | undefined {
  const line = broken.find((candidate) => !undeclaring.has(candidate.was));
  if (line !== undefined) return `line ${line.line} of ${file} is malformed and may have declared what it uses`;
  const [declared] = [...twice].filter((what) => /^(?:service|store|default stores)\b/.test(what)).toSorted();
  if (declared !== undefined) return `${file} holds ${declared} twice, and not the same`;
  return linesMissing ? `lines are missing from ${file}, and they may have declared what it uses` : undefined;
}

interface Like {
  readonly kind: 'like';
  readonly record: LikeRecord;
}

function noHeader(file: string, broken: readonly MalformedLine[]): ParseError {
  const line = broken.find(({ was }) => was === 'header');
  return new ParseError(
    line === undefined
      ? `${file} has no snowline/evidence/v1 header record`
      : `line ${line.line} of ${file}, its header, is malformed: ${line.reason}`,
    { format: 'evidence', byteOffset: 0 },
    { hint: 'make evidence with: snowline collect > evidence.jsonl' },
  );
}

function addCertificate(certificates: Map<string, Certificate>, sha256: string, base64: string): void {
  const der = Buffer.from(base64, 'base64');
  // content addressing: a certificate under another name would be another certificate
  if (sha256Of(der) !== sha256) return;
  try {
    certificates.set(sha256, parseCertificate(der));
  } catch (error) {
    // An unreadable certificate stays unknown: whatever names it becomes unknown with it
    if (!(error instanceof ParseError)) throw error;
  }
}

function whyNothing(file: string, broken: readonly MalformedLine[], interrupted: boolean): string {
  if (interrupted) return 'the collection was interrupted before it was reached';
  const [line] = broken.filter((candidate) => candidate.host === undefined);
  return line === undefined ? `${file} holds no evidence of it` : `${file} holds no evidence of it (line ${line.line} is malformed)`;
}
