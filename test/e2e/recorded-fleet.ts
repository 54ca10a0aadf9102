import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toInstant } from '../../src/config/instant.ts';
import type { Blob } from '../../src/evidence/file-evidence.ts';
import type { HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { Runtime } from '../../src/evidence/runtime.ts';
import { type EvidenceRecord, writeRecord } from '../../src/evidence-file.ts';
import { type Issued, issue } from '../certificates.ts';
import { bundle, directoryOf, fileOf, javaKeyStore } from '../fixtures/incident/trust-stores.ts';

/** CA generations of a store and what it serves; valid from a month ago, because servers and clients of these tests live today. */
export function makeStore(names: readonly string[]) {
  const from = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const until = new Date(Date.now() + 3650 * 86_400_000).toISOString();
  const root = (generation: string) => issue({ subject: `CN=Corp Root ${generation}, O=Corp`, ca: true, from, until });
  const [old, current, next] = [root('G1'), root('G2'), root('G3')] as const;
  const issuing = issue({ subject: 'CN=Corp Issuing 2, O=Corp', issuer: current, ca: true, pathLength: 0, from, until });
  const leaf = issue({ subject: `CN=${names[0] ?? ''}`, issuer: issuing, names, from, until });
  return { old, current, next, issuing, leaf, chain: leaf.pem + issuing.pem };
}

export type Client = 'python' | 'go' | 'java';

/** One host as it is recorded: a unit whose client is of that family and trusts those certificates. */
export interface RecordedHost {
  readonly id: string;
  readonly service: string;
  readonly client: Client;
  readonly trusts: readonly Issued[];
  readonly startedAt?: string;
}

const builtAt = '2026-01-10T08:00:00Z';

/** Records of an evidence file with these hosts, observed just now: evidence that is too old is not judged by. */
export function recordingOf(hosts: readonly RecordedHost[]): readonly EvidenceRecord[] {
  const observedAt = toInstant(Date.now());
  const blobs = new Map<string, Blob>();
  const seen = hosts.map((host): EvidenceRecord => {
    const { runtime, nextStart, trustFiles, contents } = trustOf(host);
    for (const blob of contents) blobs.set(blob.sha256, blob);
    const workload: WorkloadEvidence = {
      name: host.service,
      origin: 'systemd-unit',
      unit: { name: `${host.service}.service`, state: 'enabled', user: host.service },
      process: { startedAt: host.startedAt ?? '2026-01-15T09:00:00Z' },
      runtime,
      nextStart,
    };
    const os = { id: 'debian', version: '12' };
    const evidence: HostEvidence = {
      id: host.id,
      collector: 'test',
      observedAt,
      os,
      runtimes: [],
      trustFiles,
      workloads: [workload],
      missing: [],
    };
    return { type: 'host', state: 'seen', evidence };
  });
  const records: readonly EvidenceRecord[] = [...[...blobs.values()].map((blob) => ({ type: 'blob', blob }) as const), ...seen];
  return [...records, { type: 'end', records: records.length, interrupted: false }];
}

/** Lines of an evidence file, each with its newline. */
export function linesOf(records: readonly EvidenceRecord[]): string {
  return records.map((record) => `${writeRecord(record)}\n`).join('');
}

function trustOf({ client, trusts }: RecordedHost): {
  readonly runtime: Runtime;
  readonly nextStart: WorkloadEvidence['nextStart'];
  readonly trustFiles: HostEvidence['trustFiles'];
  readonly contents: readonly Blob[];
} {
  const none = { environment: {}, options: {} };
  const system = bundle(trusts);
  const systemFile = fileOf('/etc/ssl/certs/ca-certificates.crt', system, builtAt);
  switch (client) {
    case 'python': {
      const directory = directoryOf('/usr/lib/ssl/certs', [], [], builtAt);
      return {
        runtime: { family: 'python', version: '3.11.2', path: '/usr/bin/python3', home: '/usr/lib/ssl', tlsLibrary: 'OpenSSL 3.0.15' },
        nextStart: { environment: { SSL_CERT_FILE: systemFile.path }, options: {} },
        trustFiles: [systemFile, directory.evidence],
        contents: [system, ...directory.blobs],
      };
    }
    case 'go': {
      const directory = directoryOf('/etc/ssl/certs', [['ca-certificates.crt', system.sha256]], [], builtAt);
      return {
        runtime: { family: 'go', version: '1.22.9' },
        nextStart: none,
        trustFiles: [systemFile, directory.evidence, { path: '/etc/pki/tls/certs', state: 'missing' }],
        contents: [system, ...directory.blobs],
      };
    }
    case 'java': {
      const keyStore = javaKeyStore(trusts, Date.parse(builtAt));
      return {
        runtime: { family: 'java', version: '17.0.13', path: '/usr/bin/java', home: '/usr/lib/jvm/java-17' },
        nextStart: { environment: {}, options: { 'javax.net.ssl.trustStore': '/etc/corp/truststore.jks' } },
        trustFiles: [fileOf('/etc/corp/truststore.jks', keyStore, builtAt)],
        contents: [keyStore],
      };
    }
  }
}

/** A folder with a whole replayed fleet: configuration, inventory, recording, CA files and a rule of its own; nothing of it needs a network. */
export function writeReplayedFleet(folder: string): void {
  const store = makeStore(['vault.corp.internal']);
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  write('ca/previous.pem', store.old.pem);
  write('ca/current.pem', store.current.pem);
  write('ca/pending.pem', store.next.pem);
  write('ca/served.pem', store.chain);
  const hosts: readonly RecordedHost[] = [
    { id: 'orders-1', service: 'orders', client: 'python', trusts: [store.old] },
    { id: 'orders-2', service: 'orders', client: 'python', trusts: [store.old, store.current, store.next] },
    { id: 'search-1', service: 'search', client: 'go', trusts: [store.current] },
    { id: 'search-2', service: 'search', client: 'java', trusts: [store.current, store.next] },
  ];
  write('fleet.evidence.jsonl', linesOf(recordingOf(hosts)));
  const listed = [...hosts, { id: 'search-3', service: 'search' }];
  write('hosts.json', JSON.stringify({ hosts: listed.map(({ id, service }) => ({ name: id, services: [service] })) }));
  write('rules/own/never-restarted.yaml', ownRule);
  write('snowline.yaml', replayedConfig);
}

const replayedConfig = `stores:
  - name: vault
    endpoint: https://vault.corp.internal:8200
    servedChain: { from: file, path: ca/served.pem }
    generations: { from: files, previous: ca/previous.pem, current: ca/current.pem, pending: ca/pending.pem, currentSince: 2026-02-01 }
    switchAt: 2099-01-01T00:00:00Z
inventory:
  - { source: hosts-file, path: hosts.json }
evidence:
  replay: [fleet.evidence.jsonl]
services:
  declared:
    - { name: orders, owner: team-orders, client: python, stores: [vault], deploy: { strategy: all-at-once } }
    - { name: search, stores: [vault], dependsOn: [orders] }
rules: [rules]
`;

const ownRule = `title: the store's CA stands on the host since the rotation
kind: finding
severity: low
rationale: a rule of one's own must travel in the evidence
source: [https://example.com/]
applies-to: host.source == "hosts-file"
assert: 'restart.verdict != "will-fail"'
message: '{host.name} would not come back'
cases:
  fire:
    - { host.source: hosts-file, restart.verdict: will-fail, host.name: orders-1 }
  pass:
    - { host.source: hosts-file, restart.verdict: ready }
  not-applicable:
    - { host.source: ec2 }
  unknown:
    - { host.source: hosts-file }
`;
