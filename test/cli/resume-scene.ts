// A fleet of recorded hosts in a folder, and what collects it here in this process with a clock that stands still.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { collectRecords } from '../../src/cli/collect-records.ts';
import type { Surroundings } from '../../src/cli/command.ts';
import { openJournal } from '../../src/cli/journal.ts';
import type { Flags } from '../../src/cli/options.ts';
import { planScan } from '../../src/cli/scan-plan.ts';
import type { Config } from '../../src/config/config.ts';
import { fromInstant } from '../../src/config/instant.ts';
import { sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import { type EvidenceRecord, writeRecord } from '../../src/evidence-file.ts';
import type { scratch } from '../credential-store/servers.ts';

export const madeAt = '2026-11-22T10:00:00Z';

const content = Buffer.from('# a bundle without certificates\n');
export const blob: EvidenceRecord = { type: 'blob', blob: toBlob(content, { sha256: sha256Of(content), redacted: 0 }) };

export function seenRecord(id: string, observedAt = madeAt): EvidenceRecord {
  const trustFiles = [{ path: '/b', state: 'file' as const, sha256: sha256Of(content) }];
  return {
    type: 'host',
    state: 'seen',
    evidence: { id, collector: 'x/1', observedAt, runtimes: [], trustFiles, workloads: [], missing: [] },
  };
}

export const configuration: Config = {
  inventory: [{ source: 'hosts-file', path: 'hosts.json' }],
  stores: [{ name: 'vault', endpoint: 'vault:443', servedChain: { from: 'none' } }],
  evidence: { replay: ['recorded.jsonl'] },
};

/** Writes the inventory and the recording of these hosts; `unknown` ones are listed and not recorded. */
export function writeFleet(home: ReturnType<typeof scratch>, recorded: readonly EvidenceRecord[], unknown: readonly string[] = []): void {
  const ids = recorded.flatMap((record) => (record.type === 'host' && record.state === 'seen' ? [record.evidence.id] : []));
  home.write('hosts.json', JSON.stringify({ hosts: [...ids, ...unknown].map((name) => ({ name })) }));
  home.write('recorded.jsonl', [blob, ...recorded].map((record) => `${writeRecord(record)}\n`).join(''));
}

/** What came of a collection into a journal. */
export interface CollectedFile {
  readonly lines: readonly string[];
  readonly said: readonly string[];
}

/** Collects into the file, and lets it go as the command does. `stopAfter` ends it like a crash: after so many records. */
export async function collectInto(
  folder: string,
  file: string,
  asked: {
    readonly resume?: boolean;
    readonly retryFailed?: boolean;
    readonly config?: Config;
    readonly flags?: Flags;
    readonly at?: string;
    readonly stopAfter?: number;
  } = {},
): Promise<CollectedFile> {
  const said: string[] = [];
  const now = fromInstant(asked.at ?? '2026-11-22T12:00:00Z') ?? 0;
  const surroundings: Surroundings = {
    now: () => now,
    signal: new AbortController().signal,
    workingDirectory: folder,
    terminal: {
      report: async () => undefined,
      progress: () => undefined,
      say: (text) => said.push(text),
      live: false,
      color: false,
      width: 80,
    },
  };
  const plan = await planScan(asked.flags ?? {}, asked.config ?? configuration, folder);
  const target = path.join(folder, file);
  const journal = await openJournal(target, plan, {
    resume: asked.resume === true,
    retryFailed: asked.retryFailed === true,
    now,
    signal: surroundings.signal,
  });
  let written = 0;
  try {
    for await (const record of collectRecords(plan, [], 1000, surroundings, journal)) {
      if (asked.stopAfter !== undefined && written >= asked.stopAfter) break;
      journal.write(record);
      written += 1;
    }
  } finally {
    journal.close();
  }
  return {
    lines: readFileSync(target, 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
    said,
  };
}
