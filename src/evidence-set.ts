import type { ServiceDeclaration } from './config/config.ts';
import type { StoreState } from './credential-store/store-state.ts';
import { ParseError } from './errors.ts';
import { type BlobStore, createBlobStore, sha256Of } from './evidence/blob-store.ts';
import type { HostEvidence } from './evidence/host-evidence.ts';
import { type EvidenceRecord, type Header, type MalformedLine, sharedEvidenceSchema } from './evidence-file.ts';
import type { Gap, Host } from './inventory/host.ts';
import type { Certificate } from './x509/certificate.ts';
import { parseCertificate } from './x509/parse-certificate.ts';

/** What is known of one inventoried host: its evidence, or why there is none. */
export type HostFacts = { readonly kind: 'seen'; readonly evidence: HostEvidence } | { readonly kind: 'missing'; readonly reason: string };

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
  const seen = new Map<string, HostFacts | Like>();
  const services: ServiceDeclaration[] = [];
  const stores = new Map<string, StoreState>();
  const certificates = new Map<string, Certificate>();
  const gaps: Gap[] = [];
  const broken: MalformedLine[] = [];
  const blobs = createBlobStore();
  const expand = createExpander(blobs);
  let header: Header | undefined;
  let end: Extract<EvidenceRecord, { type: 'end' }> | undefined;
  let records = 0;

  return {
    add(record) {
      if (record.type !== 'end') records += 1;
      switch (record.type) {
        case 'header':
          header ??= record;
          break;
        case 'inventory':
          hosts.set(record.host.id, record.host);
          break;
        case 'gap':
          gaps.push(record.gap);
          break;
        case 'service':
          services.push(record.service);
          break;
        case 'store':
          stores.set(record.store.name, record.store);
          break;
        case 'certificate':
          addCertificate(certificates, record.certificate.sha256, record.certificate.der);
          break;
        case 'blob':
          blobs.add(record.blob);
          break;
        case 'host':
          if (record.state === 'seen') seen.set(record.evidence.id, { kind: 'seen', evidence: record.evidence });
          else if (record.state === 'like') seen.set(record.id, { kind: 'like', record });
          else seen.set(record.id, { kind: 'missing', reason: record.reason });
          break;
        case 'end':
          end = record;
          break;
        case 'malformed':
          broken.push(record);
          if (record.was === 'host' && record.host !== undefined) {
            seen.set(record.host, { kind: 'missing', reason: `line ${record.line} of ${file} is malformed: ${record.reason}` });
          }
      }
    },
    finish() {
      if (header === undefined) {
        throw new ParseError(
          `${file} has no snowline/evidence/v1 header record`,
          { format: 'evidence', byteOffset: 0 },
          {
            hint: 'make evidence with: snowline collect > evidence.jsonl',
          },
        );
      }
      const lost = broken.find(
        (line) => line.was === undefined || line.was === 'service' || line.was === 'inventory' || line.was === 'gap',
      );
      const strays = [...seen.keys()].filter((id) => !hosts.has(id));
      const remarks = [
        ...(end === undefined ? [`${file} has no end record: it was cut off, so hosts may be missing from it`] : []),
        ...(end?.interrupted === true ? ['the collection was interrupted: hosts that were not reached by then are unknown'] : []),
        ...(end !== undefined && end.records !== records ? [`${file} should hold ${end.records} records and holds ${records}`] : []),
        ...broken.map((line) => `line ${line.line} of ${file} is malformed: ${line.reason}`),
      ];
      return {
        header,
        hosts: [...hosts.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        services,
        stores: [...stores.values()],
        gaps: [
          ...gaps,
          ...strays.map((id) => ({ scope: id, reason: `${file} holds evidence of it but no inventory record`, hosts: 1 })),
          ...(end === undefined ? [{ scope: file, reason: 'cut off before its end record' }] : []),
          ...broken.filter((line) => line.was !== 'host').map((line) => ({ scope: file, reason: `line ${line.line} is malformed` })),
        ],
        blobs,
        factsOf: (host) => expand(seen.get(host.id)) ?? { kind: 'missing', reason: whyNothing(file, broken, end?.interrupted === true) },
        certificateOf: (sha256) => certificates.get(sha256),
        complete: remarks.length === 0,
        remarks,
        declarationsLost: lost && `line ${lost.line} of ${file} is malformed and may have declared what it uses`,
      };
    },
  };
}

interface Like {
  readonly kind: 'like';
  readonly record: Extract<EvidenceRecord, { type: 'host'; state: 'like' }>;
}

// Shared evidence is parsed once for all hosts that have it; blobs may come after the hosts that name them, so this is done last
function createExpander(blobs: BlobStore): (facts: HostFacts | Like | undefined) => HostFacts | undefined {
  const parsed = new Map<string, Omit<HostEvidence, 'id' | 'observedAt'> | undefined>();
  return (facts) => {
    if (facts?.kind !== 'like') return facts;
    const { id, observedAt, evidence: digest } = facts.record;
    if (!parsed.has(digest)) parsed.set(digest, readShared(blobs.read(digest)));
    const shared = parsed.get(digest);
    if (shared === undefined) return { kind: 'missing', reason: `its evidence (blob ${digest}) is not there or cannot be read` };
    return { kind: 'seen', evidence: { id, observedAt, ...shared } };
  };
}

function readShared(bytes: Uint8Array | undefined): Omit<HostEvidence, 'id' | 'observedAt'> | undefined {
  if (bytes === undefined) return undefined;
  try {
    return sharedEvidenceSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data;
  } catch {
    // Not JSON: the hosts that name it become unknown, with the blob as the reason
    return undefined;
  }
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
