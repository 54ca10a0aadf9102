import { profileNamed } from '../../src/clients/registry.ts';
import { dayMs } from '../../src/config/duration.ts';
import type { NarrowOffer, NodeExchange, StoreNode, VaultHealth } from '../../src/credential-store/store-node.ts';
import type { ServedChain, StoreState } from '../../src/credential-store/store-state.ts';
import type { WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { Moment } from '../../src/restart/check.ts';
import { judgeWorkload } from '../../src/restart/judge-workload.ts';
import type { WorkloadVerdict } from '../../src/restart/restart-verdict.ts';
import { type StoreView, viewStore } from '../../src/restart/store-view.ts';
import type { Workload } from '../../src/restart/workloads.ts';
import type { EffectiveStore } from '../../src/trust/effective-store.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { type CertificateRequest, type Issued, issue } from '../certificates.ts';

export const now = Date.parse('2026-06-01T00:00:00Z');
export const moment: Moment = { now, horizonMs: 30 * dayMs };
export const host = 'vault.corp.internal';
export const bundle = '/etc/ssl/certs/ca-certificates.crt';

/** A store's CA of one generation with an end-entity that it issued. */
export interface Authority {
  readonly root: Issued;
  readonly leaf: Issued;
}

/** A root and an end-entity for the store's name under it. */
export function authority(
  subject: string,
  unusual: { readonly root?: Partial<CertificateRequest>; readonly leaf?: Partial<CertificateRequest> } = {},
): Authority {
  const root = issue({ subject, ca: true, ...unusual.root });
  return { root, leaf: issue({ subject: `CN=${host}`, issuer: root, names: [host], ...unusual.leaf }) };
}

export const previous = authority('CN=Corp Root G1');
export const current = authority('CN=Corp Root G2');
export const pending = authority('CN=Corp Root G3');

/** One address of the store and what it serves, or why that is not known. */
export type NodePart =
  | {
      readonly address: string;
      readonly serves: readonly Issued[];
      readonly protocol?: string;
      readonly narrower?: readonly { readonly offer: NarrowOffer; readonly serves: readonly Issued[] }[];
      readonly health?: VaultHealth;
      readonly exchange?: NodeExchange;
      readonly broken?: string;
    }
  | Extract<StoreNode, { state: 'unknown' }>;

/** What a test says about the store. */
export interface StoreParts {
  /** Where they stand, the first that is known gives what is served. */
  readonly nodes?: readonly NodePart[];
  readonly served?: readonly Issued[] | Exclude<ServedChain, { state: 'known' }>;
  readonly previous?: readonly Issued[];
  readonly current?: readonly Issued[];
  readonly currentSince?: string;
  readonly pending?: readonly Issued[];
  readonly switchAt?: string;
  readonly names?: readonly string[];
  /** Certificates that are named and stand in no record. */
  readonly lost?: readonly Issued[];
}

/** The store as the checks see it. */
export function storeOf(parts: StoreParts): StoreView {
  const nodes = (parts.nodes ?? []).map(nodeOf);
  const first = parts.nodes?.find((node) => 'serves' in node);
  const chain = parts.served ?? first?.serves ?? { state: 'unknown', reason: 'connection refused' };
  const generation = (certificates: readonly Issued[] | undefined, since?: string) =>
    certificates && { certificates: certificates.map(({ sha256 }) => sha256), ...(since === undefined ? {} : { since }) };
  const generations = {
    previous: generation(parts.previous),
    current: generation(parts.current, parts.currentSince),
    pending: generation(parts.pending),
  };
  const state: StoreState = {
    name: 'secrets',
    endpoint: `${host}:443`,
    names: [...(parts.names ?? [host])],
    servedChain:
      'state' in chain
        ? chain
        : { state: 'known', certificates: chain.map(({ sha256 }) => sha256), observedAt: '2026-06-01T00:00:00Z', from: 'handshake' },
    ...(nodes.length === 0 ? {} : { nodes }),
    generations: Object.fromEntries(Object.entries(generations).filter(([, value]) => value !== undefined)),
    ...(parts.switchAt === undefined ? {} : { switchAt: parts.switchAt }),
    gaps: [],
  };
  const all = ['state' in chain ? [] : chain, parts.previous ?? [], parts.current ?? [], parts.pending ?? []].flat();
  const byNodes = (parts.nodes ?? []).flatMap((node) =>
    'serves' in node ? [...node.serves, ...(node.narrower ?? []).flatMap(({ serves }) => serves)] : [],
  );
  const lost = new Set(parts.lost?.map(({ sha256 }) => sha256));
  const byDigest = new Map(
    [...all, ...byNodes].filter(({ sha256 }) => !lost.has(sha256)).map(({ sha256, der }) => [sha256, parseCertificate(der)]),
  );
  return viewStore(state, (sha256) => byDigest.get(sha256));
}

function nodeOf(part: NodePart): StoreNode {
  if (!('serves' in part)) return part;
  const { address, serves, protocol = 'TLSv1.3', narrower = [], health, exchange, broken } = part;
  const digests = (certificates: readonly Issued[]): string[] => certificates.map(({ sha256 }) => sha256);
  return {
    state: 'known',
    address,
    certificates: digests(serves),
    protocol,
    narrower: narrower.map((one) => ({ offer: one.offer, state: 'known', certificates: digests(one.serves) })),
    ...(health === undefined ? {} : { health }),
    ...(exchange === undefined ? {} : { exchange }),
    ...(broken === undefined ? {} : { broken }),
  };
}

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/** A trust store that holds these, in order. */
export function trusting(anchors: readonly Issued[], unusual: Partial<Known> = {}, client = 'node-20'): Known {
  const profile = profileNamed(client);
  if (profile === undefined) throw new Error(`no profile is called ${client}`);
  return {
    kind: 'known',
    client: profile,
    anchors: anchors.map(({ der }) => ({ certificate: parseCertificate(der), file: bundle })),
    loaded: [{ path: bundle, because: 'default', sha256: undefined, modifiedAt: undefined, anchors: anchors.length }],
    remarks: [],
    verification: 'on',
    fatal: undefined,
    ...unusual,
  };
}

/** Evidence of a program that runs since then. */
export function running(startedAt: string): WorkloadEvidence {
  return { name: 'web', origin: 'systemd-unit', process: { startedAt }, nextStart: { environment: {}, options: {} } };
}

/** A declared consumer of the store. */
export function workload(unusual: Partial<Workload> = {}): Workload {
  return {
    service: 'web',
    store: 'secrets',
    consumer: 'declared',
    evidence: running('2026-03-01T00:00:00Z'),
    reason: undefined,
    ...unusual,
  };
}

/** The verdict on the workload. */
export function judge(
  store: StoreView | undefined,
  effective: EffectiveStore | undefined,
  unusual: Partial<Workload> = {},
  at: Moment = moment,
): WorkloadVerdict {
  return judgeWorkload({ workload: workload(unusual), store, effective }, at);
}

/** The codes of the reasons, in order. */
export function codes(verdict: Pick<WorkloadVerdict, 'reasons'>): readonly string[] {
  return verdict.reasons.map(({ code }) => code);
}
