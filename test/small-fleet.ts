// A fleet of a few hosts as evidence records, made anew for each test that changes something about it.
import type { ServiceDeclaration } from '../src/config/config.ts';
import type { StoreState } from '../src/credential-store/store-state.ts';
import { sha256Of, toBlob } from '../src/evidence/blob-store.ts';
import type { WorkloadEvidence } from '../src/evidence/host-evidence.ts';
import { type EvidenceRecord, evidenceSchemaId, type Header, type MalformedLine } from '../src/evidence-file.ts';
import { createEvidenceJoiner, type EvidenceSet } from '../src/evidence-set.ts';
import { type Issued, issue } from './certificates.ts';

export const name = 'vault.corp.internal';
export const madeAt = '2026-06-01T00:00:00Z';
export const oldRoot = issue({ subject: 'CN=Corp Root G1', ca: true });
export const newRoot = issue({ subject: 'CN=Corp Root G2', ca: true });
export const leaf = issue({ subject: `CN=${name}`, issuer: newRoot, names: [name] });
const bundlePath = '/etc/ssl/certs/ca-certificates.crt';

export const header: Header = {
  type: 'header',
  schema: evidenceSchemaId,
  tool: { name: 'snowline', version: '0.0.0' },
  startedAt: madeAt,
  now: madeAt,
  horizonDays: 30,
  settings: { serviceTag: 'service', ownerTag: 'owner', certificateExpiry: { high: 7, medium: 14, low: 30 }, rules: [] },
};

export const store: StoreState = {
  name: 'secrets',
  endpoint: `${name}:443`,
  names: [name],
  servedChain: { state: 'known', certificates: [leaf.sha256], observedAt: madeAt, from: 'handshake' },
  generations: {
    previous: { certificates: [oldRoot.sha256] },
    current: { certificates: [newRoot.sha256], since: '2026-04-01T00:00:00Z' },
  },
  gaps: [],
};

/** Which roots a host's bundle holds. */
export type Trust = 'old' | 'new' | 'both';
const bundles: Readonly<Record<Trust, Buffer>> = {
  old: Buffer.from(oldRoot.pem),
  new: Buffer.from(newRoot.pem),
  both: Buffer.from(oldRoot.pem + newRoot.pem),
};

/** Evidence of a host that runs a Go service with that bundle. */
export function hostRecord(id: string, trust: Trust = 'new', service = 'web', unusual: Partial<WorkloadEvidence> = {}): EvidenceRecord {
  return {
    type: 'host',
    state: 'seen',
    evidence: {
      id,
      collector: 'local/1',
      observedAt: madeAt,
      os: { id: 'debian' },
      runtimes: [],
      trustFiles: [
        { path: bundlePath, state: 'file', sha256: sha256Of(bundles[trust]) },
        { path: '/none', state: 'missing' },
      ],
      workloads: [
        {
          name: service,
          origin: 'systemd-unit',
          unit: { name: `${service}.service`, state: 'active' },
          process: { startedAt: '2026-03-01T00:00:00Z' },
          runtime: { family: 'go', version: '1.22.1' },
          nextStart: { environment: { SSL_CERT_FILE: bundlePath, SSL_CERT_DIR: '/none' }, options: {} },
          ...unusual,
        },
      ],
      missing: [],
    },
  };
}

export function inventoryRecord(id: string, service = 'web'): EvidenceRecord {
  return { type: 'inventory', host: { id, name: id, source: 'hosts-file', scope: 'hosts.yaml', services: [service], reach: 'remote' } };
}

export function blobRecord(trust: Trust): EvidenceRecord {
  return { type: 'blob', blob: toBlob(bundles[trust], { sha256: sha256Of(bundles[trust]), redacted: 0 }) };
}

export function certificateRecord({ sha256, der }: Issued): EvidenceRecord {
  return { type: 'certificate', certificate: { sha256, der: der.toString('base64') } };
}

export const services: readonly ServiceDeclaration[] = [
  { name: 'web', owner: 'web-team', stores: ['secrets'], dependsOn: ['permissions'] },
  { name: 'permissions', stores: ['secrets'], client: 'go', deploy: { strategy: 'all-at-once' } },
];

/** web-1 and web-2 trust the new root, permissions-1 the old one alone. Closed by an end record that counts them. */
export function records(): readonly EvidenceRecord[] {
  return closed([
    header,
    ...services.map((service): EvidenceRecord => ({ type: 'service', service })),
    { type: 'store', store },
    ...[leaf, oldRoot, newRoot].map(certificateRecord),
    ...(['old', 'new'] as const).map(blobRecord),
    ...['web-1', 'web-2'].flatMap((id) => [inventoryRecord(id), hostRecord(id)]),
    inventoryRecord('permissions-1', 'permissions'),
    hostRecord('permissions-1', 'old', 'permissions'),
  ]);
}

/** The records with an end record in place of any they have. */
export function closed(list: readonly EvidenceRecord[]): readonly EvidenceRecord[] {
  const open = list.filter(({ type }) => type !== 'end');
  return [...open, { type: 'end', records: open.length, interrupted: false }];
}

/** The records joined, in their order. */
export function join(list: readonly (EvidenceRecord | MalformedLine)[]): EvidenceSet {
  const joiner = createEvidenceJoiner('evidence.jsonl');
  for (const record of list) joiner.add(record);
  return joiner.finish();
}
