// `npm run bench -- fleet`: how much memory the collection of a fleet takes as it grows, and how long it takes. The hosts are recorded ones, so that nothing is
// measured but our own part: listing, replaying, and writing the journal record by record.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { collectRecords } from '../../src/cli/collect-records.ts';
import type { Surroundings } from '../../src/cli/command.ts';
import { openJournal } from '../../src/cli/journal.ts';
import { planScan } from '../../src/cli/scan-plan.ts';
import type { Config } from '../../src/config/config.ts';
import { sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import type { HostEvidence } from '../../src/evidence/host-evidence.ts';
import { type EvidenceRecord, writeRecord } from '../../src/evidence-file.ts';

const sizes = [60, 1000, 10_000] as const;
/** Heap in use while the largest fleet is collected, against that of the smallest: of a recorded host its name and the place of its record stay, some 0.9 KB. */
const bound = 2;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const content = Buffer.from('a bundle\n'.repeat(2000));
const observedAt = '2026-11-22T10:00:00Z';

function evidenceOf(id: string): HostEvidence {
  const paths = Array.from({ length: 40 }, (_, index) => `/etc/ssl/store-${index}.pem`);
  return {
    id,
    collector: 'bench/1',
    observedAt,
    runtimes: [],
    trustFiles: paths.map((file) => ({
      path: file,
      state: 'file',
      sha256: sha256Of(content),
      sizeBytes: content.length,
      owner: 'root',
      mode: '0644',
    })),
    workloads: [],
    missing: [],
  };
}

function writeFleet(folder: string, hosts: number): void {
  const names = Array.from({ length: hosts }, (_, index) => `web-${index}.corp.test`);
  const blob: EvidenceRecord = { type: 'blob', blob: toBlob(content, { sha256: sha256Of(content), redacted: 0 }) };
  const recorded = names.map((name): EvidenceRecord => ({ type: 'host', state: 'seen', evidence: evidenceOf(name) }));
  writeFileSync(path.join(folder, 'recorded.jsonl'), [blob, ...recorded].map((record) => `${writeRecord(record)}\n`).join(''));
  writeFileSync(path.join(folder, 'inventory.json'), JSON.stringify({ web: { hosts: names }, _meta: { hostvars: {} } }));
}

const config: Config = {
  inventory: [{ source: 'ansible', path: 'inventory.json' }],
  stores: [{ name: 'vault', endpoint: 'vault:443', servedChain: { from: 'none' } }],
  evidence: { replay: ['recorded.jsonl'] },
};

/** Collects the fleet; the heap is read with garbage taken out, at every tenth of it, and the largest reading counts. */
async function measure(folder: string, hosts: number): Promise<{ readonly heapMb: number; readonly seconds: number }> {
  writeFleet(folder, hosts);
  const { signal } = new AbortController();
  const surroundings: Surroundings = {
    now: () => Date.parse('2026-11-22T12:00:00Z'),
    signal,
    workingDirectory: folder,
    terminal: { report: async () => undefined, progress: () => undefined, say: () => undefined, live: false, color: false, width: 80 },
  };
  const plan = await planScan({}, config, folder);
  const journal = await openJournal(path.join(folder, `${hosts}.jsonl`), plan, { resume: false, now: surroundings.now(), signal });
  let heap = 0;
  let seen = 0;
  let measuring = 0;
  const startedAt = performance.now();
  for await (const record of collectRecords(plan, [], 60_000, surroundings, journal)) {
    journal.write(record);
    if (record.type !== 'host') continue;
    seen += 1;
    if (seen % (hosts / 10) !== 0) continue;
    const at = performance.now();
    collectGarbage();
    heap = Math.max(heap, process.memoryUsage().heapUsed);
    measuring += performance.now() - at;
  }
  journal.close();
  if (seen !== hosts) throw new Error(`${seen} of ${hosts} hosts were collected`);
  return { heapMb: heap / 2 ** 20, seconds: (performance.now() - startedAt - measuring) / 1000 };
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'snowline-bench-'));
try {
  // the first run loads code that all of them need
  await measure(folder, 60);
  const results = [];
  for (const hosts of sizes) {
    const { heapMb, seconds } = await measure(folder, hosts);
    results.push(heapMb);
    console.log(`  ${String(hosts).padStart(6)} hosts: ${heapMb.toFixed(1).padStart(6)} MB of heap, ${seconds.toFixed(2).padStart(6)} s`);
  }
  const ratio = (results.at(-1) ?? 0) / (results[0] ?? 1);
  console.log(`  heap of ${sizes.at(-1)} hosts against ${sizes[0]}: ${ratio.toFixed(2)} (at most ${bound})`);
  if (ratio > bound) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
